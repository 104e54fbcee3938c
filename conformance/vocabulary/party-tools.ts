import type { AssertionHooks, RegistrationHooks } from '../../src/ceremonies/hooks.ts';
import type { MadeCredential } from '../../src/ceremonies/made-credential.ts';
import type { AssertionRequest, CreationRequest } from '../../src/ceremonies/request.ts';
import type { AssertionVariant, RegistrationVariant } from '../../src/ceremonies/variant.ts';
import type { CreationOptionsJson, RequestOptionsJson } from '../../src/codec/webauthn-json.ts';
import type { AssertionOptionsRequest, AttestationOptionsRequest, PartyVerdict } from './relying-party.ts';

/** What a relying party is asked to ask for. */
export interface RegistrationAsk {
  /** `none` unless given. */
  readonly attestation?: 'none' | 'direct';
  readonly userVerification?: 'required' | 'preferred' | 'discouraged';
  /** Not required unless given. */
  readonly residentKey?: 'required';
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** A user that no other check has, unless given. */
  readonly username?: string;
}

/** What a relying party is asked to ask for in an authentication. */
export interface AssertionAsk {
  readonly userVerification?: 'required' | 'preferred' | 'discouraged';
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A registration that a relying party has begun. */
export interface BegunRegistration {
  readonly username: string;
  readonly asked: AttestationOptionsRequest;
  readonly options: CreationOptionsJson;
  /** What the client of it knows. */
  readonly request: CreationRequest;
}

/** An authentication that a relying party has begun. */
export interface BegunAssertion {
  readonly username: string;
  readonly asked: AssertionOptionsRequest;
  readonly options: RequestOptionsJson;
  readonly request: AssertionRequest;
}

/** A response that was made, and the credential that it attests. */
export interface MadeRegistration {
  readonly body: unknown;
  readonly credential: MadeCredential;
}

/** An account at the relying party with one credential. */
export interface Account {
  readonly username: string;
  readonly credential: MadeCredential;
}

/** Whole ceremonies at the relying party under judgement. Where a request throws, it is a `PartyError`. */
export interface PartyTools {
  /** A user name that no other check has: `touchstone-0123456789abcdef`. */
  freshUser(): string;
  /** Asks for creation options. Throws `NotApplicable` where the options do not ask for what the ask wants of them. */
  beginRegistration(ask: RegistrationAsk): Promise<BegunRegistration>;
  makeRegistration(
    begun: BegunRegistration,
    variant: RegistrationVariant,
    hooks?: RegistrationHooks,
  ): MadeRegistration | Promise<MadeRegistration>;
  /** Begins, makes and sends one registration. */
  register(
    ask: RegistrationAsk,
    variant: RegistrationVariant,
    hooks?: RegistrationHooks,
  ): Promise<{ readonly verdict: PartyVerdict; readonly account: Account; readonly body: unknown }>;
  /** Whether the sound registration of this ask and variant is accepted; tried once a run. Throws `NotApplicable` where it is refused. */
  requireSound(ask: RegistrationAsk, variant: RegistrationVariant): Promise<void>;
  /** A new account with a credential of this variant. Throws `NotApplicable` where it is refused. */
  account(ask: RegistrationAsk, variant: RegistrationVariant): Promise<Account>;
  /** Asks for request options. Throws `NotApplicable` where the options do not ask for what the ask wants of them. */
  beginAssertion(username: string, ask: AssertionAsk): Promise<BegunAssertion>;
  makeAssertion(
    begun: BegunAssertion,
    credential: MadeCredential,
    variant: AssertionVariant,
    hooks?: AssertionHooks,
  ): unknown | Promise<unknown>;
  /** Begins, makes and sends one assertion of an account. */
  assert(
    account: Account,
    ask: AssertionAsk,
    variant: AssertionVariant,
    hooks?: AssertionHooks,
  ): Promise<{ readonly verdict: PartyVerdict; readonly body: unknown }>;
}
