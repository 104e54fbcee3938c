import { beforeAll, describe, expect, it } from 'vitest';
import { lacks, program, tell, titled, virtualMachine } from './foreign/needs.ts';
import { inVirtualMachine, VM_DEADLINE_MS } from './foreign/virtual-machine.ts';
import { cleanUpAfterwards } from './processes.ts';

cleanUpAfterwards();

const reason = lacks(program('flock', 'util-linux'), virtualMachine);

interface Report {
  readonly summary: Readonly<Record<'upheld' | 'violated' | 'broken' | 'resets', number>>;
  readonly rules: readonly { readonly id: string; readonly verdict: string }[];
  readonly interrupted?: string;
}

describe.skipIf(reason !== '')(titled('our own driver, node-hid, with a key on uhid', reason), () => {
  let found: Record<string, string>;
  const text = (name: string): string => found[name] ?? '';
  const report = (name: string): Report => JSON.parse(text(`${name}.json`)) as Report;
  const code = (name: string): number => Number(text(`${name}.code`));

  beforeAll(async () => {
    const said = await inVirtualMachine(['test/system/foreign/on-uhid.sh', 'test/system/inside/usb.sh']);
    found = JSON.parse(said) as Record<string, string>;
    tell(
      'node-hid on hidraw',
      `judged a key: ${report('allowed').summary.upheld} upheld by leave, ${report('bare').summary.upheld} without`,
    );
  }, 2 * VM_DEADLINE_MS);

  it('lists the key with the target that names it', () => {
    expect(JSON.parse(text('devices.json'))).toEqual(
      expect.arrayContaining([
        { id: expect.stringMatching(/^usb:TS/), kind: 'key', says: expect.stringContaining('/dev/hidraw0') },
      ]),
    );
  });

  it('judges what needs no leave, and resets nothing', () => {
    const { summary } = report('bare');
    expect({ code: code('bare'), ...summary }).toMatchObject({ code: 0, violated: 0, broken: 0, resets: 0 });
    expect(summary.upheld).toBeGreaterThan(50);
  });

  it('judges by leave, over replugs and new nodes', () => {
    const { summary, rules } = report('allowed');
    const accused = rules.filter(({ verdict }) => verdict === 'broken' || verdict === 'violated');
    expect(accused, text('allowed.said')).toEqual([]);
    expect({ code: code('allowed'), ...summary }).toMatchObject({ code: 0, violated: 0, broken: 0 });
    expect(summary.resets).toBeGreaterThan(0);
    expect(summary.upheld).toBeGreaterThan(30);
  });

  it('asks which of two keys is meant', () => {
    expect(code('twins')).toBe(3);
    expect(text('twins.said')).toMatch(
      /^touchstone: usb:: 2 keys fit\nkeys:\n {2}usb:\/dev\/hidraw0 .*\n {2}usb:\/dev\/hidraw1 /,
    );
  });

  it('when the key is pulled out in mid-run, then it exits 2, says why and leaves a report', () => {
    expect(code('pulled')).toBe(2);
    expect(text('pulled.said').replace(/^touch the key.*\n/gm, '')).toMatch(
      /^touchstone: usb:\/dev\/hidraw1: [^\n]*unplugged\n$/,
    );
    expect(report('pulled').interrupted).toContain('unplugged');
    // 10 s where time is real; the machine is emulated, and slow to end a process
    expect(Number(text('pulled.ms'))).toBeLessThan(30_000);
  });
});
