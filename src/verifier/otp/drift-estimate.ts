/** What one accepted code tells: at a time, the token's clock was ahead of ours by an offset within these bounds, in seconds. */
export interface DriftObservation {
  readonly atSeconds: number;
  readonly lowSeconds: number;
  readonly highSeconds: number;
}

/** How badly a token's clock may run. */
export interface ClockLimits {
  /** The largest constant error of its rate, in parts per million. */
  readonly ppm: number;
  /** How much the rate may wander on top of that, with temperature and age, in parts per million. */
  readonly wanderPpm: number;
}

/** What observations leave possible at a time: the offset in seconds and the rate in parts per million. */
export interface DriftEstimate {
  readonly offsetSeconds: Bounds;
  readonly ratePpm: Bounds;
}

/** A closed interval. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** offset + rate × (time - reference) lies between low and high. */
interface Constraint {
  readonly sinceSeconds: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The offsets and rates that no observation rules out, for a clock of those limits at a time: the two-dimensional linear
 * program of a bounded error, solved at its corners. Undefined where the observations contradict one another, or there are none.
 */
export function estimateDrift(
  observations: readonly DriftObservation[],
  limits: ClockLimits,
  atSeconds: number,
): DriftEstimate | undefined {
  const latest = observations.at(-1);
  if (latest === undefined) return undefined;
  const reference = latest.atSeconds;
  const limit = limits.ppm / 1e6;
  const wander = limits.wanderPpm / 1e6;
  const constraints = observations.map(({ atSeconds: time, lowSeconds, highSeconds }) => {
    const slack = Math.abs(reference - time) * wander;
    return { sinceSeconds: time - reference, low: lowSeconds - slack, high: highSeconds + slack };
  });
  const ahead = atSeconds - reference;
  const slack = Math.abs(ahead) * wander;
  let offset: Bounds | undefined;
  let rate: Bounds | undefined;
  for (const candidate of cornerRates(constraints, limit)) {
    const possible = offsetsAt(constraints, candidate);
    if (possible === undefined) continue;
    rate = widened(rate, candidate, candidate);
    offset = widened(offset, possible.low + candidate * ahead - slack, possible.high + candidate * ahead + slack);
  }
  if (offset === undefined || rate === undefined) return undefined;
  return { offsetSeconds: offset, ratePpm: { low: rate.low * 1e6, high: rate.high * 1e6 } };
}

/** Rates at which two bounds meet, and the limits: every corner of what is possible has one of them. */
function cornerRates(constraints: readonly Constraint[], limit: number): number[] {
  const rates = [-limit, limit];
  for (const [index, one] of constraints.entries()) {
    for (const other of constraints.slice(index + 1)) {
      const apart = one.sinceSeconds - other.sinceSeconds;
      if (apart === 0) continue;
      for (const from of [one.low, one.high]) {
        for (const to of [other.low, other.high]) {
          const rate = (from - to) / apart;
          if (Math.abs(rate) <= limit) rates.push(rate);
        }
      }
    }
  }
  return rates;
}

// corners are met only as exactly as numbers are
const TOLERANCE_SECONDS = 1e-6;

function offsetsAt(constraints: readonly Constraint[], rate: number): Bounds | undefined {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (const { sinceSeconds, low: from, high: to } of constraints) {
    low = Math.max(low, from - rate * sinceSeconds);
    high = Math.min(high, to - rate * sinceSeconds);
  }
  if (low > high + TOLERANCE_SECONDS) return undefined;
  return { low: Math.min(low, high), high: Math.max(low, high) };
}

function widened(bounds: Bounds | undefined, low: number, high: number): Bounds {
  return bounds === undefined ? { low, high } : { low: Math.min(bounds.low, low), high: Math.max(bounds.high, high) };
}
