import { findNearestStep } from '../../oath/search.ts';
import { startOfStep, stepAt } from '../../oath/totp.ts';
import { isCodeOf, readCode } from './code.ts';
import { type Bounds, type DriftObservation, estimateDrift } from './drift-estimate.ts';
import type { EstimatingProfile } from './estimating-profile.ts';
import type { OtpToken } from './token.ts';
import type { TotpState } from './totp-state.ts';
import type { OtpRefusalCode, OtpVerdict } from './verdict.ts';
import type { TotpAttempt } from './verify-totp.ts';

/** Verifies a code by where the token's clock can be. Pure: the new state is in the verdict, and nowhere else. */
export function verifyEstimating(profile: EstimatingProfile, attempt: TotpAttempt): OtpVerdict<TotpState> {
  const { token, code, nowSeconds } = attempt;
  const state = withoutThrottle(profile, attempt.state, nowSeconds);
  if (state === undefined) {
    return refused(
      'token-throttled',
      'code: expected none for a while after so many wrong ones, received one',
      attempt.state,
    );
  }
  const read = readCode(code, token);
  if ('because' in read) return refused('code-malformed', read.because, failed(state, nowSeconds));
  const { value } = read;
  const possible = possibleSteps(profile, token, state, nowSeconds);
  if (possible.last < 0)
    return refused('clock-before-t0', 'time: expected at least T0, received an earlier one', state);
  const first = Math.max(possible.first, possible.likely - profile.singleSteps);
  const last = Math.min(possible.last, possible.likely + profile.singleSteps);
  const step = nearest(token, value, possible.likely, first, last);
  if (step === undefined) return beyond(profile, attempt, state, value, possible);
  if (isUsed(state, step)) {
    return refused(
      'code-replayed',
      'code: expected that of a later step than the last, received another',
      failed(state, nowSeconds),
    );
  }
  return accepted(profile, attempt, state, step, possible);
}

/** Steps whose code the token can be showing, and the most likely one. */
export interface PossibleSteps {
  readonly first: number;
  readonly likely: number;
  readonly last: number;
  /** The offsets that the observations leave possible, in seconds. */
  readonly offsetSeconds?: Bounds;
}

/** The steps that a clock within its limits can show, a code in somebody's hand included. */
export function possibleSteps(
  profile: EstimatingProfile,
  token: OtpToken,
  state: TotpState,
  nowSeconds: number,
): PossibleSteps {
  const { periodSeconds } = token;
  const estimate = estimateDrift(state.observations ?? [], profile.limits, nowSeconds)?.offsetSeconds;
  const likely = stepAt(nowSeconds + (estimate === undefined ? 0 : middle(estimate)), token);
  if (estimate === undefined)
    return { first: likely - profile.activationSteps, likely, last: likely + profile.activationSteps };
  const first = stepAt(nowSeconds + estimate.low - profile.entryDelaySeconds, token);
  const last = stepAt(nowSeconds + estimate.high, token);
  // a step each side for what rounding and the network cost
  return {
    first: Math.min(first, likely - Math.ceil(30 / periodSeconds)),
    likely,
    last: Math.max(last, likely + 1),
    offsetSeconds: estimate,
  };
}

/** No step near enough: two codes in a row may do, and a step that no clock reaches is called so. */
function beyond(
  profile: EstimatingProfile,
  attempt: TotpAttempt,
  state: TotpState,
  value: number,
  possible: PossibleSteps,
): OtpVerdict<TotpState> {
  const { token, nowSeconds } = attempt;
  const { pending } = state;
  const { resync } = profile;
  if (pending !== undefined && nowSeconds - pending.atSeconds <= (resync.expiresSeconds ?? 0)) {
    for (let step = pending.step + 1; step <= pending.step + resync.mostApart; step += 1) {
      if (isCodeOf(token, step, value)) return accepted(profile, attempt, state, step, possible);
    }
  }
  const step = nearest(token, value, possible.likely, possible.first, possible.last);
  if (step !== undefined && !isUsed(state, step)) {
    return refused(
      'resync-needs-second-code',
      `code: that of step ${step - possible.likely}, too far off for one alone; the next one is awaited`,
      { ...failed(state, nowSeconds), pending: { step, atSeconds: nowSeconds } },
    );
  }
  const { likely } = possible;
  const impossible = nearest(token, value, likely, likely - resync.steps, likely + resync.steps);
  if (impossible === undefined || isUsed(state, impossible)) {
    return refused('code-wrong', 'code: expected that of a step nearby, received another', failed(state, nowSeconds));
  }
  return refused(
    'drift-impossible',
    `code: expected a step from ${possible.first - likely} to ${possible.last - likely}, which a clock within ${profile.limits.ppm} ppm can show, received that of ${impossible - likely}`,
    failed(state, nowSeconds),
  );
}

function accepted(
  profile: EstimatingProfile,
  { token, nowSeconds }: TotpAttempt,
  state: TotpState,
  step: number,
  possible: PossibleSteps,
): OtpVerdict<TotpState> {
  const after = afterStep(profile, token, state, step, nowSeconds, possible.offsetSeconds);
  return { kind: 'accepted', step, offset: step - possible.likely, state: after };
}

/** What is kept of a token once the code of a step was accepted; `possible` are the offsets that were, where they are known. */
export function afterStep(
  profile: EstimatingProfile,
  token: OtpToken,
  state: TotpState,
  step: number,
  nowSeconds: number,
  possible?: Bounds,
): TotpState {
  const { failures: _failures, pending: _pending, ...kept } = state;
  const observation: DriftObservation = {
    atSeconds: nowSeconds,
    lowSeconds: startOfStep(step, token) - nowSeconds,
    highSeconds: startOfStep(step + 1, token) + profile.entryDelaySeconds - nowSeconds,
  };
  const goesTogether =
    possible !== undefined && observation.lowSeconds <= possible.high && observation.highSeconds >= possible.low;
  const observations = thinned(profile, [...(state.observations ?? []), observation], nowSeconds, goesTogether);
  return { ...kept, lastStep: step, observations };
}

/** The observations that go together with the latest, thinned where they stand closest in time. */
function thinned(
  profile: EstimatingProfile,
  observations: readonly DriftObservation[],
  nowSeconds: number,
  goTogether: boolean,
): readonly DriftObservation[] {
  let kept = observations;
  // Only a resync, or a step at the edge, can bring what contradicts the past.
  while (!goTogether && kept.length > 1 && estimateDrift(kept, profile.limits, nowSeconds) === undefined)
    kept = kept.slice(1);
  while (kept.length > profile.observations) {
    let closest = 1;
    for (let at = 1; at < kept.length - 1; at += 1) {
      if (gap(kept, at) < gap(kept, closest)) closest = at;
    }
    kept = kept.filter((_one, at) => at !== closest);
  }
  return kept;
}

function gap(observations: readonly DriftObservation[], at: number): number {
  return observations[at + 1]!.atSeconds - observations[at - 1]!.atSeconds;
}

/** The step nearest to the likely one, within bounds, that has the code. */
function nearest(token: OtpToken, value: number, likely: number, first: number, last: number): number | undefined {
  return findNearestStep(token.key, value, token.digits, likely, first, last);
}

function isUsed({ lastStep }: TotpState, step: number): boolean {
  return lastStep !== undefined && step <= lastStep;
}

function middle({ low, high }: Bounds): number {
  return (low + high) / 2;
}

function withoutThrottle({ throttle }: EstimatingProfile, state: TotpState, nowSeconds: number): TotpState | undefined {
  const { failures, ...rest } = state;
  if (failures === undefined || failures.count < throttle.attempts) return state;
  return nowSeconds - failures.lastSeconds < throttle.seconds ? undefined : rest;
}

function failed(state: TotpState, nowSeconds: number): TotpState {
  return { ...state, failures: { count: (state.failures?.count ?? 0) + 1, lastSeconds: nowSeconds } };
}

function refused(code: OtpRefusalCode, because: string, state: TotpState): OtpVerdict<TotpState> {
  return { kind: 'refused', code, because, state };
}
