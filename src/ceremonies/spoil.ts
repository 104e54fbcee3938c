import type { AssertionHooks, RegistrationHooks } from './hooks.ts';
import type { AttestationKind } from './variant.ts';

/** A clause that refuses a spoiled ceremony; `document` is `WebAuthn Level 3` unless said. */
export interface SpoiledStep {
  readonly document?: string;
  readonly section: string;
  readonly step?: string;
}

/** What the relying party must have asked for, or be known to do, before a spoil says anything of it. */
export interface SpoilNeeds {
  /** The request asks for `userVerification: 'required'`. */
  readonly userVerification?: 'required';
  /** The request asks for this extension with these inputs. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** The relying party judges attestation statements (it asked for `direct`). */
  readonly attestation?: true;
  /** The relying party is known to trust our roots alone. */
  readonly trust?: true;
  /** The kinds of attestation that can be spoiled so; all of them unless given. */
  readonly kinds?: readonly AttestationKind[];
  /** The algorithms of the credential key that can be spoiled so. */
  readonly algorithms?: readonly number[];
  /** The options do not offer this algorithm. */
  readonly notOffered?: number;
  /** The sound credential is backup eligible, or is not. */
  readonly backupEligible?: boolean;
  /** The counter of the sound credential stays zero, or grows. */
  readonly counter?: 'zero' | 'grows';
  /** The relying party expects no page of another origin to frame it. */
  readonly unframed?: true;
  /** Revocation lists are consulted. */
  readonly revocation?: true;
}

interface SpoilFacts {
  /** A slug with dots, for ever: `client-data.type-of-assertion`. Unique among the spoils of its ceremony. */
  readonly id: string;
  /** What is wrong with the ceremony, lower case: `type is webauthn.get`. */
  readonly says: string;
  /** `SHOULD` where the standard leaves the refusal to the relying party's policy. */
  readonly level: 'MUST' | 'SHOULD';
  /** The clauses at which it may be refused; several where readers may differ in order. */
  readonly steps: readonly SpoiledStep[];
  readonly needs?: SpoilNeeds;
}

/** A registration with one named step spoiled. */
export interface RegistrationSpoil extends SpoilFacts {
  readonly ceremony: 'registration';
  readonly hooks: RegistrationHooks;
}

/** An assertion with one named step spoiled. */
export interface AssertionSpoil extends SpoilFacts {
  readonly ceremony: 'assertion';
  readonly hooks: AssertionHooks;
}

/** A ceremony with one named step spoiled. */
export type Spoil = RegistrationSpoil | AssertionSpoil;
