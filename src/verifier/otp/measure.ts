import { findStep } from '../../oath/search.ts';
import { startOfStep, stepAt } from '../../oath/totp.ts';
import { readCode } from './code.ts';
import { type ClockLimits, type DriftEstimate, type DriftObservation, estimateDrift } from './drift-estimate.ts';
import type { OtpToken } from './token.ts';

/** A code that was read off a token, and when it had been read, by a clock that is right. */
export interface Reading {
  readonly code: string;
  /** Unix seconds, fractions allowed. */
  readonly atSeconds: number;
}

/** What a measurement takes for granted. */
export interface MeasureOptions {
  /** By how long the code may have been on the display before the time that was noted; 2 seconds unless given. */
  readonly delaySeconds?: number;
  /** How badly a clock may run; 200 ppm, wandering by 0, unless given. */
  readonly limits?: ClockLimits;
  /** How far off a clock may be, in steps each side; 2880 unless given. */
  readonly searchSteps?: number;
  /** The time that the estimate is of; that of the latest reading unless given. */
  readonly atSeconds?: number;
}

/** What the readings leave possible. The bounds are hard: whatever lies outside contradicts a reading. */
export interface Measured extends DriftEstimate {
  readonly kind: 'measured';
  /** The time that the offset is of. */
  readonly atSeconds: number;
  /** The step of each reading, in the order of time. */
  readonly steps: readonly number[];
  /** Other clocks that show the same codes, further off; nearly always none. */
  readonly others: readonly DriftEstimate[];
}

/** Why there is no measurement. */
export interface NotMeasured {
  readonly kind: 'not-measured';
  readonly code: 'code-malformed' | 'code-unknown' | 'readings-contradict';
  readonly because: string;
  /** Which reading, in the order they were given, from 0; of `readings-contradict` the first that does. */
  readonly reading: number;
}

/** Steps of the readings so far that one clock can have shown. */
type Hypothesis = readonly number[];

const MOST_READINGS = 200;
const MOST_HYPOTHESES = 5000;

/**
 * The offset and rate of a token's clock from codes read off it. A code says in which step the clock was, some time between
 * the reading and its delay before; of steps with the same code, those count that one clock within the limits can have shown.
 * Throws `RangeError` for fewer than one or more than 200 readings, and for times that are none.
 */
export function measure(
  token: OtpToken,
  readings: readonly Reading[],
  options: MeasureOptions = {},
): Measured | NotMeasured {
  const { delaySeconds = 2, limits = { ppm: 200, wanderPpm: 0 }, searchSteps = 2880 } = options;
  if (readings.length < 1 || readings.length > MOST_READINGS) {
    throw new RangeError(`readings: expected 1 to ${MOST_READINGS}, received ${readings.length}`);
  }
  if (!(delaySeconds >= 0 && delaySeconds <= 3600)) {
    throw new RangeError(`delay: expected 0 to 3600 seconds, received ${delaySeconds}`);
  }
  const ordered = readings
    .map((reading, index) => ({ ...reading, index }))
    .sort((one, other) => one.atSeconds - other.atSeconds);
  const observe = (at: number, step: number): DriftObservation =>
    observation(token, step, ordered[at]!.atSeconds, delaySeconds, limits);
  let hypotheses: readonly Hypothesis[] = [[]];
  for (const { code, atSeconds, index } of ordered) {
    const read = readCode(code, token);
    if ('because' in read)
      return { kind: 'not-measured', code: 'code-malformed', because: read.because, reading: index };
    const steps = stepsOfCode(token, read.value, stepAt(atSeconds, token), searchSteps);
    if (steps.length === 0) {
      const because = `code: expected that of a step within ${searchSteps}, received another: the secret, its format or the time is wrong`;
      return { kind: 'not-measured', code: 'code-unknown', because, reading: index };
    }
    hypotheses = hypotheses
      .flatMap((before) => steps.map((step) => [...before, step]))
      .filter((steps) => isPossible(steps, observe, limits))
      .slice(0, MOST_HYPOTHESES);
    if (hypotheses.length === 0) {
      const because = `readings: expected those of one clock within ${limits.ppm} ppm, received one that no such clock shows after the others`;
      return { kind: 'not-measured', code: 'readings-contradict', because, reading: index };
    }
  }
  const atSeconds = options.atSeconds ?? ordered.at(-1)!.atSeconds;
  const estimates = hypotheses
    .map((steps) => ({
      steps,
      estimate: estimateDrift(
        steps.map((step, at) => observe(at, step)),
        limits,
        atSeconds,
      ),
    }))
    .filter((one): one is { steps: Hypothesis; estimate: DriftEstimate } => one.estimate !== undefined)
    .sort((one, other) => Math.abs(middleOf(one.estimate)) - Math.abs(middleOf(other.estimate)));
  const [best, ...others] = estimates;
  if (best === undefined) {
    const because = `readings: expected those of one clock within ${limits.ppm} ppm, received those of none`;
    return { kind: 'not-measured', code: 'readings-contradict', because, reading: ordered.at(-1)!.index };
  }
  return {
    kind: 'measured',
    ...best.estimate,
    atSeconds,
    steps: best.steps,
    others: others.map(({ estimate }) => estimate),
  };
}

/** The step was on the display at some time between the reading and its delay before; meanwhile the clock ran as badly as it may. */
function observation(
  token: OtpToken,
  step: number,
  atSeconds: number,
  delaySeconds: number,
  { ppm, wanderPpm }: ClockLimits,
): DriftObservation {
  const slack = (delaySeconds * (ppm + wanderPpm)) / 1e6;
  const begins = startOfStep(step, token);
  return {
    atSeconds,
    lowSeconds: begins - atSeconds - slack,
    highSeconds: begins + token.periodSeconds - (atSeconds - delaySeconds) + slack,
  };
}

/** Whether one clock can have shown these steps, judged by the first, the last two and the new one; all are judged in the end. */
function isPossible(
  steps: Hypothesis,
  observe: (at: number, step: number) => DriftObservation,
  limits: ClockLimits,
): boolean {
  const last = steps.length - 1;
  const judged = [...new Set([0, last - 2, last - 1, last])].filter((at) => at >= 0);
  const observations = judged.map((at) => observe(at, steps[at]!));
  return estimateDrift(observations, limits, observations.at(-1)!.atSeconds) !== undefined;
}

function stepsOfCode(token: OtpToken, value: number, centre: number, searchSteps: number): number[] {
  const steps: number[] = [];
  const { key, digits } = token;
  const last = centre + searchSteps;
  let from = Math.max(0, centre - searchSteps);
  for (;;) {
    const step = findStep(key, value, digits, from, last - from + 1);
    if (step === undefined) return steps;
    steps.push(step);
    from = step + 1;
  }
}

function middleOf({ offsetSeconds: { low, high } }: DriftEstimate): number {
  return (low + high) / 2;
}
