// One server on stdio that many callers share: each message is given to the caller that it is for.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { bare, prefixed } from './names.mjs';

export const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

/**
 * A caller has `note(message)` for what comes before its answer, `done(answer)`, `ended()` for a subscription that the server
 * ends, `gone()` for a server that died, and `listens` when its answer only comes at the end of a subscription.
 */
export class Child {
  #process;
  #prefix;
  #inFlight = new Map(); // our id -> caller
  #ids = 0;
  #idle = []; // what came while nobody was there to take it
  #idler;

  constructor(command, prefix) {
    this.#prefix = prefix;
    this.#process = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.on('error', e => console.error(`${command[0]}: ${e.message}`));
    this.#process.on('close', () => this.#closed());
    this.#process.stdin.on('error', () => {}); // it has died: 'close' says so
    readline.createInterface({ input: this.#process.stdout, crlfDelay: Infinity }).on('line', line => this.#read(line));
  }

  /** Sends what has no answer: a notification, or an answer to the server. */
  send(message) {
    if (process.env.TRACE) console.error('->', JSON.stringify(message));
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends a request under an id, and a progress token, that nobody else has. */
  request(message, caller) {
    const sent = prefixed(structuredClone(message), this.#prefix);
    const id = ++this.#ids;
    Object.assign(caller, { ourId: id, theirId: message.id, method: message.method });
    sent.id = id;
    const meta = sent.params?._meta;
    if (meta?.progressToken !== undefined) {
      caller.theirToken = meta.progressToken;
      meta.progressToken = id;
    }
    this.#inFlight.set(id, caller);
    this.send(sent);
  }

  /** Cancels the request of `caller`, if it is still in flight; what comes for it later is dropped. */
  cancel(caller) {
    if (this.#inFlight.delete(caller.ourId)) {
      this.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: caller.ourId } });
    }
  }

  /** Passes on a caller's own notifications/cancelled. */
  cancelled(message) {
    for (const caller of this.#inFlight.values()) {
      if (caller.theirId === message.params?.requestId) message.params.requestId = caller.ourId;
    }
    this.send(message);
  }

  /** From now on `take` gets what belongs to no request in flight. Without it, that waits. */
  whenIdle(take) {
    this.#idler = take;
    if (take) this.#idle.splice(0).forEach(take);
  }

  /** Ends as a host does: closes stdin, and kills what does not end by that. */
  close() {
    this.#process.stdin.end();
    setTimeout(() => this.#process.kill(), 3000).unref();
    return new Promise(resolve => this.#process.once('close', resolve));
  }

  #read(line) {
    if (process.env.TRACE) console.error('<-', line);
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      console.error(`no JSON: ${line}`);
      return;
    }
    if (message.method === undefined) this.#answered(message);
    else if (message.id === undefined) this.#notified(message);
    else this.#uncorrelated(message);
  }

  #answered(answer) {
    const caller = this.#inFlight.get(answer.id);
    if (!caller) return;
    this.#inFlight.delete(answer.id);
    answer.id = caller.theirId;
    const meta = answer.result?._meta;
    if (meta && SUBSCRIPTION in meta) meta[SUBSCRIPTION] = caller.theirId;
    caller.done(bare(caller.method, answer, this.#prefix));
  }

  #notified(message) {
    const meta = message.params?._meta;
    if (message.method === 'notifications/progress') {
      const caller = this.#inFlight.get(message.params.progressToken);
      if (caller) caller.note({ ...message, params: { ...message.params, progressToken: caller.theirToken } });
    } else if (meta && SUBSCRIPTION in meta) {
      const caller = this.#inFlight.get(meta[SUBSCRIPTION]);
      if (caller) caller.note({ ...message, params: { ...message.params, _meta: { ...meta, [SUBSCRIPTION]: caller.theirId } } });
    } else if (message.method === 'notifications/cancelled' && this.#inFlight.has(message.params?.requestId)) {
      const caller = this.#inFlight.get(message.params.requestId);
      this.#inFlight.delete(caller.ourId);
      caller.ended();
    } else {
      this.#uncorrelated(message);
    }
  }

  /** A pipe does not say which request a message belongs to: the newest in flight gets it, as good as any guess. */
  #uncorrelated(message) {
    const caller = [...this.#inFlight.values()].filter(one => !one.listens).at(-1);
    if (caller) caller.note(message);
    else if (this.#idler) this.#idler(message);
    else this.#idle.push(message);
  }

  #closed() {
    for (const caller of this.#inFlight.values()) caller.gone();
    this.#inFlight.clear();
  }
}
