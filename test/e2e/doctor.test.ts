import { describe, expect, it } from 'vitest';
import { touchstone } from './touchstone.ts';

interface Found {
  readonly id: string;
  readonly state: string;
  readonly looked: string;
  readonly fix?: string;
}

describe('touchstone doctor', () => {
  it('looks at this machine, gives a fix for whatever is wrong, and exits 2 where something is', async () => {
    const { code, stdout, stderr } = await touchstone(['doctor', '--json']);
    expect(stderr).toBe('');
    const findings = JSON.parse(stdout) as Found[];
    expect(findings.map(({ id }) => id)).toContain('hid.driver');
    for (const { state, fix } of findings) expect(state === 'ok' || fix !== undefined).toBe(true);
    expect(code).toBe(findings.some(({ state }) => state === 'problem') ? 2 : 0);
  });

  it('says the same in words', async () => {
    const { stdout } = await touchstone(['doctor']);
    expect(stdout).toMatch(/^(ok|warning|problem) /);
    expect(stdout).toMatch(/\n\n(nothing is wrong|\d+ problems?, \d+ warnings?)\n$/);
  });
});
