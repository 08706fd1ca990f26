// Makes a server on stdio one on Streamable HTTP: the conformance suite tests servers by URL alone.
// usage: node http2stdio.mjs [--prefix NAME__] [--gate] COMMAND ARGUMENT...
//
// Prints its URL, and ends when its stdin ends. Each legacy session (Mcp-Session-Id) has a child of its own; all modern requests
// share one. What only HTTP knows is checked here: hosts, headers, status codes. --gate also refuses unknown protocol versions,
// for servers that leave that to their HTTP side.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { Child } from './child.mjs';

const options = process.argv.slice(2);
let prefix = '';
let gate = false;
while (options[0]?.startsWith('--')) {
  if (options[0] === '--prefix') prefix = options.splice(0, 2)[1];
  else if (options.shift() === '--gate') gate = true;
}

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const MODERN = '2026-07-28';
const STATUS = {
  [-32700]: 400, [-32600]: 400, [-32601]: 404, [-32602]: 400, [-32020]: 400, [-32021]: 400, [-32022]: 400,
};
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

const sessions = new Map();
let shared;

const error = (code, message, data) => ({ code, message, ...(data && { data }) });

function refuse(response, status, id, problem) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: problem }));
}

/** One POST: answers as JSON, or as an event stream as soon as something comes before the answer. */
class Post {
  constructor(response, headers, statuses) {
    Object.assign(this, { response, headers, statuses, streams: false });
  }

  note(message) {
    if (!this.streams) this.response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...this.headers });
    this.streams = true;
    this.response.write(event(message));
  }

  done(answer) {
    if (this.streams) {
      this.response.end(event(answer));
      return;
    }
    const status = (this.statuses && STATUS[answer.error?.code]) || 200;
    this.response.writeHead(status, { 'content-type': 'application/json', ...this.headers });
    this.response.end(JSON.stringify(answer));
  }

  ended() {
    if (this.streams) this.response.end();
    else this.response.writeHead(202).end();
  }

  gone() {
    if (this.streams) this.response.end();
    else refuse(this.response, 502, this.theirId, error(-32603, 'the server has ended'));
  }
}

const event = message => `event: message\ndata: ${JSON.stringify(message)}\n\n`;

/** A modern child, with a first request of a well-behaved host behind it: a dual server takes its era from that. */
function modernChild() {
  if (shared) return shared;
  shared = new Child(options, prefix);
  const _meta = {
    [VERSION]: MODERN,
    'io.modelcontextprotocol/clientInfo': { name: 'http2stdio', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} }, sampling: {}, roots: {} },
  };
  for (const method of ['server/discover', 'tools/list']) {
    shared.request({ jsonrpc: '2.0', id: method, method, params: { _meta } }, { note() {}, done() {}, ended() {}, gone() {} });
  }
  return shared;
}

/** What the headers of a modern request must repeat of its body; returns what is wrong, or undefined. */
function mismatch(headers, message) {
  const said = message.params?._meta?.[VERSION];
  if (said !== undefined && headers['mcp-protocol-version'] !== said) return 'MCP-Protocol-Version does not match the body';
  if (headers['mcp-method'] !== message.method) return 'Mcp-Method does not match the body';
  const named = { 'tools/call': message.params?.name, 'prompts/get': message.params?.name, 'resources/read': message.params?.uri };
  const name = named[message.method];
  if (name !== undefined && decoded(headers['mcp-name']) !== name) return 'Mcp-Name does not match the body';
  return undefined;
}

function decoded(value = '') {
  const base64 = /^=\?base64\?(.*)\?=$/.exec(value)?.[1];
  return base64 === undefined ? value : Buffer.from(base64, 'base64').toString('utf8');
}

function modern(request, response, message) {
  if (message.id === undefined) {
    response.writeHead(202).end();
    return;
  }
  const wrong = mismatch(request.headers, message);
  const version = message.params?._meta?.[VERSION];
  if (wrong) {
    refuse(response, 400, message.id, error(-32020, wrong));
  } else if (gate && version !== undefined && version !== MODERN) {
    refuse(response, 400, message.id, error(-32022, 'Unsupported protocol version', { supported: [MODERN], requested: version }));
  } else {
    const post = new Post(response, {}, true);
    post.listens = message.method === 'subscriptions/listen';
    const child = modernChild();
    response.on('close', () => child.cancel(post));
    child.request(message, post);
  }
}

function legacy(request, response, message) {
  const id = request.headers['mcp-session-id'];
  let child = sessions.get(id);
  const headers = {};
  if (!child && (id || message.method !== 'initialize')) {
    refuse(response, id ? 404 : 400, message.id, error(-32000, id ? 'Session not found' : 'No session'));
    return;
  }
  if (!child) {
    headers['mcp-session-id'] = randomUUID();
    child = new Child(options, prefix);
    sessions.set(headers['mcp-session-id'], child);
  }
  if (message.method !== undefined && message.id !== undefined) {
    child.request(message, new Post(response, headers, false));
    return;
  }
  if (message.method === 'notifications/cancelled') child.cancelled(message);
  else child.send(message);
  response.writeHead(202).end();
}

function isModern(request, message) {
  if (request.headers['mcp-session-id']) return false;
  const enveloped = Object.keys(message.params?._meta ?? {}).some(key => key.startsWith('io.modelcontextprotocol/'));
  return enveloped || (message.method !== 'initialize' && request.headers['mcp-protocol-version'] >= '2026');
}

function post(request, response, body) {
  let message;
  try {
    message = JSON.parse(body);
  } catch {
    refuse(response, 400, null, error(-32700, 'Parse error'));
    return;
  }
  if (isModern(request, message)) modern(request, response, message);
  else legacy(request, response, message);
}

/** GET opens the stream for what belongs to no request; DELETE ends a session. */
function other(request, response) {
  const id = request.headers['mcp-session-id'];
  const child = sessions.get(id);
  if (!child) {
    response.writeHead(id ? 404 : 405).end();
  } else if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    child.whenIdle(message => response.write(event(message)));
    response.on('close', () => child.whenIdle(undefined));
  } else {
    sessions.delete(id);
    child.close();
    response.writeHead(200).end();
  }
}

const isLocal = url => URL.canParse(url) && LOCAL.includes(new URL(url).hostname);

const server = http.createServer((request, response) => {
  const { host, origin } = request.headers;
  if (!isLocal(`http://${host}`) || (origin !== undefined && !isLocal(origin))) {
    refuse(response, 403, null, error(-32000, 'Forbidden host'));
    return;
  }
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    if (request.method === 'POST') post(request, response, Buffer.concat(parts).toString('utf8'));
    else other(request, response);
  });
});

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/mcp`));
process.stdin.resume().on('end', async () => {
  await Promise.all([...sessions.values(), ...(shared ? [shared] : [])].map(child => child.close()));
  process.exit(0);
});
