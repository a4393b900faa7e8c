//! The Content-Security-Policy of the two pages. It's written into the manifest, so that the pages and the header that
//! the server sends with them can't drift apart.

/**
 * No inline script, no eval, no inline style, no other host.
 *
 * The hash is that of the empty string: styled-components (the reference's styling) makes an empty `<style>` element
 * and then adds its rules through the CSSOM, which a policy allows. The hash admits such an empty element and nothing
 * else, so that `'unsafe-inline'` isn't needed.
 *
 * `data:` images: the underlines below an error in the query editor are such images in CodeMirror's style sheet.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");
