'use strict';
// Loaded before the first line of a node program in a sandbox with a way out (NODE_OPTIONS, see supervisor/docs/egress.md).
// What speaks HTTP here goes through the one socket; for programs that know a proxy's address alone, the same is at 127.0.0.1:3128.
// Not a wall: a program that goes round this has no network.

const SOCKET = '/run/egress.sock';
const PORT = 3128;
const LONGEST_ANSWER = 16 * 1024;

const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const tls = require('node:tls');
const { isMainThread } = require('node:worker_threads');

// Children and worker threads load this too: the first process of the sandbox to come serves for all of it.
if (isMainThread) {
  const server = net.createServer({ allowHalfOpen: true }, (inside) => {
    const outside = net.connect({ path: SOCKET, allowHalfOpen: true });
    inside.pipe(outside).pipe(inside);
    inside.on('error', () => outside.destroy());
    outside.on('error', () => inside.destroy());
    // Whoever waits for an answer keeps its own process alive: this must not keep this one.
    inside.unref();
    outside.unref();
  });
  server.on('error', () => {}); // EADDRINUSE: somebody serves already.
  server.listen({ host: '127.0.0.1', port: PORT, exclusive: true }); // Not through the primary of a cluster.
  server.unref();
}

// The sandbox's own loopback, as far as the settings do not name it as a way out.
const INSIDE = (process.env.NO_PROXY || '').split(',');

function isInside(host) {
  return !host || INSIDE.includes(host.replace(/^\[|\]$/g, ''));
}

// A stream of bytes to host and port, by CONNECT. A refusal's sentence becomes the error's.
function tunnel(host, port, done) {
  const bare = host.replace(/^\[|\]$/g, '');
  const target = `${net.isIPv6(bare) ? `[${bare}]` : bare}:${port}`;
  const socket = net.connect(SOCKET);
  let answer = Buffer.alloc(0);
  const end = (error) => {
    socket.removeListener('readable', received).removeListener('end', ended).removeListener('error', end);
    if (error) {
      socket.on('error', () => {});
      socket.destroy();
      done(error);
    } else {
      done(null, socket);
    }
  };
  const ended = () => {
    const text = answer.toString('latin1');
    const why = text.slice(text.indexOf('\r\n\r\n') + 4).trim() || 'the connection was closed';
    end(Object.assign(new Error(`${target}: ${why}`), { code: 'ECONNREFUSED' }));
  };
  // Not by 'data': a socket that was paused once would not flow again for the next reader.
  const received = () => {
    for (let bytes = socket.read(); bytes !== null; bytes = socket.read()) {
      answer = Buffer.concat([answer, bytes]);
      const at = answer.indexOf('\r\n\r\n');
      if (at >= 0 && /^HTTP\/1\.[01] 200 /.test(answer.toString('latin1', 0, 13))) {
        end();
        if (answer.length > at + 4) {
          socket.unshift(answer.subarray(at + 4));
        }
        return;
      }
      if (answer.length > LONGEST_ANSWER) {
        ended();
        return;
      }
    }
  };
  socket.on('readable', received).on('end', ended).on('error', end);
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
}

// Agents of any library are made from these two, unless it brings a proxy of its own.
const plainConnection = http.Agent.prototype.createConnection;
http.Agent.prototype.createConnection = function createConnection(options, done) {
  if (options.socketPath || isInside(options.host)) {
    return plainConnection.call(this, options, done);
  }
  tunnel(options.host, options.port, done);
};

const secureConnection = https.Agent.prototype.createConnection;
https.Agent.prototype.createConnection = function createConnection(options, done) {
  if (options.socketPath || options.socket || isInside(options.host)) {
    return secureConnection.call(this, options, done);
  }
  tunnel(options.host, options.port, (error, socket) =>
    error ? done(error) : done(null, secureConnection.call(this, { ...options, socket })));
};

// fetch and undici take their connections from one dispatcher, under a name that both agree on. Node's own undici is not loaded
// before something asks for it: that costs a start 50 ms and 12 MB.
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
let isReplaced = globalThis.fetch === undefined;
let isLoading = false;

function replaceDispatcher() {
  if (!isReplaced) {
    isReplaced = true;
    const Agent = globalThis[DISPATCHER].constructor;
    globalThis[DISPATCHER] = new Agent({ connect });
  }
}

// To touch what is being loaded would end the process (a check of V8's), so it has to be known who asks.
function isAskedByPackage() {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = undefined;
  Error.stackTraceLimit = 3;
  const caller = String(new Error().stack).split('\n')[3];
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return caller !== undefined && !caller.includes('node:internal/');
}

if (!isReplaced) {
  Object.defineProperty(globalThis, DISPATCHER, {
    configurable: true,
    get() {
      if (!isLoading && isAskedByPackage()) {
        isLoading = true;
        void globalThis.Headers; // Loads node's own.
        replaceDispatcher();
        return globalThis[DISPATCHER];
      }
      // Node's own asks while it loads, and then puts its dispatcher in place of this property.
      isLoading = true;
      queueMicrotask(replaceDispatcher);
      return undefined;
    },
    set(value) {
      isReplaced = true;
      Object.defineProperty(globalThis, DISPATCHER, { value, writable: true, configurable: true });
    },
  });
  const plainFetch = globalThis.fetch;
  globalThis.fetch = function fetch(...args) {
    void globalThis.Headers; // Loads it.
    replaceDispatcher();
    return plainFetch.apply(this, args);
  };
}

function connect({ hostname, port, protocol, servername }, done) {
  const isSecure = protocol === 'https:';
  const reached = (error, socket) => {
    if (error || !isSecure) {
      done(error, socket);
      return;
    }
    const host = hostname.replace(/^\[|\]$/g, '');
    const name = servername || (net.isIP(host) ? '' : host);
    const secure = tls.connect({ socket, host, servername: name, ALPNProtocols: ['http/1.1'] });
    const failed = (why) => done(why);
    secure.once('error', failed).once('secureConnect', () => {
      secure.removeListener('error', failed);
      done(null, secure);
    });
  };
  const at = Number(port) || (isSecure ? 443 : 80);
  if (!isInside(hostname)) {
    tunnel(hostname, at, reached);
    return;
  }
  const socket = net.connect(at, hostname.replace(/^\[|\]$/g, ''));
  const failed = (why) => reached(why);
  socket.once('error', failed).once('connect', () => {
    socket.removeListener('error', failed);
    reached(null, socket);
  });
}
