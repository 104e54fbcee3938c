import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { soundPolicy } from '../../../../simulators/fido2/policy.ts';

const directory = new URL('../../../../simulators/fido2/policy/', import.meta.url);

describe('soundPolicy', () => {
  it('holds every decision of every file once', async () => {
    const names: string[] = [];
    for (const file of readdirSync(directory)) {
      const module: Record<string, object> = await import(new URL(file, directory).href);
      for (const policy of Object.values(module)) names.push(...Object.keys(policy));
    }
    expect(names.length).toBeGreaterThanOrEqual(100);
    expect([...names].sort()).toEqual(Object.keys(soundPolicy).sort());
  });

  it('is made of functions that a mutant may replace one of', () => {
    for (const decide of Object.values(soundPolicy)) expect(decide).toBeTypeOf('function');
  });
});
