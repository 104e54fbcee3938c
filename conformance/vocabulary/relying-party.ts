import type { CreationOptionsJson, RequestOptionsJson } from '../../src/codec/webauthn-json.ts';
import type { SpecReference } from './spec.ts';

/** What is asked of a relying party before a registration (FIDO's server-conformance REST shape). */
export interface AttestationOptionsRequest {
  readonly username: string;
  readonly displayName: string;
  readonly attestation?: string;
  readonly authenticatorSelection?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What is asked of a relying party before an authentication. */
export interface AssertionOptionsRequest {
  readonly username: string;
  readonly userVerification?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The end of a ceremony at a relying party. */
export type PartyVerdict =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused';
      /** The party's own words. */
      readonly because: string;
      /** The HTTP status, where there is one. */
      readonly status?: number;
      /** The step that it names, where it names one: only ours does. */
      readonly spec?: SpecReference;
    };

/**
 * A relying party that is judged: over HTTP, or in process. Options are answered or the party throws `PartyError`; results
 * always end in a verdict. Concurrent ceremonies are not begun.
 */
export interface RelyingParty {
  attestationOptions(request: AttestationOptionsRequest): Promise<CreationOptionsJson>;
  /** `body` is a `RegistrationResponseJson`, or what a spoil made of one. */
  attestationResult(body: unknown): Promise<PartyVerdict>;
  assertionOptions(request: AssertionOptionsRequest): Promise<RequestOptionsJson>;
  assertionResult(body: unknown): Promise<PartyVerdict>;
  /** The last exchanges as lines of text, oldest first. */
  transcript(): string[];
  forgetTranscript(): void;
  close(): Promise<void>;
}

/** A relying party that gave no answer of its protocol: the link to it is broken, or it does not speak the protocol. */
export class PartyError extends Error {
  override readonly name = 'PartyError';
  /** `link`: nothing was answered. `protocol`: something else was. `unwilling`: it will not serve this request, or not now. */
  readonly kind: 'link' | 'protocol' | 'unwilling';

  constructor(kind: PartyError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Whether an error is a `PartyError`, or one of that name and shape: a party that is not ours has no class of ours to throw. */
export function isPartyError(error: unknown): error is PartyError {
  if (error instanceof PartyError) return true;
  if (!(error instanceof Error) || error.name !== 'PartyError' || !('kind' in error)) return false;
  return ['link', 'protocol', 'unwilling'].includes(String(error.kind));
}
