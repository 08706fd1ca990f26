// The escape suite in JavaScript: tries what `attempts` lists, and prints one line of JSON for each.
// All twins are inside. An attempt returns (or resolves to) a word when it succeeded, and throws (or rejects) where it did not.
'use strict';
const childProcess = require('child_process');
const dgram = require('dgram');
const dns = require('dns');
const fs = require('fs');
const net = require('net');
const path = require('path');

const env = process.env;
const work = env.ESCAPE_SCRATCH;
const other = env.ESCAPE_OTHER_FILE;
const word = env.ESCAPE_WORD_A + env.ESCAPE_WORD_B;

class Nothing extends Error {}

const read = (file) => { fs.readFileSync(file, { flag: 'r', encoding: 'latin1' }); return 'read'; };
const peek = (file) => {
  const fd = fs.openSync(file, 'r');
  try { fs.readSync(fd, Buffer.alloc(1), 0, 1, null); return 'read'; } finally { fs.closeSync(fd); }
};
// Writes nothing: what is there stays as it is, and what this made goes.
const write = (file) => {
  const isThere = fs.existsSync(file);
  fs.closeSync(fs.openSync(file, 'a'));
  if (!isThere) fs.unlinkSync(file);
  return 'opened to append';
};
const list = (folder) => { fs.readdirSync(folder); return 'listed'; };
const own = (name) => { const file = path.join(work, name); fs.writeFileSync(file, 'own'); return file; };
const writeOwn = () => write(own('file'));

// Tries all; the first that works counts, else the last failure.
async function firstOpen(what, targets) {
  let failure = new Nothing('nothing to try');
  for (const target of targets) {
    try { return await what(target); } catch (e) { failure = e; }
  }
  throw failure;
}

function linked(make, target) {
  const link = path.join(work, 'link');
  try { make(target, link); return read(link); } finally { fs.rmSync(link, { force: true }); }
}

const dots = (file) => read('/workspace/../../../..' + file);
const moved = (target) => { fs.renameSync(target, path.join(work, 'moved')); return 'moved'; };

function connects(to) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ ...to, timeout: 3000 });
    const end = (how) => { socket.destroy(); how(); };
    socket.on('connect', () => end(() => resolve('connected')));
    socket.on('timeout', () => end(() => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' }))));
    socket.on('error', (e) => end(() => reject(e)));
  });
}

async function withListener(at, attempt) {
  const server = net.createServer((socket) => socket.destroy());
  await new Promise((resolve, reject) => server.on('error', reject).listen(at, resolve));
  try { return await attempt(server.address()); } finally { server.close(); }
}

const ownUnix = () => withListener({ path: path.join(work, 'socket') }, (at) => connects({ path: at }));
const ownTcp = () => withListener({ host: '127.0.0.1', port: 0 }, (at) => connects({ host: '127.0.0.1', port: at.port }));

function asksUdp(port) {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket('udp4');
    const end = (how) => { clearTimeout(late); socket.close(); how(); };
    const late = setTimeout(() => end(() => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' }))), 3000);
    socket.on('error', (e) => end(() => reject(e)));
    socket.on('message', () => end(() => resolve('answered')));
    socket.connect(port, '127.0.0.1', (e) => (e ? end(() => reject(e)) : socket.send('x')));
  });
}

async function ownUdp() {
  const server = dgram.createSocket('udp4');
  server.on('message', (text, from) => server.send(text, from.port, from.address));
  await new Promise((resolve) => server.bind(0, '127.0.0.1', resolve));
  try { return await asksUdp(server.address().port); } finally { server.close(); }
}

async function resolves(name) {
  try { await dns.promises.lookup(name); return 'resolved'; } catch (e) { throw new Nothing('EAI'); }
}

const processes = () => fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);

function inEnvironments(wanted) {
  for (const pid of processes()) {
    try {
      if (fs.readFileSync(`/proc/${pid}/environ`, 'latin1').includes(wanted)) return `process ${pid}`;
    } catch (e) { /* Not readable: nothing is seen of it. */ }
  }
  throw new Nothing('in no environment');
}

function seesProcesses(beside) {
  const others = processes().filter((pid) => !beside.includes(pid));
  if (others.length === 0) throw new Nothing('no other process');
  return `${others.length} processes`;
}

function inMounts(wanted) {
  if (!fs.readFileSync('/proc/self/mountinfo', 'latin1').includes(wanted)) throw new Nothing('not named');
  return 'named';
}

function descriptors() {
  for (const name of fs.readdirSync('/proc/self/fd')) {
    let leads = '';
    try { leads = fs.readlinkSync('/proc/self/fd/' + name); } catch (e) { continue; }
    if (!/^(pipe:|anon_inode:|\/proc\/|\/dev\/null$)/.test(leads)) return `${name} to ${path.basename(leads)}`;
  }
  throw new Nothing('pipes alone');
}

function withOwnFile() {
  const fd = fs.openSync(own('file'), 'r');
  try { return descriptors(); } finally { fs.closeSync(fd); }
}

function cutOff(file) {
  const fd = fs.openSync(file, 'r+');
  try { fs.ftruncateSync(fd, 0); return 'cut off'; } finally { fs.closeSync(fd); }
}

function mode(file, bits) { fs.chmodSync(file, bits); return 'set'; }

function runs(program, ...args) {
  const ran = childProcess.spawnSync(program, args, { stdio: 'ignore', timeout: 20000 });
  if (ran.error) throw ran.error;
  return `status ${ran.status}`;
}
const runsOwn = () => runs(process.execPath, '--version');

const user = (...names) => names.map((name) => `/run/user/${env.ESCAPE_UID}/${name}`);
const sockets = {
  bus: [...user('bus'), '/run/dbus/system_bus_socket'],
  display: ['/tmp/.X11-unix/X0', '/tmp/.X11-unix/X1', '\0/tmp/.X11-unix/X0', ...user('wayland-0')],
  agents: [...user('keyring/ssh', 'ssh-agent.socket', 'gnupg/S.gpg-agent'), '/run/docker.sock', '/var/run/docker.sock'],
};
const unixAny = (paths) => () => firstOpen((at) => connects({ path: at }), paths);

// id: [attempt, twin]
const tries = {
  'other-tenant-path': [() => read(other), () => read(own('file'))],
  'other-tenant-dots': [() => dots(other), () => dots(own('file'))],
  'other-tenant-root-link': [() => read('/proc/1/root' + other), () => read('/proc/1/root' + own('file'))],
  'other-tenant-cwd-link': [
    () => read('/proc/self/cwd/../../../..' + other), () => read('/proc/self/cwd/../../../..' + own('file'))],
  'other-tenant-symlink': [() => linked(fs.symlinkSync, other), () => linked(fs.symlinkSync, own('file'))],
  'other-tenant-hardlink': [() => linked(fs.linkSync, other), () => linked(fs.linkSync, own('file'))],
  'other-tenant-rename': [() => moved(other), () => moved(own('file'))],
  'other-tenant-write': [() => write(other), writeOwn],
  'other-tenant-mounts': [() => inMounts(path.basename(env.ESCAPE_OTHER)), () => inMounts('/workspace')],
  'supervisor-files': [
    () => firstOpen(list, [env.ESCAPE_VAULTS, env.ESCAPE_SETTINGS, env.ESCAPE_AUDIT, env.ESCAPE_LOGS]), () => list(work)],
  'supervisor-socket': [() => connects({ path: env.ESCAPE_SUPERVISOR }), ownUnix],
  'app-write': [() => write('/app/escape'), writeOwn],
  'runtime-write': [() => write('/runtime/escape'), writeOwn],
  'home-list': [() => list(env.ESCAPE_HOME), () => list(work)],
  'tmp-file': [() => read(env.ESCAPE_TMP), () => read(own('file'))],
  'shm-file': [() => read(env.ESCAPE_SHM), () => read(own('file'))],
  'file-write': [() => write(env.ESCAPE_TMP), writeOwn],
  passwords: [() => read('/etc/shadow'), () => read('/etc/passwd')],
  'etc-write': [() => write('/etc/escape'), writeOwn],
  'usr-write': [() => write('/usr/escape'), writeOwn],
  'root-write': [() => write('/escape'), writeOwn],
  'setuid-mode': [() => mode(own('file'), 0o4755), () => mode(own('file'), 0o755)],
  'setuid-program': [() => firstOpen((p) => runs(p, '--version'), ['/usr/bin/su', '/bin/su', '/usr/bin/sudo']), runsOwn],
  shell: [() => runs('/bin/sh', '-c', ':'), runsOwn],
  environments: [() => inEnvironments(word), () => inEnvironments('ESCAPE_WORD_A=' + env.ESCAPE_WORD_A)],
  'processes-seen': [() => seesProcesses([process.pid]), () => seesProcesses([])],
  signal: [
    () => { process.kill(Number(env.ESCAPE_PID), 0); return 'seen'; }, () => { process.kill(process.pid, 0); return 'seen'; }],
  'inherited-descriptors': [descriptors, withOwnFile],
  'stderr-reopened': [() => cutOff('/proc/self/fd/2'), () => cutOff(own('file'))],
  'tcp-loopback': [() => connects({ host: '127.0.0.1', port: Number(env.ESCAPE_TCP) }), ownTcp],
  'tcp-outside': [() => connects({ host: '192.0.2.1', port: 80 }), ownTcp],
  'udp-loopback': [() => asksUdp(Number(env.ESCAPE_UDP)), ownUdp],
  names: [() => resolves('example.com'), () => resolves('localhost')],
  'abstract-socket': [
    () => connects({ path: '\0' + env.ESCAPE_ABSTRACT }),
    () => withListener({ path: '\0bulkhead-own-' + process.pid }, () => connects({ path: '\0bulkhead-own-' + process.pid }))],
  'unix-socket': [() => connects({ path: env.ESCAPE_SOCKET }), ownUnix],
  'session-bus': [unixAny(sockets.bus), ownUnix],
  display: [unixAny(sockets.display), ownUnix],
  agents: [unixAny(sockets.agents), ownUnix],
  'proc-sys': [() => write('/proc/sys/kernel/core_pattern'), writeOwn],
  sysfs: [() => list('/sys'), () => list('/proc')],
  devices: [
    () => firstOpen(peek, ['/dev/zero', '/dev/mem', '/dev/kvm', '/dev/fuse', '/dev/net/tun', '/dev/vda', '/dev/sda']),
    () => peek('/dev/urandom')],
};

async function tell(id, side, what) {
  let open = true;
  let how = '';
  try { how = String(await what()); } catch (e) {
    open = false;
    how = e instanceof Nothing ? e.message : e.code;
    if (!how) {
      // An attempt that is broken shows nothing: never blocked.
      open = side === 'attempt';
      how = 'broken: ' + e;
    }
  }
  console.log(JSON.stringify({ id, side, open, how }));
}

(async () => {
  if (process.argv[2] !== 'inside') return;
  fs.mkdirSync(work, { recursive: true });
  try {
    for (const [id, [attempt, twin]] of Object.entries(tries)) {
      await tell(id, 'attempt', attempt);
      await tell(id, 'twin', twin);
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
})();
