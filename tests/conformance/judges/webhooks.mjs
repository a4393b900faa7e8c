//! Webhooks that the server sends are verified by the libraries of Standard Webhooks, npm's and PyPI's: with the one secret, and with
//! each of two while one takes the other's place; and by Node's own Ed25519 with the public key. What was changed on its way is not.
//!
//! The partner is made by a member of staff, whose code is the environment's `STAFF_CODE`; the server may send to 127.0.0.1.

import { createPublicKey, verify } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";
import { run } from "../server.mjs";

const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache");
const python = path.join(cache, "world-review/python/bin/python");
const staff = { email: "judge@example.org", password: "seven quiet harbours at dawn" };

export async function judge({ base, report }) {
  const receiver = await receive();
  try {
    const key = await partnersKey(base);
    const partner = (at, body) => post(base, at, body, { "x-api-key": key });
    const made = await partner("/v1/webhook-endpoints", { url: receiver.url, asymmetric: true });
    const at = `/v1/webhook-endpoints/${made.id}`;
    const sent = async () => {
      const { id } = await partner(`${at}/tests`);
      return await receiver.message(id);
    };
    const first = await sent();
    await judgeMessage(report, "by one secret", first, [made.secret]);
    await report.check("Ed25519 is verified by the public key alone", () => {
      const { publicKey } = made.secrets.find(({ scheme }) => scheme === "v1a");
      const x = Buffer.from(publicKey.replace("whpk_", ""), "base64").toString("base64url");
      const known = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
      const signed = `${first.headers["webhook-id"]}.${first.headers["webhook-timestamp"]}.${first.body}`;
      const signature = first.headers["webhook-signature"].split(" ").find((it) => it.startsWith("v1a,")).slice(4);
      if (!verify(null, Buffer.from(signed), known, Buffer.from(signature, "base64"))) throw new Error(signature);
    });
    const { secret } = await partner(`${at}/secrets`, { scheme: "v1" });
    await judgeMessage(report, "by two secrets", await sent(), [made.secret, secret]);
    await partner(`${at}/secrets`, { scheme: "v1", formerHours: 0 });
    const last = await sent();
    await report.check("a secret whose time is over verifies nothing", () => refused(() => verified(secret, last)));
  } finally {
    receiver.close();
  }
}

/** A message is what each of these secrets says it is, and another message isn't. */
async function judgeMessage(report, name, message, secrets) {
  for (const secret of secrets) {
    await report.check(`npm's standardwebhooks verifies ${name}`, () => {
      const { type } = verified(secret, message);
      if (type !== "webhook.test") throw new Error(type);
      refused(() => verified(secret, { ...message, body: `${message.body} ` }));
      refused(() => verified(secret, { ...message, headers: { ...message.headers, "webhook-id": "whd_1" } }));
    });
    await report.check(`PyPI's standardwebhooks verifies ${name}`, async () => {
      const said = await run([python, path.join(import.meta.dirname, "webhooks.py"), JSON.stringify({ ...message, secret })], {});
      if (said.trim() !== "webhook.test, and nothing else") throw new Error(said);
    });
  }
}

function verified(secret, { body, headers }) {
  return new Webhook(secret).verify(body, headers);
}

function refused(attempt) {
  try {
    attempt();
  } catch (error) {
    if (error.constructor.name === "WebhookVerificationError") return;
    throw error;
  }
  throw new Error("it is verified");
}

/** The key of a new partner's program, for webhooks. */
async function partnersKey(base) {
  const code = process.env.STAFF_CODE;
  if (!code) throw new Error("STAFF_CODE is not the code of a partner manager");
  const begun = await post(base, "/v1/auth/begin", { ...staff, code });
  const manager = (at, body) => post(base, at, body, { authorization: `Bearer ${begun.accessToken}` });
  const { id } = await manager("/v1/organisations", { name: "Judges" });
  const { secret } = await manager(`/v1/organisations/${id}/api-keys`, { name: "A judge", scopes: ["webhooks"] });
  return secret;
}

async function post(base, at, body, headers = {}) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(base + at, { method: "POST", ...sent, headers: { ...sent.headers, ...headers } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${at}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** A partner's server, which takes everything and keeps it. */
async function receive() {
  const messages = new Map();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    messages.set(request.headers["webhook-id"], { body, headers: request.headers });
    response.writeHead(204).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => server.close(),
    async message(id) {
      for (let tries = 0; tries < 200; tries += 1) {
        if (messages.has(id)) return messages.get(id);
        await sleep(50);
      }
      throw new Error(`${id} didn't come`);
    },
  };
}
