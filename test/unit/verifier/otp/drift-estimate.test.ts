import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DriftObservation, estimateDrift } from '../../../../src/verifier/otp/drift-estimate.ts';

const limits = { ppm: 100, wanderPpm: 15 };
const BEGIN = 1_767_225_600;

/** Observations in the order of time, of a clock within the limits or of none. */
const observations = fc
  .record({
    ppm: fc.double({ min: -130, max: 130, noNaN: true }),
    offset: fc.double({ min: -1000, max: 1000, noNaN: true }),
    gaps: fc.array(
      fc.record({
        gap: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 3600, max: 90 * 86_400 })),
        low: fc.double({ min: 0, max: 75, noNaN: true }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ ppm, offset, gaps }): DriftObservation[] => {
    let atSeconds = BEGIN;
    return gaps.map(({ gap, low }) => {
      atSeconds += gap;
      const truth = offset + ((atSeconds - BEGIN) * ppm) / 1e6;
      return { atSeconds, lowSeconds: truth - low, highSeconds: truth - low + 75 };
    });
  });

describe('estimateDrift', () => {
  it('says of observations in order what the corners say, an observation more than once', () => {
    let contradictions = 0;
    fc.assert(
      fc.property(observations, fc.integer({ min: 0, max: 400 * 86_400 }), (seen, later) => {
        const atSeconds = seen.at(-1)!.atSeconds + later;
        const plain = estimateDrift(seen, limits, atSeconds);
        // the same time twice goes by the corners, and says nothing new
        const byCorners = estimateDrift([...seen, seen.at(-1)!], limits, atSeconds);
        if (plain === undefined) contradictions += 1;
        expect(plain === undefined).toBe(byCorners === undefined);
        if (plain === undefined || byCorners === undefined) return;
        for (const side of ['low', 'high'] as const) {
          expect(plain.offsetSeconds[side]).toBeCloseTo(byCorners.offsetSeconds[side], 3);
          expect(plain.ratePpm[side]).toBeCloseTo(byCorners.ratePpm[side], 0);
        }
      }),
      { numRuns: 3000 },
    );
    expect(contradictions).toBeGreaterThan(10);
  });

  it('rules out no clock that shows what was seen', () => {
    fc.assert(
      fc.property(
        observations,
        fc.integer({ min: 0, max: 400 * 86_400 }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (seen, later, ppm) => {
          const last = seen.at(-1)!;
          const atSeconds = last.atSeconds + later;
          // the offsets at the last time that a clock of this rate may have
          const since = ({ atSeconds }: DriftObservation): number => ((last.atSeconds - atSeconds) * ppm) / 1e6;
          const low = Math.max(...seen.map((one) => one.lowSeconds + since(one)));
          const high = Math.min(...seen.map((one) => one.highSeconds + since(one)));
          fc.pre(low <= high);
          const estimate = estimateDrift(seen, limits, atSeconds)!;
          const gained = (later * ppm) / 1e6;
          expect(estimate.offsetSeconds.low).toBeLessThanOrEqual(low + gained + 1e-6);
          expect(estimate.offsetSeconds.high).toBeGreaterThanOrEqual(high + gained - 1e-6);
          expect(estimate.ratePpm.low).toBeLessThanOrEqual(ppm + 1e-6);
          expect(estimate.ratePpm.high).toBeGreaterThanOrEqual(ppm - 1e-6);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
