// The official TypeScript client as a host: lists the tools, writes a file, reads it back, and prints what it saw.
// usage: node client.mjs COMMAND ARGUMENT...
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: 'official-typescript-client', version: '1' });
await client.connect(new StdioClientTransport({ command, args, env: process.env, stderr: 'inherit' }));
const { tools } = await client.listTools();
const content = 'written by the official client: ä ö ü 🛟';
await client.callTool({ name: 'write_file', arguments: { path: 'typescript.txt', content } });
const read = await client.callTool({ name: 'read_file', arguments: { path: 'typescript.txt' } });
const outside = await client.callTool({ name: 'read_file', arguments: { path: '../outside.txt' } });
const refused = await client.callTool({ name: 'no_such_tool', arguments: {} }).catch(error => error);
await client.ping();
await client.close();
console.log(JSON.stringify({
  server: client.getServerVersion(),
  tools: tools.map(tool => tool.name),
  same: read.structuredContent.content === content,
  outside: outside.isError,
  refused: refused.message,
}));
