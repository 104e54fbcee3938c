import { concat } from '../../../src/bytes/bytes.ts';
import {
  type AttestationObject,
  decodeAttestationObject,
  encodeAttestationObject,
} from '../../../src/codec/attestation-object.ts';
import { type CollectedClientData, decodeClientData } from '../../../src/codec/client-data.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import { keepCredentialKey } from '../../../src/verifier/webauthn/credential-key.ts';
import type { AssertionInput, RegistrationInput } from '../../../src/verifier/webauthn/input.ts';
import type { Oversight } from '../../../src/verifier/webauthn/ledger.ts';
import type { RefusalCode } from '../../../src/verifier/webauthn/refusal-code.ts';
import type { StepDefinition } from '../../../src/verifier/webauthn/step.ts';
import type { Rejected } from '../../../src/verifier/webauthn/verdict.ts';
import type { VerifierDecisions } from '../../verifier/decisions.ts';

type Twist = (sound: VerifierDecisions) => VerifierDecisions;

/** A verifier that does not see these steps. */
export function forgets(...steps: readonly StepDefinition[]): Twist {
  return (sound) => ({ ...sound, overlooks: either(sound.overlooks, (step) => steps.includes(step)) });
}

/** A verifier that does not see one way in which a step fails. */
export function forgetsCode(step: StepDefinition, ...codes: readonly RefusalCode[]): Twist {
  return (sound) => ({
    ...sound,
    overlooks: either(sound.overlooks, (judged, code) => judged === step && codes.includes(code)),
  });
}

/** A verifier that does not see a step of a registration where the registration looks a certain way. */
export function forgetsWhen(
  step: StepDefinition,
  looks: (input: RegistrationInput | AssertionInput) => boolean,
): Twist {
  const more = (overlooks: Oversight, input: RegistrationInput | AssertionInput): Oversight =>
    looks(input) ? either(overlooks, (judged) => judged === step) : overlooks;
  return (sound) => ({
    ...sound,
    verifyRegistration: (input, overlooks) => sound.verifyRegistration(input, more(overlooks, input)),
    verifyAssertion: (input, overlooks) => sound.verifyAssertion(input, more(overlooks, input)),
  });
}

/** A verifier of registrations that is shown another input. */
export function registersAs(change: (input: RegistrationInput) => RegistrationInput): Twist {
  return (sound) => ({
    ...sound,
    verifyRegistration: (input, overlooks) => sound.verifyRegistration(change(input), overlooks),
  });
}

/** A verifier of assertions that is shown another input. */
export function assertsAs(change: (input: AssertionInput) => AssertionInput): Twist {
  return (sound) => ({
    ...sound,
    verifyAssertion: (input, overlooks) => sound.verifyAssertion(change(input), overlooks),
  });
}

/** A verifier that refuses registrations which look a certain way, sound or not. */
export function refusesRegistrations(because: string, looks: (input: RegistrationInput) => boolean): Twist {
  return (sound) => ({
    ...sound,
    verifyRegistration: (input, overlooks) =>
      looks(input) ? refusal(because) : sound.verifyRegistration(input, overlooks),
  });
}

/** A verifier that refuses assertions which look a certain way, sound or not. */
export function refusesAssertions(because: string, looks: (input: AssertionInput) => boolean): Twist {
  return (sound) => ({
    ...sound,
    verifyAssertion: (input, overlooks) => (looks(input) ? refusal(because) : sound.verifyAssertion(input, overlooks)),
  });
}

/** The attestation object of a registration as `change` leaves it; one that cannot be read is left alone. */
export function withObject(
  input: RegistrationInput,
  change: (object: AttestationObject) => AttestationObject,
): RegistrationInput {
  const object = tried(() => decodeAttestationObject(input.response.attestationObject));
  if (object === undefined) return input;
  const attestationObject = encodeAttestationObject(change(object));
  return { ...input, response: { ...input.response, attestationObject } };
}

/**
 * An assertion with other authenticator data, whose signature is still judged over what was sent: a verifier that reads
 * wrongly verifies the bytes that it was given.
 */
export function withAuthenticatorData(
  input: AssertionInput,
  change: (bytes: Uint8Array) => Uint8Array,
): AssertionInput {
  const { response } = input;
  const authenticatorData = change(response.authenticatorData);
  return { ...verifyingAsSent(input), response: { ...response, authenticatorData } };
}

/** An assertion whose signature is judged over what was sent, whatever becomes of its members. */
export function verifyingAsSent(input: AssertionInput): AssertionInput {
  const sent = concat(input.response.authenticatorData, sha256(input.response.clientDataJSON));
  return withKey(input, (verify, _data, signature) => verify(sent, signature));
}

/** An assertion whose stored key verifies in another way; one that cannot be read is left alone. */
export function withKey(
  input: AssertionInput,
  verify: (
    sound: (data: Uint8Array, signature: Uint8Array) => boolean,
    data: Uint8Array,
    signature: Uint8Array,
  ) => boolean,
): AssertionInput {
  const { publicKey } = input.credential;
  const key = publicKey instanceof Uint8Array ? tried(() => keepCredentialKey(publicKey)) : publicKey;
  if (key === undefined) return input;
  const twisted = {
    ...key,
    alg: key.alg,
    verify: (data: Uint8Array, signature: Uint8Array) =>
      verify((other, sig) => key.verify(other, sig), data, signature),
  };
  return { ...input, credential: { ...input.credential, publicKey: twisted } };
}

/** Authenticator data of a response, where there is any. */
export function authDataOf({ response }: RegistrationInput | AssertionInput): Uint8Array | undefined {
  if ('authenticatorData' in response) return response.authenticatorData;
  return tried(() => decodeAttestationObject(response.attestationObject))?.authData;
}

/** The client data of a response, where it can be read. */
export function clientDataOf({ response }: RegistrationInput | AssertionInput): CollectedClientData | undefined {
  return tried(() => decodeClientData(response.clientDataJSON));
}

/** What `read` gives, or nothing where the bytes are against their format. */
export function tried<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** One twist after another. */
export function both(...twists: readonly Twist[]): Twist {
  return (sound) => twists.reduce((decisions, twist) => twist(decisions), sound);
}

function either(overlooks: Oversight, also: Oversight['has']): Oversight {
  return { has: (step, code) => also(step, code) || overlooks.has(step, code) };
}

function refusal(because: string): Rejected {
  const spec = { document: 'WebAuthn Level 3', section: '7' };
  return { kind: 'rejected', code: 'extension-unsolicited', because, spec, steps: [], warnings: [] };
}
