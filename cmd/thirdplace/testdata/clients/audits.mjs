// The audits of GraphQL over HTTP against the service at URL, a line each:
// node audits.mjs URL TOKEN
import { serverAudits } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const audits = serverAudits({
  url,
  fetchFn: (address, init = {}) =>
    fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
});
for (const audit of audits) {
  const { status, reason } = await audit.fn();
  console.log(JSON.stringify({ name: `${audit.id} ${audit.name}`, ok: status === 'ok', why: `${status}: ${reason ?? ''}` }));
}
