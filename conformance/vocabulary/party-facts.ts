import type { AttestationKind } from '../../src/ceremonies/variant.ts';

/** What is known of a relying party before a rule runs: what its options say, and what sound ceremonies have shown. Rules select on this alone. */
export interface PartyFacts {
  /** The origin that it takes. */
  readonly origin: string;
  readonly rpId: string;
  /** The algorithms it offers in pubKeyCredParams and that we can make, in its order. */
  readonly algorithms: readonly number[];
  /** All algorithms of pubKeyCredParams, those that we cannot make among them; `algorithms` unless known. */
  readonly offered?: readonly number[];
  /** What user names look like where not every text is one. */
  readonly userNames?: 'e-mail';
  /** Its options ask for `direct` or `enterprise` attestation where we ask it to. */
  readonly asksAttestation: boolean;
  /** Each kind of attestation that was tried while it asked for attestation: accepted, or the party's words of refusal. */
  readonly attested: ReadonlyMap<AttestationKind, true | string>;
  /** Each kind that was tried while it did not ask for attestation (`none` and self alone). */
  readonly plain: ReadonlyMap<AttestationKind, true | string>;
  /** `ours`: it was told our roots. `strangers-refused`: it refused a chain to a root of a stranger. `any`: it took one. `unknown`: nothing of it could be tried. */
  readonly trust: 'ours' | 'strangers-refused' | 'any' | 'unknown';
  /** Its options ask for user verification where we ask it to require it. */
  readonly requiresUserVerification: boolean;
  /** It was told our revocation lists. */
  readonly revocation: boolean;
  /** Pages of other origins may frame it. */
  readonly framed: boolean;
}

/** What its owner says of a relying party, beyond what can be tried. */
export interface PartyClaims {
  /** It was told our roots (`testAuthority()`), and trusts no others. */
  readonly trust?: 'ours';
  /** It was told our revocation lists. */
  readonly revocation?: true;
  /** Pages of other origins may frame it, so that crossOrigin true alone is nothing to refuse. */
  readonly framed?: true;
}
