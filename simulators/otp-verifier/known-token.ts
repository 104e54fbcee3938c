import type { OathHash } from '../../src/oath/oath-hash.ts';
import type { TotpState } from '../../src/verifier/otp/totp-state.ts';
import type { HotpState } from '../../src/verifier/otp/verify-hotp.ts';

/** A token as it is made known to the verifier, and as it is kept. */
export interface KnownToken {
  readonly kind: 'totp' | 'hotp';
  readonly secret: Uint8Array;
  readonly hash: OathHash;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly t0Seconds: number;
  /** HOTP: the counter of the first code. */
  readonly counter: number;
}

/** What is kept of a token that follows the time. */
export interface KeptTotp {
  readonly state: TotpState;
  /** The drift that its activation or last resync showed: from there on it changes as a clock can. */
  readonly anchor?: { readonly driftSteps: number; readonly atSeconds: number };
}

/** What is kept of a token that counts. */
export type KeptHotp = HotpState;
