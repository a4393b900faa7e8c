//! The judges, one after the other, against a running server: `node run.mjs BASE_URL [JUDGE…]`.
//! Prints a line per failure and closes with `N passed, N failed`. What a judge looks at is in `judges/`.

import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { Report } from "./report.mjs";

const judges = ["http", "schema", "relay", "operations", "openapi", "feeds", "sitemaps", "jsonld", "webhooks"];

const [base, ...chosen] = process.argv.slice(2);
const unknown = chosen.filter((name) => !judges.includes(name));
if (!URL.canParse(base ?? "") || unknown.length > 0) {
  console.error(`usage: node run.mjs BASE_URL [${judges.join(" | ")}]…`);
  process.exit(2);
}

const report = new Report();
for (const name of chosen.length > 0 ? chosen : judges) {
  const { judge } = await import(`./judges/${name}.mjs`);
  // Inside this folder, so that what is generated there finds the packages.
  const folder = await mkdtemp(path.join(import.meta.dirname, ".work-"));
  try {
    await report.part(name, () => judge({ base: base.replace(/\/+$/, ""), folder, report }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
report.close();
