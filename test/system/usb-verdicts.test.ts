import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyRules } from '../../cli/catalogue.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { lacks, program, tell, titled, versionOf, virtualMachine } from './foreign/needs.ts';
import { inVirtualMachine, VM_DEADLINE_MS } from './foreign/virtual-machine.ts';
import { cleanUpAfterwards, temporaryFolder, touchstone } from './processes.ts';
import { commandsSent, keptBy, makeUsedKey } from './used-key.ts';

cleanUpAfterwards();

const reason = lacks(program('flock', 'util-linux'), program('usbip', 'usbip'), virtualMachine);

/** All rules take a machine that is emulated a quarter of an hour: scripts/nightly. */
const isWhole = process.env['TOUCHSTONE_ALL'] === '1';
const DEADLINE_MS = isWhole ? 2_400_000 : 600_000;
const SAMPLE = 40;

/** Commands of a message that fills more reports than the queue of uhid holds. */
const QUEUE_OF_UHID = 30;

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly interrupted?: string;
  readonly rules: readonly { readonly id: string; readonly verdict: string; readonly because?: string }[];
}

/** What no real wire carries, in the words of the engine. */
const notOnThisWire = /\bwire\b|virtual time|\btouches that can be\b/;

/** Rules in a drawn order, the same every time. */
function drawn(ids: readonly string[]): string[] {
  const random = seededRandom('rules over USB');
  const keyed = ids.map((id) => ({ id, at: Buffer.from(random.bytes(6)).readUIntBE(0, 6) }));
  return keyed.sort((one, other) => one.at - other.at).map(({ id }) => id);
}

/** Rules that send a message of more than so many reports in one go, out of a transcript. */
function rulesWithLongMessages(transcript: string): string[] {
  const found = new Set<string>();
  let rule = '';
  let inARow = 0;
  for (const line of readFileSync(transcript, 'utf8').split('\n').slice(1)) {
    if (line === '') continue;
    const { event, id, dir, wire } = JSON.parse(line) as { event?: string; id?: string; dir?: string; wire?: string };
    inARow = wire === 'hid' && dir === 'out' ? inARow + 1 : 0;
    if (event === 'rule') rule = id ?? '';
    if (inARow > QUEUE_OF_UHID) found.add(rule);
  }
  return [...found];
}

describe.skipIf(reason !== '')(titled('a key judged over USB, by every leave', reason), () => {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  const read = (name: string): Report => JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8')) as Report;
  const text = (name: string): string => readFileSync(join(out, name), 'utf8');
  let near: Report;
  let long: string[];

  beforeAll(
    async () => {
      mkdirSync(out);
      await makeUsedKey(join(folder, 'used'));
      cpSync(join(folder, 'used'), join(out, 'store'), { recursive: true });
      const [json, transcript] = [join(folder, 'near.json'), join(folder, 'near.jsonl')];
      const args = ['test', 'sim:fido2', '--runs', '1', '--seed', '11', '--quiet'];
      const { code } = await touchstone([...args, '--report', `json=${json}`, '--record', transcript]);
      expect(code).toBe(0);
      near = JSON.parse(readFileSync(json, 'utf8')) as Report;
      long = rulesWithLongMessages(transcript);
      const ids = drawn(
        keyRules([])
          .filter(({ needs }) => needs.wire !== 'card')
          .map(({ id }) => id),
      );
      const chosen = isWhole ? [] : [...new Set([...long, 'ctap2.reset.blocked-pin.helps', ...ids.slice(0, SAMPLE)])];
      await inVirtualMachine(
        ['test/system/inside/usb-verdicts.sh', out],
        { ON: 'uhid usbip', RULES: chosen.map((id) => `--rule ${id}`).join(' ') },
        { writable: out, deadlineMs: DEADLINE_MS },
      );
      for (const wire of ['uhid', 'usbip']) {
        const { upheld } = read(wire).summary;
        tell(`node-hid on ${wire}, ${versionOf('usbip')}`, `${upheld} rules upheld in ${text(`${wire}.s`).trim()} s`);
      }
      tell('uhid', `its queue may lose the messages of ${long.join(', ')}`);
    },
    DEADLINE_MS + 2 * VM_DEADLINE_MS,
  );

  /** Verdicts that are not those of the key in process, and that the wire does not explain. */
  function unexplained(name: string): unknown[] {
    const inProcess = new Map(near.rules.map(({ id, verdict }) => [id, verdict]));
    return read(name).rules.filter(
      ({ id, verdict, because = '' }) =>
        verdict !== inProcess.get(id) && (verdict !== 'not-applicable' || !notOnThisWire.test(because)),
    );
  }

  it('comes over USB/IP to the verdicts that it comes to in process', () => {
    expect(unexplained('usbip')).toEqual([]);
    expect({ code: text('usbip.code'), ...read('usbip').summary }).toMatchObject({
      code: '0\n',
      violated: 0,
      broken: 0,
    });
    expect(read('usbip').summary['upheld']).toBeGreaterThan(isWhole ? 400 : SAMPLE / 2);
  });

  it('comes over uhid to the same, but for rules with messages that its queue loses', () => {
    expect(long.length).toBeGreaterThan(0);
    expect(unexplained('uhid').filter((found) => !long.includes((found as { id: string }).id))).toEqual([]);
    expect(read('uhid').summary['upheld']).toBeGreaterThan(isWhole ? 400 : SAMPLE / 2);
  });

  it('without leave is not written, not reset, and no PIN is tried', () => {
    expect(keptBy(join(folder, 'used'))).toContain('"pinRetries": 7');
    expect(keptBy(join(out, 'store'))).toBe(keptBy(join(folder, 'used')));
    const { summary } = read('bare');
    expect({ code: text('bare.code'), ...summary }).toMatchObject({ code: '0\n', violated: 0, broken: 0, resets: 0 });
    expect(summary['upheld']).toBeGreaterThan(0);
    const sent = commandsSent(join(out, 'bare.jsonl'));
    expect(sent.get(0x04)).toBeGreaterThan(0);
    expect(sent.get(0x07)).toBe(undefined);
  });

  it('is touched by a command when it asks, and its person hears when not to touch it', () => {
    const { summary } = read('touched');
    expect({ code: text('touched.code'), ...summary }).toMatchObject({ code: '0\n', violated: 0, broken: 0 });
    const verdicts = new Map(read('touched').rules.map(({ id, verdict }) => [id, verdict]));
    for (const id of ['hid.keepalive.user-presence', 'hid.cancel.pending', 'ctap2.make-credential.exclude-list.own']) {
      expect([id, verdicts.get(id)]).toEqual([id, 'upheld']);
    }
    expect(text('touched.log')).toMatch(/^touch the key within 30 s of its asking: /m);
    expect(text('touched.log')).toMatch(/^do not touch the key: /m);
  });

  it('when Ctrl-C comes, then the run ends with 2 and a partial report', () => {
    expect(text('interrupted.code')).toBe('2\n');
    const { interrupted, summary } = read('interrupted');
    expect(interrupted).toBe('aborted');
    expect(summary['upheld']).toBeGreaterThan(0);
  });
});
