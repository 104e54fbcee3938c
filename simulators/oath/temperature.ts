import { yearSeconds } from './profile.ts';

/** A temperature that swings around a mean: warmest at 15:00 UTC and in late July. Amplitudes in °C. */
export interface TemperatureCurve {
  readonly meanC: number;
  /** From the mean to the warmest hour of a day. */
  readonly dailyC?: number;
  /** From the mean to the warmest day of a year. */
  readonly yearlyC?: number;
}

/** A temperature until a time in Unix seconds; the last one of a list holds for ever. */
export interface TemperatureSpan {
  readonly untilSeconds: number;
  readonly temperature: number | TemperatureCurve;
}

/** Where a token lies, in °C: constant, a curve, or one after another in order of time. Plain data. */
export type Temperature = number | TemperatureCurve | readonly TemperatureSpan[];

/** A temperature in °C of a time in Unix seconds. */
export type TemperatureFunction = (seconds: number) => number;

const DAILY = (2 * Math.PI) / 86_400;
const WARMEST_HOUR = 54_000;
const YEARLY = (2 * Math.PI) / yearSeconds;
const WARMEST_DAY = 17_500_000;
/** A function is looked at this often: Simpson's rule is exact for what changes no faster than a cubic in it. */
const SAMPLE_SECONDS = 3600;

/** The temperature at a time, in °C. */
export function temperatureAt(of: Temperature | TemperatureFunction, seconds: number): number {
  if (typeof of === 'function') return of(seconds);
  if (typeof of === 'number') return of;
  if (isSpans(of)) return temperatureAt(spanAt(of, seconds), seconds);
  const daily = (of.dailyC ?? 0) * Math.cos(DAILY * (seconds - WARMEST_HOUR));
  const yearly = (of.yearlyC ?? 0) * Math.cos(YEARLY * (seconds - WARMEST_DAY));
  return of.meanC + daily + yearly;
}

/** The integral of (T - turnover)² from one time to another, in °C² s: a closed form, but for functions. */
export function squaredExcess(
  of: Temperature | TemperatureFunction,
  turnoverC: number,
  from: number,
  to: number,
): number {
  if (typeof of === 'function') return sampled(of, turnoverC, from, to);
  if (typeof of === 'number') return (of - turnoverC) ** 2 * (to - from);
  if (!isSpans(of)) return curveExcess(of, turnoverC, to) - curveExcess(of, turnoverC, from);
  let sum = 0;
  let at = from;
  for (const [index, { untilSeconds, temperature }] of of.entries()) {
    const end = index === of.length - 1 ? to : Math.min(to, untilSeconds);
    if (end <= at) continue;
    sum += squaredExcess(temperature, turnoverC, at, end);
    at = end;
  }
  return sum;
}

function isSpans(of: Temperature): of is readonly TemperatureSpan[] {
  return Array.isArray(of);
}

function spanAt(spans: readonly TemperatureSpan[], seconds: number): number | TemperatureCurve {
  const found = spans.find(({ untilSeconds }) => seconds < untilSeconds) ?? spans.at(-1);
  if (found === undefined) throw new RangeError('temperature: expected at least one span, received none');
  return found.temperature;
}

/** An antiderivative of (d + A cos a + B cos b)². */
function curveExcess({ meanC, dailyC = 0, yearlyC = 0 }: TemperatureCurve, turnoverC: number, t: number): number {
  const d = meanC - turnoverC;
  const a = DAILY * (t - WARMEST_HOUR);
  const b = YEARLY * (t - WARMEST_DAY);
  return (
    (d ** 2 + dailyC ** 2 / 2 + yearlyC ** 2 / 2) * t +
    (dailyC ** 2 * Math.sin(2 * a)) / (4 * DAILY) +
    (yearlyC ** 2 * Math.sin(2 * b)) / (4 * YEARLY) +
    (2 * d * dailyC * Math.sin(a)) / DAILY +
    (2 * d * yearlyC * Math.sin(b)) / YEARLY +
    dailyC * yearlyC * (Math.sin(a + b) / (DAILY + YEARLY) + Math.sin(a - b) / (DAILY - YEARLY))
  );
}

/** Simpson's rule on a grid that does not move with `from`, so that parts add up to the whole. */
function sampled(of: TemperatureFunction, turnoverC: number, from: number, to: number): number {
  const square = (t: number): number => (of(t) - turnoverC) ** 2;
  let sum = 0;
  for (let at = from; at < to; ) {
    const end = Math.min(to, (Math.floor(at / SAMPLE_SECONDS) + 1) * SAMPLE_SECONDS);
    sum += ((end - at) / 6) * (square(at) + 4 * square((at + end) / 2) + square(end));
    at = end;
  }
  return sum;
}
