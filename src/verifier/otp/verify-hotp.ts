import { findStep } from '../../oath/search.ts';
import { isCodeOf, readCode } from './code.ts';
import type { OtpToken } from './token.ts';
import type { ThrottleRule } from './totp-profile.ts';
import type { OtpRefusalCode, OtpVerdict } from './verdict.ts';

/** A verifier of HOTP, as data (RFC 4226 section 7). */
export interface HotpProfile {
  readonly name: string;
  /** How many counters from the next expected one are tried: s of section 7.4, at least 1. */
  readonly lookAhead: number;
  /** How many are tried for two codes in a row. */
  readonly resyncLookAhead: number;
  readonly resyncExpiresSeconds: number;
  readonly throttle: ThrottleRule;
}

/** The verifier of this project: ten counters ahead, a thousand with two codes. */
export const touchstoneHotp: HotpProfile = {
  name: 'touchstone',
  lookAhead: 10,
  resyncLookAhead: 1000,
  resyncExpiresSeconds: 300,
  throttle: { attempts: 10, seconds: 60 },
};

/** What a verifier keeps of a HOTP token. Plain data. */
export interface HotpState {
  /** The counter that is expected next. */
  readonly counter: number;
  readonly pending?: { readonly counter: number; readonly atSeconds: number };
  readonly failures?: { readonly count: number; readonly lastSeconds: number };
}

/** A code that somebody enters, and when (for what expires). */
export interface HotpAttempt {
  readonly token: OtpToken;
  readonly state: HotpState;
  readonly code: string;
  readonly nowSeconds: number;
}

/** Verifies an event-based code; the counter moves past the one that matched. Pure. */
export function verifyHotp(profile: HotpProfile, attempt: HotpAttempt): OtpVerdict<HotpState> {
  const { token, code, nowSeconds } = attempt;
  const { failures, ...rest } = attempt.state;
  const isThrottled = failures !== undefined && failures.count >= profile.throttle.attempts;
  if (isThrottled && nowSeconds - failures.lastSeconds < profile.throttle.seconds) {
    return refused(
      'token-throttled',
      'code: expected none for a while after so many wrong ones, received one',
      attempt.state,
    );
  }
  const state = isThrottled ? rest : attempt.state;
  const read = readCode(code, token);
  if ('because' in read) return refused('code-malformed', read.because, failed(state, nowSeconds));
  const { value } = read;
  const near = find(token, value, state.counter, profile.lookAhead);
  if (near !== undefined) return accepted(near, state);
  const { pending } = state;
  const isCurrent = pending !== undefined && nowSeconds - pending.atSeconds <= profile.resyncExpiresSeconds;
  if (isCurrent && isCodeOf(token, pending.counter + 1, value)) return accepted(pending.counter + 1, state);
  const far = find(token, value, state.counter, profile.resyncLookAhead);
  if (far === undefined) {
    return refused(
      'code-wrong',
      `code: expected that of one of ${profile.lookAhead} counters, received another`,
      failed(state, nowSeconds),
    );
  }
  return refused(
    'resync-needs-second-code',
    `code: ${far - state.counter} presses ahead, too far for one alone; the next one is awaited`,
    {
      ...failed(state, nowSeconds),
      pending: { counter: far, atSeconds: nowSeconds },
    },
  );
}

function find(token: OtpToken, value: number, from: number, count: number): number | undefined {
  return findStep(token.key, value, token.digits, from, count);
}

function accepted(counter: number, { counter: expected }: HotpState): OtpVerdict<HotpState> {
  return { kind: 'accepted', step: counter, offset: counter - expected, state: { counter: counter + 1 } };
}

function failed(state: HotpState, nowSeconds: number): HotpState {
  return { ...state, failures: { count: (state.failures?.count ?? 0) + 1, lastSeconds: nowSeconds } };
}

function refused(code: OtpRefusalCode, because: string, state: HotpState): OtpVerdict<HotpState> {
  return { kind: 'refused', code, because, state };
}
