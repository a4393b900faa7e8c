// A real OpenID Connect provider on a free port of 127.0.0.1: prints its address on the first line and serves until it is
// ended. Who logs in is the `login_hint` of the authorization request, a JSON object of claims; nothing is asked of anybody.
//
// `node server.mjs NOW` runs at that time. `PUT /test/mode/MODE` makes it misbehave from then on, as MODES says.
import { createServer } from 'node:http';

const offset = Date.parse(process.argv[2]) - Date.now();
const realNow = Date.now;
Date.now = () => realNow() + offset;

// After the clock is set: both read it.
const { Provider } = await import('oidc-provider');
const { SignJWT, base64url, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } = await import('jose');

const ours = await generateKeyPair('RS256', { extractable: true });
const foreign = await generateKeyPair('RS256');
const secret = 'a secret between the two of them, of some length';
const people = new Map();
let mode = 'none';

/** Another ID token in place of the true one: its claims changed, its key another, its signature gone. */
const MODES = {
  'signed-anew': (claims, header) => signed(claims, header),
  'wrong-nonce': (claims, header) => signed({ ...claims, nonce: 'another' }, header),
  'wrong-issuer': (claims, header) => signed({ ...claims, iss: 'https://elsewhere.example' }, header),
  'wrong-audience': (claims, header) => signed({ ...claims, aud: 'another-client' }, header),
  'several-audiences': (claims, header) => signed({ ...claims, aud: [claims.aud, 'another-client'] }, header),
  expired: (claims, header) => signed({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }, header),
  'wrong-key': (claims, header) => new SignJWT(claims).setProtectedHeader(header).sign(foreign.privateKey),
  'shared-secret': (claims) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(new TextEncoder().encode(secret)),
  'alg-none': (claims) =>
    `${base64url.encode(JSON.stringify({ alg: 'none', typ: 'JWT' }))}.${base64url.encode(JSON.stringify(claims))}.`,
};

const signed = (claims, header) => new SignJWT(claims).setProtectedHeader(header).sign(ours.privateKey);

const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}`;
const key = { ...(await exportJWK(ours.privateKey)), kid: 'one', alg: 'RS256', use: 'sig' };

const provider = new Provider(url, {
  clients: [
    {
      client_id: 'world-review',
      client_secret: secret,
      redirect_uris: ['https://review.example/callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['of the tests alone'] },
  features: { devInteractions: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => people.get(id) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [key] },
  async loadExistingGrant(ctx) {
    const { client, provider, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});

provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === '/token' && ctx.body?.id_token && MODES[mode]) {
    const { id_token: token } = ctx.body;
    ctx.body = { ...ctx.body, id_token: await MODES[mode](decodeJwt(token), decodeProtectedHeader(token)) };
  }
});

const answer = provider.callback();

server.on('request', async (request, response) => {
  const { pathname } = new URL(request.url, url);
  if (request.method === 'PUT' && pathname.startsWith('/test/mode/')) {
    mode = pathname.slice('/test/mode/'.length);
    response.end();
  } else if (mode === 'moved' && (pathname === '/token' || pathname.startsWith('/.well-known/'))) {
    response.writeHead(307, { location: `http://localhost:${server.address().port}${pathname}` }).end();
  } else if (mode === 'other-issuer' && pathname.startsWith('/.well-known/')) {
    const description = await (await fetch(`${url}/jwks`)).json();
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        issuer: 'https://elsewhere.example',
        authorization_endpoint: `${url}/auth`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: description.keys.map(({ alg }) => alg),
      }),
    );
  } else if (mode === 'endless' && pathname.startsWith('/.well-known/')) {
    response.setHeader('content-type', 'application/json');
    const more = () => {
      while (!response.destroyed && response.write(' '.repeat(65536)));
    };
    response.on('drain', more);
    more();
  } else if (pathname.startsWith('/interaction/')) {
    const { params } = await provider.interactionDetails(request, response);
    const claims = JSON.parse(params.login_hint);
    people.set(claims.sub, claims);
    await provider.interactionFinished(request, response, { login: { accountId: claims.sub } });
  } else {
    answer(request, response);
  }
});

console.log(url);
