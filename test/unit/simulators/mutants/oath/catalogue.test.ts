import { describe, expect, it } from 'vitest';
import { oathMutants } from '../../../../../simulators/mutants/oath/catalogue.ts';
import { type OathPolicy, soundOathPolicy } from '../../../../../simulators/oath/policy.ts';
import type { OathProfile } from '../../../../../simulators/oath/profile.ts';
import { generic, oathProfiles } from '../../../../../simulators/oath/profiles.ts';
import { createOathToken } from '../../../../../simulators/oath/token.ts';
import { ManualClock } from '../../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../../src/env/seeded-random.ts';

/** A life in which every decision is asked for: what was seen of it. */
function lived(profile: OathProfile, policy: OathPolicy): unknown[] {
  const clock = new ManualClock();
  const token = createOathToken({
    profile: { ...profile, t0Seconds: 1000, battery: { ...profile.battery, perPress: 0 } },
    env: { clock, random: seededRandom(1) },
    seed: 11,
    counter: 3,
    policy,
  });
  const seen: unknown[] = [];
  const press = (): void => {
    seen.push(token.press());
  };
  const live = (): void => {
    for (let second = 0; second < 70; second += 1) {
      press();
      clock.advance(500);
      seen.push(token.display());
    }
    for (const waitMs of [20_000, 20_000]) {
      clock.advance(waitMs);
      seen.push(token.display());
    }
    clock.advance(3_600_000);
    press();
    token.swapBattery();
    for (let day = 0; day < 10; day += 1) {
      clock.advance(86_400_000);
      press();
    }
  };
  live();
  for (const length of [1, 12, 20, 32, 64, 65, 129]) {
    token.reseed(seededRandom(length).bytes(length));
    live();
  }
  token.setClock(2 ** 31 + 45.7);
  press();
  for (let at = 0; at < 300; at += 1) press();
  token.setTemperature(-5);
  clock.advance(86_400_000 * 365);
  seen.push(token.inspect());
  token.setBattery(0);
  press();
  return seen;
}

describe('the faults of a token', () => {
  it('have ids of their own and name who must notice', () => {
    expect(new Set(oathMutants.map(({ id }) => id)).size).toBe(oathMutants.length);
    expect(oathMutants.length).toBeGreaterThanOrEqual(30);
    for (const { id, caughtBy } of oathMutants) {
      expect(id).toMatch(/^oath\.token\.[a-z0-9-]+$/);
      expect(caughtBy.length).toBeGreaterThan(0);
      for (const rule of caughtBy) expect(rule).toMatch(/^oath\.token\.[a-z-]+\.[a-z0-9-]+$/);
    }
  });

  it.each(oathMutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s spoils one decision, and it shows',
    (_id, mutant) => {
      const twisted = mutant.twist(soundOathPolicy);
      const names = Object.keys(soundOathPolicy) as (keyof OathPolicy)[];
      expect(names.filter((name) => twisted[name] !== soundOathPolicy[name])).toHaveLength(1);
      const profile = oathProfiles.find(({ name }) => name === (mutant.profile ?? generic.name));
      expect(profile, mutant.profile).toBeDefined();
      expect(lived(profile!, twisted)).not.toEqual(lived(profile!, soundOathPolicy));
    },
  );
});
