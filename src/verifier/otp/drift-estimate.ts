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

/** The most observations that are looked at; the latest count. */
export const MOST_OBSERVATIONS = 64;

// Scratch: an estimate is made at every login of a fleet, and leaves nothing behind.
const since = new Float64Array(MOST_OBSERVATIONS);
const lows = new Float64Array(MOST_OBSERVATIONS);
const highs = new Float64Array(MOST_OBSERVATIONS);
// corners are met only as exactly as numbers are
const TOLERANCE_SECONDS = 1e-6;

/**
 * The offsets and rates that no observation rules out, for a clock of those limits at a time: the two-dimensional linear
 * program of a bounded error (low ≤ offset + rate × time ≤ high for each), solved at its corners. Undefined where the observations
 * contradict one another, or there are none.
 */
export function estimateDrift(
  observations: readonly DriftObservation[],
  limits: ClockLimits,
  atSeconds: number,
): DriftEstimate | undefined {
  const count = Math.min(observations.length, MOST_OBSERVATIONS);
  if (count === 0) return undefined;
  const skipped = observations.length - count;
  const reference = observations[observations.length - 1]!.atSeconds;
  const limit = limits.ppm / 1e6;
  const wander = limits.wanderPpm / 1e6;
  for (let at = 0; at < count; at += 1) {
    const { atSeconds: time, lowSeconds, highSeconds } = observations[skipped + at]!;
    const slack = Math.abs(reference - time) * wander;
    since[at] = time - reference;
    lows[at] = lowSeconds - slack;
    highs[at] = highSeconds + slack;
  }
  const slack = Math.abs(atSeconds - reference) * wander;
  const plain = inOrder(count, limit, atSeconds - reference, slack);
  if (plain !== undefined) return plain;
  corners.begin(count, atSeconds - reference);
  corners.visit(-limit);
  corners.visit(limit);
  // Every other corner is where two bounds meet.
  for (let one = 0; one < count; one += 1) {
    for (let other = one + 1; other < count; other += 1) {
      const apart = since[one]! - since[other]!;
      if (apart === 0) continue;
      visitWithin((lows[one]! - lows[other]!) / apart, limit);
      visitWithin((lows[one]! - highs[other]!) / apart, limit);
      visitWithin((highs[one]! - lows[other]!) / apart, limit);
      visitWithin((highs[one]! - highs[other]!) / apart, limit);
    }
  }
  if (corners.rateLow > corners.rateHigh) return undefined;
  return {
    offsetSeconds: { low: corners.low - slack, high: corners.high + slack },
    ratePpm: { low: corners.rateLow * 1e6, high: corners.rateHigh * 1e6 },
  };
}

/**
 * The estimate where the observations are in the order of time, none contradicts another, and the time asked for is not
 * before them, which is nearly always: two of them bound the rate from each side, and a rate that is higher then means an offset that
 * is higher. Undefined elsewhere.
 */
function inOrder(count: number, limit: number, ahead: number, slack: number): DriftEstimate | undefined {
  if (ahead < 0) return undefined;
  let rateLow = -limit;
  let rateHigh = limit;
  for (let one = 0; one < count; one += 1) {
    const time = since[one]!;
    const low = lows[one]!;
    const high = highs[one]!;
    if (low > high) return undefined;
    for (let other = one + 1; other < count; other += 1) {
      const apart = since[other]! - time;
      if (apart <= 0) return undefined;
      const most = (highs[other]! - low) / apart;
      const least = (lows[other]! - high) / apart;
      if (most < rateHigh) rateHigh = most;
      if (least > rateLow) rateLow = least;
    }
  }
  if (rateLow > rateHigh) return undefined;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (let at = 0; at < count; at += 1) {
    const until = ahead - since[at]!;
    const from = lows[at]! + rateLow * until;
    const to = highs[at]! + rateHigh * until;
    if (from > low) low = from;
    if (to < high) high = to;
  }
  return {
    offsetSeconds: { low: low - slack, high: high + slack },
    ratePpm: { low: rateLow * 1e6, high: rateHigh * 1e6 },
  };
}

function visitWithin(rate: number, limit: number): void {
  if (rate >= -limit && rate <= limit) corners.visit(rate);
}

/** The corners seen so far, as bounds of offset and rate. */
const corners = {
  count: 0,
  ahead: 0,
  low: 0,
  high: 0,
  rateLow: 0,
  rateHigh: 0,
  begin(count: number, ahead: number): void {
    this.count = count;
    this.ahead = ahead;
    this.low = Number.POSITIVE_INFINITY;
    this.high = Number.NEGATIVE_INFINITY;
    this.rateLow = Number.POSITIVE_INFINITY;
    this.rateHigh = Number.NEGATIVE_INFINITY;
  },
  /** The offsets that go with a rate widen the bounds; where none does, it is no corner. */
  visit(rate: number): void {
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.count; at += 1) {
      const turned = rate * since[at]!;
      const from = lows[at]! - turned;
      const to = highs[at]! - turned;
      if (from > low) low = from;
      if (to < high) high = to;
      if (low > high + TOLERANCE_SECONDS) return;
    }
    const gained = rate * this.ahead;
    if (low > high) [low, high] = [high, low];
    if (low + gained < this.low) this.low = low + gained;
    if (high + gained > this.high) this.high = high + gained;
    if (rate < this.rateLow) this.rateLow = rate;
    if (rate > this.rateHigh) this.rateHigh = rate;
  },
};
