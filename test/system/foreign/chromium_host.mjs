// chromium_host.mjs EMULATOR
// In the virtual machine, with a key plugged in: serves a page on http://localhost, opens headless Chromium on it, and prints
// what the page came to. The page runs the ceremonies of $CEREMONIES, a JSON list of { name, creation, request }: it registers
// by `creation` and signs in by `request`, with the new credential in allowCredentials unless `discoverable`. Then the same with
// a relying party of its own, whose endpoints are handed through, since a page may only speak to where it came from.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PORT = 8080;
const PARTY = '127.0.0.2';
const LOAD_MS = 75_000;
const WORK_MS = 150_000;

const page = `<!doctype html><title>keys</title><script type="module">
const ceremonies = ${process.env.CEREMONIES};
const post = (path, body) => fetch(path, {
  method: 'POST', headers: { 'content-type': 'application/json' }, credentials: 'same-origin', body: JSON.stringify(body),
}).then((answer) => answer.json());
const publicKey = (options) => PublicKeyCredential.parseCreationOptionsFromJSON(options);
const create = async (options) => (await navigator.credentials.create({ publicKey: publicKey(options) })).toJSON();
const get = async (options) =>
  (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();
const tried = async (work) => {
  try { return await work(); } catch (error) { return { failure: error.name + ': ' + error.message }; }
};
const found = {};
for (const { name, creation, request, discoverable } of ceremonies) {
  await post('/step', name);
  const registration = await tried(() => create(creation));
  const { id } = registration;
  if (id === undefined) { found[name] = { registration }; continue; }
  const allowCredentials = discoverable ? [] : [{ type: 'public-key', id, transports: ['usb'] }];
  await post('/step', name + ': signs in');
  found[name] = { registration, assertion: await tried(() => get({ ...request, allowCredentials })) };
}
await post('/step', 'relying party');
const user = { username: 'alice', displayName: 'Alice' };
const hard = { hints: ['security-key'] };
found.party = await tried(async () => {
  const options = await post('/attestation/options', {
    ...user, attestation: 'none', authenticatorSelection: { authenticatorAttachment: 'cross-platform' },
  });
  const registered = await post('/attestation/result', await create({ ...options, ...hard }));
  const asked = await post('/assertion/options', { username: user.username });
  return { options, registered, asked, signedIn: await post('/assertion/result', await get({ ...asked, ...hard })) };
});
await post('/done', { agent: navigator.userAgent, found });
</script>`;

const party = spawn(
  process.env.NODE,
  [process.env.BINARY, 'emulate', 'rp', '--on', `http:${PARTY}:${PORT}`, '--profile', 'lenient'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
await new Promise((resolve) => party.stdout.once('data', resolve));

let browser;
let timer;
let step = 'not loaded';
let triesLeft = 3;

const server = createServer(async (incoming, answer) => {
  const { url, method, headers } = incoming;
  if (url === '/') {
    step = 'loaded';
    within(WORK_MS);
    return answer.setHeader('content-type', 'text/html').end(page);
  }
  if (/^\/(attestation|assertion)\//.test(url)) {
    const onward = ask({ host: PARTY, port: PORT, path: url, method, headers }, (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    });
    return incoming.pipe(onward);
  }
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const body = Buffer.concat(parts).toString();
  answer.setHeader('content-type', 'application/json').end('{}');
  if (url === '/step') step = body;
  if (url === '/done') ended(0, body);
});
server.listen(PORT, '127.0.0.1', open);

function open() {
  triesLeft -= 1;
  const data = mkdtempSync(join(tmpdir(), 'chromium-'));
  // not the shell shim, which reads files of the host one by one
  browser = spawn(
    '/usr/lib/chromium/chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      `--user-data-dir=${data}`,
      `http://localhost:${PORT}/`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  within(LOAD_MS);
}

/** One start of Chromium in seven hangs in an emulated machine. */
function within(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (triesLeft === 0) return ended(1, JSON.stringify({ stuckAt: step }));
    process.stderr.write(`chromium was stuck (${step}), started again\n`);
    stopBrowser();
    step = 'not loaded';
    open();
  }, ms);
}

function stopBrowser() {
  try {
    process.kill(-browser.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function ended(code, says) {
  clearTimeout(timer);
  stopBrowser();
  party.kill();
  process.stdout.write(`${says}\n`, () => process.exit(code));
}
