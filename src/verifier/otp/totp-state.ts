import type { DriftObservation } from './drift-estimate.ts';

/** What a verifier keeps of a TOTP token between codes. Plain data: it is stored as JSON. */
export interface TotpState {
  /** Steps by which the token is ahead, negative where it is behind. */
  readonly driftSteps?: number;
  /** The same in seconds, for verifiers that keep seconds. */
  readonly driftSeconds?: number;
  /** The last step whose code was accepted. */
  readonly lastStep?: number;
  /** Codes that may not be used again, and until when, in Unix seconds. */
  readonly usedCodes?: readonly { readonly code: string; readonly untilSeconds: number }[];
  /** What accepted codes told of the clock, oldest first. */
  readonly observations?: readonly DriftObservation[];
  /** The first code of a resync. */
  readonly pending?: { readonly step: number; readonly atSeconds: number };
  /** Wrong codes in a row, and when the last of them came. */
  readonly failures?: { readonly count: number; readonly lastSeconds: number };
}

/** A token that was never used. */
export const freshTotpState: TotpState = {};
