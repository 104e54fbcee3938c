import type { Jitter } from './jitter.ts';
import { tuningForkParabola, yearSeconds } from './profile.ts';
import { squaredExcess, type Temperature, type TemperatureFunction, temperatureAt } from './temperature.ts';

/** One crystal. Rates are parts per million; positive runs fast. Plain data. */
export interface Quartz {
  /** When new and at its turnover temperature. */
  readonly ppm: number;
  /** Where it runs fastest, in °C. */
  readonly turnoverC: number;
  /** ppm per °C², negative. */
  readonly parabola: number;
  /** By how much the rate has changed after its first year. */
  readonly ageingPpmFirstYear: number;
  /** When it was made, Unix seconds. */
  readonly madeAtSeconds: number;
  /** Of its wandering. */
  readonly jitterPpm: number;
  readonly jitterSeed: number;
}

/** A crystal of 25 °C turnover, with no error but what is given. */
export function quartz(parts: Partial<Quartz> = {}): Quartz {
  return {
    ppm: 0,
    turnoverC: 25,
    parabola: tuningForkParabola,
    ageingPpmFirstYear: 0,
    madeAtSeconds: 0,
    jitterPpm: 0,
    jitterSeed: 0,
    ...parts,
  };
}

/** Ageing is logarithmic: half of the first year's change comes in its first five months, and each year brings less. */
const AGEING_SCALE = yearSeconds;

/** How fast a crystal runs at a time, in ppm: constant error, temperature, age, jitter. */
export function rateAt(
  { ppm, turnoverC, parabola, ageingPpmFirstYear, madeAtSeconds }: Quartz,
  jitter: Jitter,
  temperature: Temperature | TemperatureFunction,
  seconds: number,
): number {
  const excess = temperatureAt(temperature, seconds) - turnoverC;
  const age = Math.max(0, seconds - madeAtSeconds);
  const aged = ageingPpmFirstYear * Math.log2(1 + age / AGEING_SCALE);
  return ppm + parabola * excess ** 2 + aged + jitter.ppmAt(seconds);
}

/** What a crystal gains from one time to another, in seconds: the integral of `rateAt`, in closed form. */
export function gainedSeconds(
  { ppm, turnoverC, parabola, ageingPpmFirstYear, madeAtSeconds }: Quartz,
  jitter: Jitter,
  temperature: Temperature | TemperatureFunction,
  from: number,
  to: number,
): number {
  const constant = ppm * (to - from);
  const curved = parabola * squaredExcess(temperature, turnoverC, from, to);
  const aged = ageingPpmFirstYear * (agedSeconds(to - madeAtSeconds) - agedSeconds(from - madeAtSeconds));
  return (constant + curved + aged + jitter.integral(to) - jitter.integral(from)) / 1e6;
}

/** The integral of log2(1 + age / scale). */
function agedSeconds(age: number): number {
  if (age <= 0) return 0;
  const x = age / AGEING_SCALE;
  return (AGEING_SCALE * ((1 + x) * Math.log1p(x) - x)) / Math.LN2;
}
