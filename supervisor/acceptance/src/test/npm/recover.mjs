import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { compactDecrypt, importJWK } from "jose";
const key = JSON.parse(readFileSync(0, "utf8"));
const vault = JSON.parse(readFileSync(process.argv[2], "utf8"));
const seal = createHmac("sha256", Buffer.from(key.seal_key, "base64url")).update(vault.body).digest("base64url");
if (seal !== vault.seal) throw new Error("this vault was not sealed by who made the key");
const dataKey = (await compactDecrypt(vault.slots.recovery, await importJWK(key, "ECDH-ES+A256KW"))).plaintext;
const body = JSON.parse(new TextDecoder().decode((await compactDecrypt(vault.body, dataKey)).plaintext));
for (const [name, value] of Object.entries(body.secrets)) {
  if (!name.startsWith("bulkhead.")) console.log(name, Buffer.from(value, "base64").toString()); // the others are Bulkhead's own
}
