import { findNearestStep, findStep } from '../../oath/search.ts';
import { startOfStep, stepAt } from '../../oath/totp.ts';
import { isCodeOf, readCode } from './code.ts';
import type { OtpToken } from './token.ts';
import { type OtpPhase, type SearchOrder, stepsOf, type TotpProfile } from './totp-profile.ts';
import type { TotpState } from './totp-state.ts';
import type { OtpRefusalCode, OtpVerdict } from './verdict.ts';

/** A code that somebody enters, and when. */
export interface TotpAttempt {
  readonly token: OtpToken;
  readonly state: TotpState;
  readonly code: string;
  /** The server's time in Unix seconds, fractions allowed. */
  readonly nowSeconds: number;
  readonly phase: OtpPhase;
}

/** Verifies a code as the profile's verifier does. Pure: the new state is in the verdict, and nowhere else. */
export function verifyTotp(profile: TotpProfile, attempt: TotpAttempt): OtpVerdict<TotpState> {
  const { token, code, nowSeconds, phase } = attempt;
  const state = withoutThrottle(profile, attempt.state, nowSeconds);
  if (state === undefined) {
    const { count, lastSeconds } = attempt.state.failures!;
    const left = Math.ceil(lastSeconds + profile.throttle!.seconds - nowSeconds);
    return refused(
      'token-throttled',
      `code: expected none for ${left} s after ${count} wrong ones, received one`,
      attempt.state,
    );
  }
  const read = readCode(code, token);
  if ('because' in read) return refused('code-malformed', read.because, failed(state, nowSeconds));
  const { value } = read;
  const server = stepAt(nowSeconds, token);
  const centre = centreOf(token, state, nowSeconds);
  const { back, forward } = stepsOf(profile[phase], token.periodSeconds);
  if (centre + forward < 0) {
    return refused('clock-before-t0', 'time: expected at least T0, received an earlier one', state);
  }
  const step = search(token, value, centre, back, forward, profile.order);
  if (step === undefined) {
    return (
      resynchronised(profile, attempt, state, value, centre) ??
      refused(
        'code-wrong',
        `code: expected that of a step from ${-back} to ${forward}, received another`,
        failed(state, nowSeconds),
      )
    );
  }
  if (isReplay(profile, state, step, bare(code), nowSeconds)) {
    return refused(
      'code-replayed',
      `code: expected a new one, received that of a step that was used`,
      failed(state, nowSeconds),
    );
  }
  return accepted(profile, attempt, state, step, server, centre);
}

/** The step around which the verifier looks. */
function centreOf(token: OtpToken, state: TotpState, nowSeconds: number): number {
  if (state.driftSeconds !== undefined) return stepAt(nowSeconds + state.driftSeconds, token);
  return stepAt(nowSeconds, token) + (state.driftSteps ?? 0);
}

/** The step within the window that has the code; undefined where none has. */
function search(
  token: OtpToken,
  value: number,
  centre: number,
  back: number,
  forward: number,
  order: SearchOrder,
): number | undefined {
  const { key, digits } = token;
  if (order === 'oldest-first') return findStep(key, value, digits, centre - back, back + forward + 1);
  // the centre is always looked at
  return findNearestStep(key, value, digits, centre, centre - Math.max(0, back), centre + Math.max(0, forward));
}

/** Spaces that people type make no other code. */
function bare(code: string): string {
  return code.replaceAll(' ', '');
}

function isReplay(profile: TotpProfile, state: TotpState, step: number, code: string, nowSeconds: number): boolean {
  switch (profile.replay) {
    case 'none':
      return false;
    case 'later-steps-only':
      return state.lastStep !== undefined && step <= state.lastStep;
    case 'code-text':
      return state.usedCodes?.some((used) => used.code === code && used.untilSeconds > nowSeconds) === true;
    case 'last-code':
      return (
        state.usedCodes?.some((used) => used.code === code) === true ||
        (state.lastStep !== undefined && step <= state.lastStep)
      );
  }
}

function accepted(
  profile: TotpProfile,
  { token, code, nowSeconds }: TotpAttempt,
  state: TotpState,
  step: number,
  server: number,
  centre: number,
): OtpVerdict<TotpState> {
  const { failures: _failures, pending: _pending, ...kept } = state;
  return {
    kind: 'accepted',
    step,
    offset: step - centre,
    state: {
      ...kept,
      ...driftAfter(profile, token, step, server, nowSeconds),
      ...usedAfter(profile, token, state, step, bare(code), nowSeconds),
    },
  };
}

function driftAfter(
  profile: TotpProfile,
  token: OtpToken,
  step: number,
  server: number,
  nowSeconds: number,
): TotpState {
  switch (profile.drift) {
    case 'none':
      return {};
    case 'steps':
      return { driftSteps: step - server };
    case 'seconds-from-now':
      return { driftSeconds: startOfStep(step, token) - nowSeconds };
    case 'seconds-from-step':
      return { driftSeconds: startOfStep(step, token) - startOfStep(server, token) };
  }
}

function usedAfter(
  profile: TotpProfile,
  token: OtpToken,
  state: TotpState,
  step: number,
  code: string,
  nowSeconds: number,
): TotpState {
  switch (profile.replay) {
    case 'none':
      return {};
    case 'later-steps-only':
      return { lastStep: step };
    case 'code-text': {
      const { back, forward } = stepsOf(profile.authentication, token.periodSeconds);
      const untilSeconds = nowSeconds + token.periodSeconds * (back + forward + 1);
      const current = (state.usedCodes ?? []).filter((used) => used.untilSeconds > nowSeconds);
      return { lastStep: step, usedCodes: [...current, { code, untilSeconds }] };
    }
    case 'last-code':
      return { lastStep: step, usedCodes: [{ code, untilSeconds: Number.MAX_SAFE_INTEGER }] };
  }
}

/** Beyond the window: the first of two codes is remembered, the second brings the token back. Undefined: neither. */
function resynchronised(
  profile: TotpProfile,
  attempt: TotpAttempt,
  state: TotpState,
  value: number,
  centre: number,
): OtpVerdict<TotpState> | undefined {
  const { resync } = profile;
  if (resync === undefined || attempt.phase === 'activation') return undefined;
  const { token, nowSeconds } = attempt;
  const { pending } = state;
  const isCurrent =
    pending !== undefined &&
    (resync.expiresSeconds === undefined || nowSeconds - pending.atSeconds <= resync.expiresSeconds);
  if (isCurrent) {
    for (let step = pending.step + 1; step <= pending.step + resync.mostApart; step += 1) {
      if (isCodeOf(token, step, value))
        return accepted(profile, attempt, state, step, stepAt(nowSeconds, token), centre);
    }
  }
  const step = search(token, value, centre, resync.steps, resync.steps, profile.order);
  if (step === undefined || (state.lastStep !== undefined && step <= state.lastStep)) return undefined;
  return refused(
    'resync-needs-second-code',
    `code: that of step ${step - centre}, too far off for one alone; the next one is awaited`,
    {
      ...failed(state, nowSeconds),
      pending: { step, atSeconds: nowSeconds },
    },
  );
}

/** The state where attempts are allowed, its failures forgotten once the wait is over; undefined while it is not. */
function withoutThrottle({ throttle }: TotpProfile, state: TotpState, nowSeconds: number): TotpState | undefined {
  const { failures, ...rest } = state;
  if (throttle === undefined || failures === undefined || failures.count < throttle.attempts) return state;
  return nowSeconds - failures.lastSeconds < throttle.seconds ? undefined : rest;
}

function failed(state: TotpState, nowSeconds: number): TotpState {
  return { ...state, failures: { count: (state.failures?.count ?? 0) + 1, lastSeconds: nowSeconds } };
}

function refused(code: OtpRefusalCode, because: string, state: TotpState): OtpVerdict<TotpState> {
  return { kind: 'refused', code, because, state };
}
