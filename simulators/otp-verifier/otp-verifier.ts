import { codeOf } from '../../src/oath/hotp.ts';
import { stepAt } from '../../src/oath/totp.ts';
import type { OtpProfile } from '../../src/verifier/otp/profiles.ts';
import { type OtpToken, otpToken } from '../../src/verifier/otp/token.ts';
import type { OtpPhase } from '../../src/verifier/otp/totp-profile.ts';
import type { OtpRefusalCode } from '../../src/verifier/otp/verdict.ts';
import { touchstoneHotp, verifyHotp } from '../../src/verifier/otp/verify-hotp.ts';
import { verifyOtp } from '../../src/verifier/otp/verify-otp.ts';
import { type OtpDecisions, soundOtpDecisions } from './decisions.ts';
import type { KeptHotp, KeptTotp, KnownToken } from './known-token.ts';

/** What a simulated verifier of one-time codes is made of. */
export interface OtpVerifierSettings {
  readonly profile: OtpProfile;
  /** It refuses what no clock can do: `decisions.isPossible` is asked. */
  readonly isBounded?: boolean;
  readonly decisions?: OtpDecisions;
}

/** The end of an attempt at a simulated verifier. */
export type SimulatedCodeVerdict =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly code: OtpRefusalCode; readonly because: string };

/** A verifier of one-time codes that keeps its tokens. Times are Unix seconds and may go back. Throws `RangeError` for a handle it does not know. */
export interface SimulatedOtpVerifier {
  /** Makes a token known; its handle. */
  enroll(token: KnownToken): string;
  activate(handle: string, code: string, atSeconds: number): SimulatedCodeVerdict;
  verify(handle: string, code: string, atSeconds: number): SimulatedCodeVerdict;
}

/** One token of a verifier. */
interface Record {
  readonly token: KnownToken;
  readonly prepared: OtpToken;
  totp: KeptTotp;
  hotp: KeptHotp;
}

/** Makes a verifier of one-time codes. */
export function createOtpVerifier(settings: OtpVerifierSettings): SimulatedOtpVerifier {
  const { decisions = soundOtpDecisions, isBounded = false } = settings;
  const profile = decisions.profile(settings.profile);
  const records = new Map<string, Record>();
  let enrolled = 0;

  const attempt = (handle: string, code: string, atSeconds: number, asked: OtpPhase): SimulatedCodeVerdict => {
    const record = records.get(handle);
    if (record === undefined)
      throw new RangeError(`handle: expected one of enroll, received ${JSON.stringify(handle)}`);
    const now = decisions.seconds(atSeconds);
    return record.token.kind === 'hotp'
      ? verifyCounted(record, code, now)
      : verifyTimed(record, code, now, decisions.phase(asked));
  };

  const verifyCounted = (record: Record, code: string, now: number): SimulatedCodeVerdict => {
    const { prepared } = record;
    const state = decisions.hotpBefore(record.hotp, now);
    const current = codeOf(prepared.key.truncated(state.counter), prepared.digits);
    const verdict = decisions.hotpAfter(
      verifyHotp(decisions.hotpProfile(touchstoneHotp), {
        token: prepared,
        state,
        code: decisions.entered(code, prepared.digits, current),
        nowSeconds: now,
      }),
      record.hotp,
    );
    record.hotp = verdict.state;
    return verdict.kind === 'accepted' ? { kind: 'accepted' } : refused(verdict.code, verdict.because);
  };

  const verifyTimed = (record: Record, code: string, now: number, phase: OtpPhase): SimulatedCodeVerdict => {
    const { prepared } = record;
    const { anchor } = record.totp;
    const state = decisions.before(record.totp.state, now);
    const likely = Math.max(0, stepAt(now, prepared) + (state.driftSteps ?? 0));
    const entered = decisions.entered(code, prepared.digits, codeOf(prepared.key.truncated(likely), prepared.digits));
    const verdict = decisions.after(
      verifyOtp(profile, { token: prepared, state, code: entered, nowSeconds: now, phase }),
      state,
    );
    if (verdict.kind === 'refused') {
      record.totp = { ...record.totp, state: verdict.state };
      return refused(verdict.code, verdict.because);
    }
    const driftSteps = verdict.step - stepAt(now, prepared);
    const isResync = state.pending !== undefined && verdict.step === state.pending.step + 1;
    if (isBounded && anchor !== undefined && !isResync) {
      const elapsed = now - anchor.atSeconds;
      if (!decisions.isPossible(anchor.driftSteps, driftSteps, elapsed, prepared.periodSeconds)) {
        return refused(
          'drift-impossible',
          `code: expected a drift that a clock can have, received ${driftSteps} steps`,
        );
      }
    }
    const isAnchored = anchor !== undefined && !isResync;
    record.totp = { state: verdict.state, anchor: isAnchored ? anchor : { driftSteps, atSeconds: now } };
    return { kind: 'accepted' };
  };

  return {
    enroll: (given) => {
      const token = decisions.kept(given);
      const { secret, hash, digits, periodSeconds, t0Seconds, counter } = token;
      enrolled += 1;
      const handle = `token-${enrolled}`;
      records.set(handle, {
        token,
        prepared: otpToken(secret, { hash, digits, periodSeconds, t0Seconds }),
        totp: { state: {} },
        hotp: { counter },
      });
      return handle;
    },
    activate: (handle, code, atSeconds) => attempt(handle, code, atSeconds, 'activation'),
    verify: (handle, code, atSeconds) => attempt(handle, code, atSeconds, 'authentication'),
  };
}

function refused(code: OtpRefusalCode, because: string): SimulatedCodeVerdict {
  return { kind: 'refused', code, because };
}
