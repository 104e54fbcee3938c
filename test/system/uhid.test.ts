import { beforeAll, describe, expect, it } from 'vitest';
import { lacks, program, tell, titled, versionOf, virtualMachine } from './foreign/needs.ts';
import { inVirtualMachine, VM_DEADLINE_MS } from './foreign/virtual-machine.ts';
import { cleanUpAfterwards } from './processes.ts';

cleanUpAfterwards();

const reason = lacks(program('fido2-token', 'fido2-tools'), program('flock', 'util-linux'), virtualMachine);

interface Step {
  readonly code: number;
  readonly said: string;
}

describe.skipIf(reason !== '')(titled("libfido2's tools with a key on uhid", reason), () => {
  let found: Record<string, Step>;
  const said = (step: string): string => found[step]?.said ?? '';
  const codes = (...steps: string[]): Record<string, number | undefined> =>
    Object.fromEntries(steps.map((step) => [step, found[step]?.code]));
  const allDone = (...steps: string[]): Record<string, number> => Object.fromEntries(steps.map((step) => [step, 0]));

  beforeAll(async () => {
    const stdout = await inVirtualMachine(
      ['test/system/foreign/on-uhid.sh', '/usr/bin/python3', '-B', 'test/system/foreign/fido2_tools.py'],
      { EMULATE: '--profile preview' },
    );
    found = JSON.parse(stdout) as Record<string, Step>;
    tell(
      versionOf('fido2-tools'),
      `fido2-token -L -I -S -C -R, fido2-cred, fido2-assert on hidraw: ${Object.keys(found).length} steps`,
    );
  }, 2 * VM_DEADLINE_MS);

  it('is found, and tells what it is', () => {
    expect(said('list')).toMatch(/^\/dev\/hidraw0: vendor=0x1209, product=0x0001/);
    expect(said('info')).toMatch(/caps: .*\(wink, cbor, msg\)/);
    expect(said('info')).toMatch(/options: .*noclientPin/);
    expect(said('info')).toContain('extension strings: credProtect, hmac-secret');
  });

  it('registers and authenticates with ES256 and EdDSA', () => {
    const steps = ['plain', 'eddsa'].flatMap((name) =>
      ['make', 'verify', 'get', 'verify-assertion'].map((what) => `${name}.${what}`),
    );
    expect(codes(...steps)).toEqual(allDone(...steps));
  });

  it('gets a PIN, changes it, and refuses a wrong one', () => {
    expect(codes('set-pin', 'change-pin')).toEqual(allDone('set-pin', 'change-pin'));
    expect(said('wrong-pin')).toContain('FIDO_ERR_PIN_INVALID');
  });

  it('verifies the user by PIN', () => {
    const steps = ['verified.make', 'verified.verify', 'verified.get', 'verified.verify-assertion'];
    expect(codes(...steps)).toEqual(allDone(...steps));
  });

  it('gives one secret for one salt', () => {
    expect(found['secrets']).toEqual({ length: [32, 32, 32], same: true, differ: true });
    expect(codes('secret.verify', 'secret.verify-assertion')).toEqual(
      allDone('secret.verify', 'secret.verify-assertion'),
    );
  });

  it('hides a credential of the highest protection until the PIN is given', () => {
    expect(said('protected.without-pin.get')).toContain('FIDO_ERR_NO_CREDENTIALS');
    const steps = [
      'protected.make',
      'protected.verify',
      'protected.with-pin.get',
      'protected.with-pin.verify-assertion',
    ];
    expect(codes(...steps)).toEqual(allDone(...steps));
  });

  it('keeps resident keys and lists them', () => {
    const steps = ['resident.make', 'resident.get', 'resident.verify-assertion', 'credentials', 'rps', 'residents'];
    expect(codes(...steps)).toEqual(allDone(...steps));
    expect(said('rps')).toContain('tools.example');
    expect(said('residents')).toContain(Buffer.from('resident').toString('base64'));
  });

  it('leaves no node behind, neither when it is stopped nor when it is killed', () => {
    // on-uhid.sh looks for the node after both, and would not have ended with 0
    expect(Object.keys(found).length).toBeGreaterThan(30);
  });

  it('is reset after a replug, on a node of its own', () => {
    expect(codes('reset')).toEqual(allDone('reset'));
    expect(said('info-after-reset')).toMatch(/options: .*noclientPin/);
  });
});
