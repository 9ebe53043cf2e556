// What the usual clients do, against the service at URL, a line each:
// node clients.mjs URL TOKEN NEED
import { createClient as socketClient } from 'graphql-ws';
import { createClient as streamClient } from 'graphql-sse';
import WebSocket from 'ws';

const [url, token, need] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const me = '{ me { name } }';
const changed = 'subscription($id: ID!, $after: String) { needChanged(id: $id, after: $after) { event need { version } } }';

async function does(name, run) {
  try {
    await run();
    console.log(JSON.stringify({ name, ok: true }));
  } catch (why) {
    console.log(JSON.stringify({ name, ok: false, why: String(why?.stack ?? JSON.stringify(why)) }));
  }
}

function equal(got, want) {
  if (got !== want) throw new Error(`got ${got}, want ${want}`);
}

async function ask(query, variables) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const version = async () => (await ask('query($id: ID!) { need(id: $id) { version } }', { id: need })).need.version;

// Changes the need and returns its new version.
async function change() {
  const input = { id: need, version: await version(), need: { title: `Changed ${Date.now()} ${Math.random()}` } };
  return (await ask('mutation($input: UpdateNeedInput!) { updateNeed(input: $input) { need { version } } }', { input })).updateNeed.need.version;
}

const first = async (results) => {
  for await (const result of results) return result;
  throw new Error('it ended without a result');
};

// A change is sent to one who follows from the version before it.
async function follows(client) {
  const before = await version();
  const results = client.iterate({ query: changed, variables: { id: need, after: String(before) } });
  const next = first(results);
  const after = await change();
  const { data } = await next;
  equal(data.needChanged.need.version, after);
  equal(data.needChanged.event, String(after));
}

const socket = (options) =>
  socketClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0, ...options });
const stream = (options) => streamClient({ url, retryAttempts: 0, ...options });

const overSocket = socket({ connectionParams: { authorization } });
await does('graphql-ws: a query', async () => {
  equal((await first(overSocket.iterate({ query: me }))).data.me.name, 'A. Teacher');
});
await does('graphql-ws: several at a time', async () => {
  const names = await Promise.all(Array.from({ length: 20 }, () => first(overSocket.iterate({ query: me }))));
  equal(names.filter(({ data }) => data.me.name === 'A. Teacher').length, 20);
});
await does('graphql-ws: a refused document', async () => {
  const refused = await first(overSocket.iterate({ query: '{ nothing }' })).then(() => null, (errors) => errors);
  equal(refused[0].extensions.code, 'INVALID');
});
await does('graphql-ws: a subscription', () => follows(overSocket));
await does('graphql-ws: a bad token', async () => {
  const closed = await first(socket({ connectionParams: { authorization: 'Bearer bad' } }).iterate({ query: me })).then(() => null, (event) => event);
  equal(closed.code, 4403);
});
await does('a socket for a page of another origin', async () => {
  const answered = await new Promise((resolve, reject) => {
    const opened = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { origin: 'https://elsewhere.example' });
    opened.on('unexpected-response', (request, answer) => {
      resolve(answer.statusCode);
      request.destroy();
    });
    opened.on('open', () => reject(new Error('it is opened')));
    opened.on('error', reject);
  });
  equal(answered, 403);
});
await overSocket.dispose();

const overStream = stream({ headers: { authorization } });
await does('graphql-sse: a query', async () => {
  equal((await first(overStream.iterate({ query: me }))).data.me.name, 'A. Teacher');
});
await does('graphql-sse: a refused document', async () => {
  equal((await first(overStream.iterate({ query: '{ nothing }' }))).errors[0].extensions.code, 'INVALID');
});
await does('graphql-sse: a subscription', () => follows(overStream));
await does('graphql-sse: what was missed', async () => {
  const before = await version();
  const after = await change();
  const on = stream({ headers: { authorization, 'last-event-id': String(before) } });
  equal((await first(on.iterate({ query: changed, variables: { id: need } }))).data.needChanged.event, String(after));
  on.dispose();
});
overStream.dispose();
