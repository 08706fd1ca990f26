// Makes a server on Streamable HTTP one on stdio, in either era: the conformance suite tests clients by mock servers with a URL.
import readline from 'node:readline';

const VERSION = 'io.modelcontextprotocol/protocolVersion';

/** Serves the server at `url` on two streams, until `input` ends. */
export function serve(url, input, output) {
  let session;
  let version;
  let handshake = Promise.resolve();
  const inFlight = new Map(); // id -> { abort, modern }
  const say = message => output.write(`${JSON.stringify(message)}\n`);

  readline.createInterface({ input, crlfDelay: Infinity }).on('line', line => {
    const message = JSON.parse(line);
    const passed = handshake.then(() => pass(message));
    // A session has its id from the first answer: what follows waits for that.
    if (message.method === 'initialize' || message.method === 'notifications/initialized') handshake = passed;
  });

  async function pass(message) {
    const modern = message.params?._meta?.[VERSION];
    if (message.method === 'notifications/cancelled' && inFlight.get(message.params.requestId)?.modern) {
      inFlight.get(message.params.requestId).abort.abort(); // over HTTP, to cancel is to hang up
      return;
    }
    const abort = new AbortController();
    const asks = message.method !== undefined && message.id !== undefined;
    if (asks) inFlight.set(message.id, { abort, modern: Boolean(modern) });
    try {
      const response = await fetch(url, {
        method: 'POST', headers: headers(message, modern), body: JSON.stringify(message), signal: abort.signal,
      });
      session ??= response.headers.get('mcp-session-id') ?? undefined;
      await answered(message, asks, response);
      if (message.method === 'notifications/initialized') listen();
    } catch (e) {
      if (asks && !abort.signal.aborted) fail(message, e.message);
    } finally {
      if (asks) inFlight.delete(message.id);
    }
  }

  function headers(message, modern) {
    const all = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    if (modern) {
      const name = message.params.name ?? message.params.uri;
      return {
        ...all, 'mcp-protocol-version': modern, 'mcp-method': message.method, ...(name === undefined ? {} : { 'mcp-name': encoded(name) }),
      };
    }
    return { ...all, ...(session && { 'mcp-session-id': session }), ...(version && { 'mcp-protocol-version': version }) };
  }

  async function answered(message, asks, response) {
    const hear = answer => {
      if (message.method === 'initialize' && answer.id === message.id) version = answer.result?.protocolVersion;
      say(answer);
    };
    if (isStream(response)) {
      await events(response, hear);
      return;
    }
    const body = await response.text();
    if (!asks) return;
    try {
      hear(JSON.parse(body));
    } catch {
      fail(message, `HTTP ${response.status}`);
    }
  }

  /** The stream for what belongs to no request. Servers may have none. */
  function listen() {
    if (!session) return;
    fetch(url, { headers: { accept: 'text/event-stream', 'mcp-session-id': session, 'mcp-protocol-version': version } })
      .then(response => (response.ok && isStream(response) ? events(response, say) : undefined))
      .catch(() => {});
  }

  const fail = (message, reason) => say({ jsonrpc: '2.0', id: message.id, error: { code: -32603, message: reason } });
}

const isStream = response => (response.headers.get('content-type') ?? '').includes('text/event-stream');
const encoded = name => (/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(name) ? name : `=?base64?${Buffer.from(name).toString('base64')}?=`);

/** Reads server-sent events: lines `data: …`, ended by an empty line. */
async function events(response, hear) {
  const decoder = new TextDecoder();
  let data = '';
  let rest = '';
  for await (const part of response.body) {
    const lines = (rest + decoder.decode(part, { stream: true })).split(/\r\n|\n/);
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith('data:')) data += line.slice(5).trimStart();
      if (line === '' && data !== '') {
        hear(JSON.parse(data));
        data = '';
      }
    }
  }
}
