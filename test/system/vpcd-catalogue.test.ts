import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cleanUpAfterwards, startTouchstone, temporaryFolder, touchstone } from './processes.ts';

cleanUpAfterwards();

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly rules: readonly { readonly id: string; readonly verdict: string; readonly because?: string }[];
}

/** A TCP port on loopback that nobody has at the moment. */
async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

it('a card that connects to us is judged by the whole catalogue as in process, but for what the wire cannot carry', async () => {
  const folder = temporaryFolder();
  const port = await freeTcpPort();
  const key = startTouchstone(['emulate', 'fido2', '--on', `vpcd:${port}?wait`]);
  const judged = async (target: string, name: string): Promise<Report> => {
    const file = join(folder, `${name}.json`);
    const args = ['test', target, '--seed', '11', '--runs', '3', '--quiet', '--report', `json=${file}`];
    expect(await touchstone(args)).toMatchObject({ code: 0, stderr: '' });
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  };
  const wire = await judged(`vpcd:${port}`, 'wire');
  key.child.kill('SIGTERM');
  const near = await judged('sim:fido2', 'near');
  expect(wire.summary).toMatchObject({ violated: 0, broken: 0 });
  const inProcess = new Map(near.rules.map(({ id, verdict }) => [id, verdict]));
  expect(wire.rules.map(({ id }) => id).sort()).toEqual([...inProcess.keys()].sort());
  const unexplained = wire.rules
    .filter(({ id, verdict }) => verdict !== inProcess.get(id))
    .filter(
      ({ verdict, because = '' }) =>
        verdict !== 'not-applicable' || !/\bwire\b|channel|over NFC|virtual time|\btouches that can be\b/.test(because),
    );
  expect(unexplained).toEqual([]);
  const framing = wire.rules.filter(({ id, verdict }) => id.startsWith('nfc.') && verdict === 'upheld');
  expect(framing.length).toBeGreaterThan(10);
});
