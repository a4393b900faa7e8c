//! A reader of the judges' own: registered over REST like any other, with the code that the server wrote into its mail
//! folder (the environment's `MAIL_DIR`).

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const password = "seven quiet harbours at dawn";

/** Registers a reader and returns their access token. Throws when the server refuses, or no letter comes in time. */
export async function reader(base) {
  const email = `judge-${process.pid}-${Date.now()}@example.org`;
  await post(base, "/v1/auth/register", { email, password, displayName: "Judge" });
  const code = await mailedCode(email);
  const { accessToken } = await (await post(base, "/v1/auth/confirm", { email, code })).json();
  return accessToken;
}

async function post(base, address, content) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(base + address, { method: "POST", headers, body: JSON.stringify(content) });
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  return response;
}

/** The code of the letter to an address, as soon as it is there. */
async function mailedCode(email) {
  const folder = process.env.MAIL_DIR;
  if (!folder) throw new Error("MAIL_DIR doesn't name the folder that the server writes its mail to");
  for (let tries = 0; tries < 100; tries += 1) {
    for (const name of await readdir(folder).catch(() => [])) {
      const letter = await readFile(path.join(folder, name), "utf8");
      const code = letter.includes(`To: ${email}`) && /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(letter)?.[0];
      if (code) return code;
    }
    await sleep(100);
  }
  throw new Error(`no letter to ${email} came into ${folder}`);
}
