import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cleanUpAfterwards, freePort, root, start, temporaryFolder, touchstone, until } from '../processes.ts';

cleanUpAfterwards();

const key = join(root, 'test/system/foreign/nid-key.mjs');
const page = readFileSync(join(root, 'docs/peers.md'), 'utf8');

interface Report {
  readonly rules: readonly { readonly id: string; readonly level: string; readonly verdict: string }[];
}

/** The rules that a peer's table in docs/peers.md names. */
function arguedFor(peer: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(peer)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, id]) => id!));
}

async function judged(...manner: string[]): Promise<Report> {
  const port = await freePort();
  const run = start(process.execPath, [key, `${port}`, ...manner]);
  await until(run, ({ stdout }) => stdout.includes('listening'));
  const file = join(temporaryFolder(), 'report.json');
  const { code } = await touchstone([
    'test',
    `udp:127.0.0.1:${port}`,
    '--seed',
    '1',
    '--quiet',
    '--report',
    `json=${file}`,
  ]);
  run.child.kill('SIGTERM');
  expect(code).toBe(1);
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

const withVerdict = ({ rules }: Report, verdict: string): string[] =>
  rules.filter((rule) => rule.level === 'MUST' && rule.verdict === verdict).map(({ id }) => id);

it('accuses nid-webauthn-emulator of nothing but the faults that docs/peers.md argues', async () => {
  const report = await judged();
  const argued = arguedFor('nid-webauthn-emulator');
  expect(argued.length).toBeGreaterThan(5);
  expect(withVerdict(report, 'violated').filter((id) => !argued.includes(id))).toEqual([]);
  expect(withVerdict(report, 'broken')).toEqual([]);
  // The faults themselves are seen: a page that argues too much would hide an accusation.
  expect(argued.filter((id) => !withVerdict(report, 'violated').includes(id))).toEqual([]);
  expect(withVerdict(report, 'upheld').filter((id) => id.startsWith('hid.')).length).toBeGreaterThan(15);
});
