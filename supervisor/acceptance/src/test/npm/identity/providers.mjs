// Identity providers of several agencies' clients in one process: an issuer each, with keys, accounts and sessions of its own.
// node providers.mjs acme globex: prints one line of JSON when all listen, then obeys lines on stdin, each answered by a line:
//   down NAME, up NAME (nothing listens; it listens again), forget NAME (every grant is revoked), count NAME (revocations asked)
import { generateKeyPairSync, randomUUID } from "node:crypto";
import http from "node:http";
import readline from "node:readline";
import Provider from "oidc-provider";

const GROUPS = {
  alice: ["consultants"],
  bob: ["consultants", "auditors"],
  nobody: undefined,
  stranger: ["strangers"],
};

function key(alg, type, options) {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: "jwk" }), alg, use: "sig", kid: randomUUID() };
}

async function start(name) {
  const server = http.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const port = server.address().port;
  const issuer = `http://127.0.0.1:${port}`;
  const grants = new Set();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "bulkhead",
        application_type: "native",
        token_endpoint_auth_method: "none",
        redirect_uris: ["http://127.0.0.1/callback"],
        grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
        response_types: ["code"],
      },
    ],
    jwks: { keys: [key("RS256", "rsa", { modulusLength: 2048 }), key("ES256", "ec", { namedCurve: "P-256" })] },
    cookies: { keys: [randomUUID()] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ["sub"], groups: ["groups"] },
    scopes: ["openid", "groups", "offline_access"],
    features: { devInteractions: { enabled: true }, deviceFlow: { enabled: true }, revocation: { enabled: true } },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, groups: GROUPS[id] }) }),
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: { AccessToken: 4, IdToken: 3600, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
  });
  let revoked = 0;
  provider.on("grant.success", (ctx) => grants.add(ctx.oidc.entities.Grant?.jti));
  provider.on("revocation.error", () => {});
  const callback = provider.callback();
  const listener = (request, response) => {
    if (request.url.startsWith("/token/revocation")) revoked++;
    callback(request, response);
  };
  server.on("request", listener);
  return {
    name,
    issuer,
    async down() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
    async up() {
      await new Promise((done) => server.listen(port, "127.0.0.1", done));
    },
    async forget() {
      for (const id of grants) {
        const grant = id && (await provider.Grant.find(id));
        if (grant) await grant.destroy();
        if (id) await provider.RefreshToken.revokeByGrantId(id);
      }
    },
    count: async () => revoked,
  };
}

const providers = {};
for (const name of process.argv.slice(2)) providers[name] = await start(name);
console.log(JSON.stringify(Object.fromEntries(Object.values(providers).map((one) => [one.name, one.issuer]))));
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [what, name] = line.split(" ");
  try {
    console.log(String((await providers[name][what]()) ?? "done"));
  } catch (error) {
    console.log(`failed ${error}`);
  }
}
process.exit(0);
