import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelAt, reachesAt, slowedPpm, slowedSeconds, stageOf } from '../../../../simulators/oath/battery.ts';
import { yearSeconds } from '../../../../simulators/oath/profile.ts';
import { generic } from '../../../../simulators/oath/profiles.ts';

const { battery: profile } = generic;
const full = { atSeconds: 1_767_225_600, level: 1 };

describe('a battery', () => {
  it('lasts as long as its profile says, and goes through its stages in order', () => {
    const end = full.atSeconds + profile.shelfYears * yearSeconds;
    expect(levelAt(full, profile, end)).toBeCloseTo(0, 9);
    expect(reachesAt(full, profile, 0)).toBeCloseTo(end, 3);
    const stages: string[] = [];
    for (let at = full.atSeconds; at <= end + yearSeconds; at += yearSeconds / 100) {
      const stage = stageOf(levelAt(full, profile, at), profile);
      if (stages.at(-1) !== stage) stages.push(stage);
    }
    expect(stages).toEqual(['healthy', 'low', 'fading', 'failing', 'empty']);
  });

  it('slows the clock by the integral of what it slows it by', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 9 * yearSeconds }),
        fc.integer({ min: 1, max: yearSeconds }),
        (level, after, length) => {
          const battery = { atSeconds: full.atSeconds, level };
          const from = full.atSeconds + after;
          const parts = 2000;
          let slow = 0;
          for (let part = 0; part < parts; part += 1)
            slow += (slowedPpm(battery, profile, from + ((part + 0.5) * length) / parts) * length) / parts / 1e6;
          expect(slowedSeconds(battery, profile, from, from + length)).toBeCloseTo(slow, 2);
        },
      ),
      { numRuns: 50 },
    );
  });
});
