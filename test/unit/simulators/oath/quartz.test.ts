import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededJitter } from '../../../../simulators/oath/jitter.ts';
import { yearSeconds } from '../../../../simulators/oath/profile.ts';
import { gainedSeconds, type Quartz, quartz, rateAt } from '../../../../simulators/oath/quartz.ts';
import type { Temperature, TemperatureFunction } from '../../../../simulators/oath/temperature.ts';

const START = 1_767_225_600;
const HOUR = 3600;

/** The slow way: the rate looked at every `every` seconds, by the midpoint. */
function integrated(
  of: Quartz,
  at: Temperature | TemperatureFunction,
  from: number,
  to: number,
  every: number,
): number {
  const jitter = seededJitter(of.jitterPpm, of.jitterSeed);
  const parts = Math.ceil((to - from) / every);
  const width = (to - from) / parts;
  let sum = 0;
  for (let part = 0; part < parts; part += 1) sum += rateAt(of, jitter, at, from + (part + 0.5) * width) * width;
  return sum / 1e6;
}

const gained = (of: Quartz, at: Temperature | TemperatureFunction, from: number, to: number): number =>
  gainedSeconds(of, seededJitter(of.jitterPpm, of.jitterSeed), at, from, to);

const anyCurve = fc.record({
  meanC: fc.double({ min: -10, max: 40, noNaN: true }),
  dailyC: fc.double({ min: 0, max: 10, noNaN: true }),
  yearlyC: fc.double({ min: 0, max: 15, noNaN: true }),
});
const anyTemperature: fc.Arbitrary<Temperature> = fc.oneof(
  fc.double({ min: -20, max: 60, noNaN: true }),
  anyCurve,
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 90 * 86_400 }), anyCurve), { minLength: 1, maxLength: 4 })
    .map((spans) =>
      spans
        .map(([after, temperature]) => ({ untilSeconds: START + after, temperature }))
        .sort((a, b) => a.untilSeconds - b.untilSeconds),
    ),
);
const anyQuartz: fc.Arbitrary<Quartz> = fc
  .record({
    ppm: fc.double({ min: -100, max: 100, noNaN: true }),
    ageingPpmFirstYear: fc.double({ min: -5, max: 5, noNaN: true }),
    jitterPpm: fc.double({ min: 0, max: 1, noNaN: true }),
    jitterSeed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map((parts) => quartz({ ...parts, madeAtSeconds: START }));

describe('gainedSeconds', () => {
  it('is the integral of the rate, for any crystal at any temperature', () => {
    fc.assert(
      fc.property(anyQuartz, anyTemperature, fc.integer({ min: 1, max: 60 * 86_400 }), (of, at, seconds) => {
        const slow = integrated(of, at, START, START + seconds, 300);
        expect(gained(of, at, START, START + seconds)).toBeCloseTo(slow, 2);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up: what is gained until noon and after it is what is gained in the day', () => {
    fc.assert(
      fc.property(anyQuartz, anyTemperature, fc.nat(yearSeconds), fc.nat(yearSeconds), (of, at, one, other) => {
        const [middle, end] = [START + one, START + one + other];
        const parts = gained(of, at, START, middle) + gained(of, at, middle, end);
        expect(parts).toBeCloseTo(gained(of, at, START, end), 6);
      }),
    );
  });

  it('is after ten years of days, years and ageing what hourly steps come to', () => {
    const of = quartz({ ppm: 12, ageingPpmFirstYear: 3, madeAtSeconds: START, jitterPpm: 0.05, jitterSeed: 7 });
    const curve = { meanC: 18, dailyC: 4, yearlyC: 7 };
    const end = START + 10 * yearSeconds;
    const slow = integrated(of, curve, START, end, HOUR);
    expect(gained(of, curve, START, end)).toBeCloseTo(slow, 2);
    expect(Math.abs(slow)).toBeGreaterThan(1000);
  });

  it('takes a function of time as the curve that it is', () => {
    const of = quartz({ ppm: 1 });
    const curve = { meanC: 10, dailyC: 5 };
    const same: TemperatureFunction = (seconds) => 10 + 5 * Math.cos((2 * Math.PI * (seconds - 54_000)) / 86_400);
    const end = START + yearSeconds;
    expect(gained(of, same, START, end)).toBeCloseTo(gained(of, curve, START, end), 3);
  });

  it('knows 1 ppm as 31.6 seconds a year, and a tuning fork at 0 and at 50 °C as 21 ppm slow', () => {
    const end = START + yearSeconds;
    expect(gained(quartz({ ppm: 1 }), 25, START, end)).toBeCloseTo(31.56, 2);
    const slow = (-0.034 * 25 ** 2 * yearSeconds) / 1e6;
    for (const cold of [0, 50]) expect(gained(quartz(), cold, START, end)).toBeCloseTo(slow, 6);
    expect(rateAt(quartz(), seededJitter(0, 0), 0, START)).toBeCloseTo(-21.25, 6);
  });

  it('ages by what is said in the first year, then ever less, always in one direction', () => {
    const of = quartz({ ageingPpmFirstYear: 3, madeAtSeconds: START });
    const at = (years: number): number => rateAt(of, seededJitter(0, 0), 25, START + years * yearSeconds);
    expect(at(0)).toBe(0);
    expect(at(1)).toBeCloseTo(3, 9);
    const changes = Array.from({ length: 10 }, (_, year) => at(year + 1) - at(year));
    for (const [year, change] of changes.entries()) {
      expect(change).toBeGreaterThan(0);
      if (year > 0) expect(change).toBeLessThan(changes[year - 1]!);
    }
  });
});

describe('seededJitter', () => {
  it('has the root mean square it was asked for, and is the same for the same seed', () => {
    const { ppmAt } = seededJitter(0.5, 3);
    let sum = 0;
    const samples = 40_000;
    for (let at = 0; at < samples; at += 1) sum += ppmAt(START + at * 9973) ** 2;
    expect(Math.sqrt(sum / samples)).toBeCloseTo(0.5, 1);
    expect(seededJitter(0.5, 3).integral(START)).toBe(seededJitter(0.5, 3).integral(START));
    expect(seededJitter(0.5, 4).ppmAt(START)).not.toBe(ppmAt(START));
  });
});
