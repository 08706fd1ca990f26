// A host for the client scenarios of the conformance suite: launches a server on stdio behind which, by way of a Unix socket
// (socket.mjs) and stdio2http.mjs, is the suite's own mock server, and does what the scenario wants of a client.
// usage: node driver.mjs SOCKET COMMAND ARGUMENT... URL
import net from 'node:net';
import fs from 'node:fs';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { serve } from './stdio2http.mjs';

const [socket, ...launch] = process.argv.slice(2);
const url = launch.pop();
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
const revision = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION;

/** Behind an aggregating server a tool carries the name of its server. */
async function bareTools(client) {
  const { tools } = await client.listTools();
  return new Map(tools.map(tool => [tool.name.replace(/^.*__/, ''), tool]));
}
async function call(client, bare, args = {}) {
  const tool = (await bareTools(client)).get(bare);
  if (!tool) throw new Error(`there is no tool ${bare}`);
  return client.callTool({ name: tool.name, arguments: args });
}

const SCENARIOS = {
  initialize: client => client.listTools(),
  tools_call: client => call(client, 'add_numbers', { a: 5, b: 3 }),
  'elicitation-sep1034-client-defaults': client => call(client, 'test_client_elicitation_defaults'),
  'request-metadata': client => client.listTools(),
  'json-schema-ref-no-deref': client => client.listTools(),
  'json-schema-2020-12-preservation': async client => {
    const { inputSchema } = (await bareTools(client)).get('json_schema_2020_12_tool');
    await call(client, 'json_schema_echo', { schema: inputSchema });
  },
  'sep-2322-client-request-state': async client => {
    await Promise.all([call(client, 'test_mrtr_echo_state'), call(client, 'test_mrtr_unrelated')]);
    await call(client, 'test_mrtr_no_state');
    // The SDK refuses a result without its type; what the scenario wants is that it does not take it for a question.
    await call(client, 'test_mrtr_no_result_type').catch(() => {});
  },
};

const server = net.createServer(connection => serve(url, connection, connection));
fs.rmSync(socket, { force: true });
await new Promise(resolve => server.listen(socket, resolve));

const client = new Client({ name: 'conformance-driver', version: '1' }, {
  capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
  versionNegotiation: { mode: revision >= '2026' ? { pin: revision } : 'legacy' },
});
client.setRequestHandler('elicitation/create', async request => ({
  action: 'accept', content: request.params.requestedSchema?.properties?.confirmed ? { confirmed: true } : {},
}));
await client.connect(new StdioClientTransport({ command: launch[0], args: launch.slice(1), env: process.env, stderr: 'inherit' }));
try {
  await SCENARIOS[scenario](client);
} finally {
  await client.close();
  server.close();
  fs.rmSync(socket, { force: true });
}
process.exit(0);
