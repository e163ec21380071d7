// A real OpenID provider: node provider.mjs PORT CONFIGURATION. Prints "ready" once it listens.
import http from 'node:http';
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const { clients, accounts, ttl, claimsInIdToken } = JSON.parse(process.argv[3]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: !claimsInIdToken,
  ttl: { IdToken: () => ttl },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...accounts[sub] }) }),
});
http.createServer(provider.callback()).listen(port, '127.0.0.1', () => console.log('ready'));
