//! The REST description: what is served is the committed file, Redocly's strictest rules find nothing in it, types are
//! generated from it that the strict compiler takes with a client (`rest.ts`), and every GET that needs no parameter
//! answers as its schema says: those for whoever is logged in, with a reader and without. Those that need one are held to their schemas by the integration tests.

import { copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import openapiTypes, { astToString } from "openapi-typescript";
import YAML from "yaml";
import { reader } from "../reader.mjs";
import { committedOpenapi, here, run, strictTypes, tsc } from "../server.mjs";

export async function judge({ base, folder, report }) {
  const text = await readFile(committedOpenapi, "utf8");
  await report.check("the server serves openapi.yaml as it is committed", async () => {
    const response = await fetch(`${base}/openapi.yaml`);
    if (response.status !== 200 || (await response.text()) !== text) throw new Error(`status ${response.status}, or another text`);
  });
  await report.check("Redocly finds nothing by recommended-strict", redocly);
  const client = await report.check("openapi-typescript's types and the REST client pass tsc --strict", () => compile(folder));
  for (const [name, holds] of Object.entries(client?.checks(base) ?? {})) await report.check(name, holds);

  const contract = new Contract(YAML.parse(text));
  const token = await report.check("a reader registers with the code from the mail folder", () => reader(base));
  const headers = { authorization: `Bearer ${token}` };
  for (const address of contract.addresses()) {
    await report.check(`GET ${address} answers as described`, async () => {
      const answer = await fetch(base + address);
      if (!contract.needsLogin(address)) return contract.judge(address, answer);
      if (answer.status !== 401) throw new Error(`status ${answer.status} without a credential`);
      await contract.judge(address, answer);
      await contract.judge(address, await fetch(base + address, { headers }));
    });
  }
}

async function redocly() {
  const cli = path.join(here, "node_modules", "@redocly", "cli", "bin", "cli.js");
  const command = [process.execPath, cli, "lint", committedOpenapi, "--config", path.join(here, "redocly.yaml"), "--format", "json"];
  const quiet = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const printed = await run(command, { cwd: here, env: quiet });
  const { problems } = JSON.parse(printed.slice(printed.indexOf("{"), printed.lastIndexOf("}") + 1));
  const found = problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`);
  if (found.length > 0) throw new Error(`${found.length}: ${found.slice(0, 5).join("; ")}`);
}

async function compile(folder) {
  const types = astToString(await openapiTypes(pathToFileURL(committedOpenapi)));
  await writeFile(path.join(folder, "openapi.ts"), types);
  await copyFile(path.join(here, "rest.ts"), path.join(folder, "rest.ts"));
  const config = { compilerOptions: { ...strictTypes, outDir: "out" }, files: ["rest.ts"] };
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  await run(tsc, { cwd: folder });
  return import(pathToFileURL(path.join(folder, "out", "rest.js")));
}

/** The parsed description, to which answers are held. */
/** What is somebody's, and needn't be there. */
const absent = ["/v1/me/expert"];

/** What needs one of several parameters, which no description of a single one can say. */
const needsOneOf = ["/graphql"];

class Contract {
  #description;
  #ajv = new Ajv({ strict: false, allErrors: true });

  constructor(description) {
    this.#description = description;
    formats(this.#ajv);
    this.#ajv.addSchema({ $id: "https://description.example/", ...description });
  }

  /** The paths whose GET needs no parameter. */
  addresses() {
    const parameters = (item) => [...(item.parameters ?? []), ...(item.get.parameters ?? [])];
    const requires = (item) => parameters(item).some((given) => this.#follow(given).required);
    const needsNone = ([address, item]) => item.get && !needsOneOf.includes(address) && !requires(item);
    return Object.entries(this.#description.paths).filter(needsNone).map(([address]) => address);
  }

  /** The operation is for whoever is logged in. */
  needsLogin(address) {
    const security = this.#description.paths[address].get.security ?? this.#description.security ?? [];
    return security.length > 0 && security.every((schemes) => Object.keys(schemes).length > 0);
  }

  /** Throws unless the answer has a described status, media type and content; where all may come in, it is a success. */
  async judge(address, response) {
    const { status } = response;
    const described = this.#follow(this.#description.paths[address].get.responses[status] ?? {});
    const expected = this.needsLogin(address) ? [200, 401, 403, ...(absent.includes(address) ? [404] : [])] : [200];
    if (!expected.includes(status) || !described.description) throw new Error(`status ${status}`);
    const type = (response.headers.get("content-type") ?? "").split(";")[0];
    if (!this.#follow(described).content?.[type]) throw new Error(`media type ${type} isn't described`);
    if (!/[/+]json$/.test(type)) return;
    const given = this.#description.paths[address].get.responses[status];
    const within = given.$ref ?? pointer("#", "paths", address, "get", "responses", String(status));
    const valid = this.#ajv.compile({ $ref: `https://description.example/${pointer(within, "content", type, "schema")}` });
    if (!valid(await response.json())) throw new Error(this.#ajv.errorsText(valid.errors));
  }

  #follow(given) {
    if (!given.$ref) return given;
    return given.$ref.slice(2).split("/").reduce((at, key) => at[key], this.#description);
  }
}

/** A JSON pointer as a fragment (RFC 6901, section 6). */
function pointer(within, ...keys) {
  const escaped = keys.map((key) => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1")));
  return [within, ...escaped].join("/");
}
