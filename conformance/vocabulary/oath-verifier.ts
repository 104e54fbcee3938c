import type { OathHash } from '../../src/oath/oath-hash.ts';
import { type SubjectRule, type SubjectRuleDefinition, subjectRule } from './subject-rule.ts';

/** A token as it is made known to a verifier. */
export interface Enrolment {
  readonly kind: 'totp' | 'hotp';
  readonly secret: Uint8Array;
  readonly hash: OathHash;
  readonly digits: number;
  /** TOTP. */
  readonly periodSeconds: number;
  /** TOTP. */
  readonly t0Seconds: number;
  /** HOTP: the counter of the first code. */
  readonly counter: number;
}

/** The end of one attempt. */
export type CodeVerdict =
  | { readonly kind: 'accepted' }
  /** The verifier's own words. */
  | { readonly kind: 'refused'; readonly because: string };

/**
 * A verifier of one-time codes: in process, by command or over HTTP. It throws `PartyError`: `unwilling` where it does not
 * serve such tokens, `protocol` and `link` where it does not answer. `atSeconds` is what its clock reads, in whole Unix
 * seconds; it may go back.
 */
export interface OtpVerifier {
  /** Makes a token known; a name for it. */
  enroll(enrolment: Enrolment): Promise<string>;
  /** The code that proves a token, once, before the first `verify`. */
  activate(handle: string, code: string, atSeconds: number): Promise<CodeVerdict>;
  verify(handle: string, code: string, atSeconds: number): Promise<CodeVerdict>;
  /** The last exchanges as lines of text, oldest first. */
  transcript(): string[];
  forgetTranscript(): void;
  close(): Promise<void>;
}

/** The steps around the likeliest one that a verifier looks at. */
export interface ClaimedWindow {
  readonly unit: 'steps' | 'seconds';
  /** Steps or seconds back. */
  readonly back: number;
  /** Steps or seconds forward. */
  readonly forward: number;
  /** In seconds: the last step forward is left out. */
  readonly halfOpen?: boolean;
}

/** What its owner says of a verifier. What is left out is not judged, or tried at the opening and told. */
export interface OtpClaims {
  readonly kinds?: readonly ('totp' | 'hotp')[];
  /** A token is activated by a first code. */
  readonly activates?: boolean;
  /** Bytes of a secret that it takes. */
  readonly secretBytes?: { readonly least: number; readonly most: number };
  /** At sign-in. */
  readonly window?: ClaimedWindow;
  /** At activation. */
  readonly activation?: ClaimedWindow;
  /** The window follows a token whose clock runs wrong by up to so many parts per million and that is used every week. */
  readonly followsPpm?: number;
  /** TOTP: two codes in a row bring back a token that is up to so many steps off; the first is remembered for so long. */
  readonly resync?: { readonly steps: number; readonly expiresSeconds?: number };
  /** HOTP: how many counters from the next expected one are tried. */
  readonly lookAhead?: number;
  /** HOTP: how many are tried for two codes in a row; the first is remembered for so long. */
  readonly hotpResync?: { readonly lookAhead: number; readonly expiresSeconds?: number };
  /** So many wrong codes in a row shut a token for so long. */
  readonly throttle?: { readonly attempts: number; readonly seconds: number };
}

/** What is known of a verifier before a rule runs: what is claimed of it, and what was tried. */
export interface OtpFacts extends OtpClaims {
  readonly kinds: readonly ('totp' | 'hotp')[];
  readonly activates: boolean;
  readonly secretBytes: { readonly least: number; readonly most: number };
  /** How far back and forward codes were taken at the opening, in steps of 30 seconds, just after an activation. */
  readonly tried?: { readonly back: number; readonly forward: number };
}

/** What the property of a verifier's rule is given. */
export interface OtpContext {
  readonly verifier: OtpVerifier;
  readonly facts: OtpFacts;
}

/** A rule of a verifier of one-time codes. */
export type OtpRule = SubjectRule<OtpContext, OtpFacts>;

/** Makes a rule of a verifier of one-time codes. */
export function otpRule<Ts>(definition: SubjectRuleDefinition<OtpContext, OtpFacts, Ts>): OtpRule {
  return subjectRule(definition);
}
