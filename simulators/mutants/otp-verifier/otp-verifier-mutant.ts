import type { OtpDecisions } from '../../otp-verifier/decisions.ts';

/** One fault of a verifier of one-time codes, and who must notice. */
export interface OtpVerifierMutant {
  /** `oath.verifier.takes-prefixes`. */
  readonly id: string;
  /** The fault in one sentence. */
  readonly fault: string;
  /** `SHOULD`: it breaks only recommendations; its run exits 0 and it counts as killed when observed. */
  readonly level: 'MUST' | 'SHOULD';
  /** The rules that must catch it, each of them. */
  readonly caughtBy: readonly string[];
  /** The verifier on which it shows, where `bounded` cannot show it. */
  readonly profile?: string;
  /** The sound decisions with exactly one of them spoiled. */
  readonly twist: (sound: OtpDecisions) => OtpDecisions;
}

/** Makes a fault of a verifier that replaces exactly one decision; the level is MUST unless said. */
export function otpVerifierMutant<Name extends keyof OtpDecisions>(
  definition: Omit<OtpVerifierMutant, 'level' | 'twist'> & {
    readonly level?: OtpVerifierMutant['level'];
    readonly decision: Name;
    /** Makes the spoiled decision of the sound one. */
    readonly spoil: (sound: OtpDecisions[Name]) => OtpDecisions[Name];
  },
): OtpVerifierMutant {
  const { decision, spoil, ...rest } = definition;
  return { level: 'MUST', ...rest, twist: (sound) => ({ ...sound, [decision]: spoil(sound[decision]) }) };
}
