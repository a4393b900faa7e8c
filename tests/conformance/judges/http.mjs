//! GraphQL over HTTP: the audits of the `graphql-http` package, all of them, whatever their level (MUST, SHOULD, MAY).

import { serverAudits } from "graphql-http";

export async function judge({ base, report }) {
  for (const audit of serverAudits({ url: `${base}/graphql`, fetchFn: fetch })) {
    await report.check(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      if (result.status !== "ok") throw new Error(`${result.reason} (status ${result.response?.status})`);
    });
  }
}
