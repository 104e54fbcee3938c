import {
  type AttestationObject,
  decodeAttestationObject,
  encodeAttestationObject,
} from '../../../src/codec/attestation-object.ts';
import { type CollectedClientData, decodeClientData } from '../../../src/codec/client-data.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
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
