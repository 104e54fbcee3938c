import { beforeAll, describe, expect, it } from 'vitest';
import { file, lacks, program, pythonModule, tell, titled, versionOf, virtualMachine } from './foreign/needs.ts';
import { inVirtualMachine, VM_DEADLINE_MS } from './foreign/virtual-machine.ts';
import { cleanUpAfterwards } from './processes.ts';

cleanUpAfterwards();

const reason = lacks(
  program('usbip', 'usbip'),
  program('fido2-token', 'fido2-tools'),
  program('pcscd', 'pcscd'),
  file('/usr/lib/pcsc/drivers/ifd-ccid.bundle', 'libccid'),
  pythonModule('smartcard', 'python3-pyscard'),
  pythonModule('fido2', 'python3-fido2'),
  program('flock', 'util-linux'),
  virtualMachine,
);

interface Step {
  readonly code: number;
  readonly said: string;
}

describe.skipIf(reason !== '')(titled('keys that are plugged in over USB/IP', reason), () => {
  let found: Map<string, Step>;
  const step = (name: string): Step => found.get(name) ?? { code: -1, said: 'not done' };

  beforeAll(async () => {
    const stdout = await inVirtualMachine(['test/system/foreign/on-usbip.sh']);
    const parts = stdout.split(/^== (\S+) (\d+)\n/m).slice(1);
    found = new Map();
    for (let at = 0; at < parts.length; at += 3) {
      found.set(parts[at]!, { code: Number(parts[at + 1]), said: parts[at + 2]! });
    }
    const hosts = ['usbip', 'fido2-tools', 'pcscd', 'libccid', 'python3-pyscard'].map(versionOf).join(', ');
    tell(hosts, `listed, attached and detached two keys, read them over HID and CCID: ${found.size} steps`);
  }, 2 * VM_DEADLINE_MS);

  it('are listed with both interfaces', () => {
    expect(step('listed').said).toMatch(/1-1: .*1209:beee[\s\S]*03\/00\/00[\s\S]*0b\/00\/00[\s\S]*1-2:/);
  });

  it('are attached side by side, each by one host at a time', () => {
    expect([step('attached').code, step('second').code]).toEqual([0, 0]);
    expect(step('taken').code).not.toBe(0);
    expect(step('serials').said.trim().split('\n')).toEqual(['TS000001', 'TS000002']);
    expect(step('interfaces').said.trim().split('\n')).toEqual(['03', '03', '0b', '0b']);
  });

  it('are FIDO keys with manufacturer and product', () => {
    expect(
      step('keys').said.match(/vendor=0x1209, product=0xbeee \(touchstone touchstone simulated key\)/g),
    ).toHaveLength(2);
    expect(step('info')).toMatchObject({ code: 0, said: expect.stringContaining('FIDO_2_1') });
  });

  it('are readers with a card for pcscd and libccid', () => {
    const { code, said } = step('card');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(JSON.parse(said)).toMatchObject({
      readers: [expect.stringContaining('TS00000'), expect.stringContaining('TS00000')],
      atr: expect.stringMatching(/^3b8b8131fe158073c021c0554649444f32/),
      unselected: '6985',
      version: 'U2F_V2',
      info: '00',
      extended: '9000',
      sameInfo: true,
      unknown: '6a82',
    });
    expect(step('registration')).toMatchObject({ code: 0, said: expect.stringContaining('"fmt": "packed"') });
  });

  it('go and come back', () => {
    expect([step('detached').code, step('again').code]).toEqual([0, 0]);
    expect(step('keys-again').said.match(/vendor=0x1209/g)).toHaveLength(2);
  });

  it('go when the emulator is stopped, which ends well', () => {
    expect(step('emulator').code).toBe(0);
    expect(step('gone')).toEqual({ code: 0, said: '\n' });
  });
});
