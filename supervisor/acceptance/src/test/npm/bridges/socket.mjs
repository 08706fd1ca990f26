// An upstream that is elsewhere: carries its stdio to a Unix socket, which a sandbox without a network can reach in its workspace.
// usage: node socket.mjs PATH
import net from 'node:net';

const socket = net.connect(process.argv[2]);
process.stdin.pipe(socket).pipe(process.stdout);
socket.on('error', e => {
  console.error(e.message);
  process.exit(1);
});
socket.on('close', () => process.exit(0));
