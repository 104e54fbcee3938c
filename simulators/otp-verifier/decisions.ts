import type { OtpProfile } from '../../src/verifier/otp/profiles.ts';
import type { OtpPhase } from '../../src/verifier/otp/totp-profile.ts';
import type { TotpState } from '../../src/verifier/otp/totp-state.ts';
import type { OtpVerdict } from '../../src/verifier/otp/verdict.ts';
import type { HotpProfile, HotpState } from '../../src/verifier/otp/verify-hotp.ts';
import type { KnownToken } from './known-token.ts';

/** How much further than its window a drift may have gone, in steps. */
const SLACK_STEPS = 2;
/** No crystal is worse, in parts per million. */
const WORST_PPM = 100;

/** Every decision of the sound verifier around the profile's own, each a pure function that a fault may replace. */
export const soundOtpDecisions = {
  /** The token as it is kept. */
  kept(token: KnownToken): KnownToken {
    return token;
  },

  /** How codes that follow the time are verified. */
  profile(profile: OtpProfile): OtpProfile {
    return profile;
  },

  /** How codes that count are verified. */
  hotpProfile(profile: HotpProfile): HotpProfile {
    return profile;
  },

  /** Which window is looked at. */
  phase(phase: OtpPhase): OtpPhase {
    return phase;
  },

  /** What was entered, as it is compared; `current` is the likeliest code. */
  entered(code: string, _digits: number, _current: string): string {
    return code;
  },

  /** The server's time, which may have gone back since the last success. */
  seconds(atSeconds: number): number {
    return atSeconds;
  },

  /** What is known of a token that follows the time when a code comes. */
  before(state: TotpState, _nowSeconds: number): TotpState {
    return state;
  },

  /** What becomes of the verdict and of what is known. */
  after(verdict: OtpVerdict<TotpState>, _before: TotpState): OtpVerdict<TotpState> {
    return verdict;
  },

  /** Whether a clock can have gone from one drift to another, in steps, within so many seconds. */
  isPossible(fromSteps: number, toSteps: number, elapsedSeconds: number, periodSeconds: number): boolean {
    const drifted = Math.ceil((Math.abs(elapsedSeconds) * WORST_PPM) / 1e6 / periodSeconds);
    return Math.abs(toSteps - fromSteps) <= SLACK_STEPS + drifted;
  },

  /** What is known of a token that counts when a code comes. */
  hotpBefore(state: HotpState, _nowSeconds: number): HotpState {
    return state;
  },

  /** What becomes of that verdict. */
  hotpAfter(verdict: OtpVerdict<HotpState>, _before: HotpState): OtpVerdict<HotpState> {
    return verdict;
  },
};

/** The decisions of a verifier of one-time codes. */
export type OtpDecisions = typeof soundOtpDecisions;
