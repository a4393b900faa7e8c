//! The REST reference: Redoc on this server's `/openapi.yaml`.
//!
//! Redoc, because it writes its styles through the CSSOM, so that the policy needs no 'unsafe-inline'
//! (build/policy.mjs); RapiDoc's templates are full of style attributes, and Scalar has fonts, a proxy and an assistant
//! on its maker's hosts to be switched off. Redoc 2 and not 3: version 3 comes as one minified block with its maker's
//! analytics inside, and needs a newer Node than the rest; version 2 leaves its packages to the bundler, so that their
//! notices can be gathered.

import { RedocStandalone } from "redoc";
import { createRoot } from "react-dom/client";
import "./reference.css";

const sans = '"Inter", system-ui, sans-serif';
const mono = '"Fira Code", ui-monospace, monospace';

const options = {
  downloadFileName: "openapi.yaml",
  expandResponses: "200",
  hideHostname: true,
  hideLoading: true,
  jsonSamplesExpandLevel: 3,
  nativeScrollbars: true,
  pathInMiddlePanel: true,
  requiredPropsFirst: true,
  sanitize: true,
  schemasExpansionLevel: 1,
  scrollYOffset: ".bar",
  theme: {
    spacing: { unit: 5, sectionVertical: 32 },
    breakpoints: { medium: "60rem", large: "80rem" },
    colors: {
      primary: { main: "#a3202c" },
      success: { main: "#1c6b45" },
      text: { primary: "#1c2733" },
      http: { get: "#1c6b45", head: "#5b6775", post: "#1d5fa8", put: "#8a5a00", patch: "#8a5a00", delete: "#a3202c" },
    },
    typography: {
      fontSize: "15px",
      lineHeight: "1.6",
      fontFamily: sans,
      headings: { fontFamily: sans, fontWeight: "650" },
      code: { fontFamily: mono, fontSize: "13px", color: "#8c1b26", backgroundColor: "#f4f1ee", wrap: true },
      links: { color: "#a3202c" },
    },
    sidebar: { width: "280px", backgroundColor: "#faf8f6", textColor: "#1c2733", activeTextColor: "#a3202c" },
    rightPanel: { backgroundColor: "#14202e" },
    codeBlock: { backgroundColor: "#0d1722" },
  },
};

createRoot(document.getElementById("reference")).render(
  <RedocStandalone specUrl="/openapi.yaml" options={options} />,
);
