import { decodeAttestationObject } from '../../codec/attestation-object.ts';
import { sha256 } from '../../crypto/hash.ts';
import { requireArray, requireBytes, requireObject, requireText } from './check-input.ts';
import { judgeClientData } from './client-data.ts';
import type { RegistrationInput } from './input.ts';
import { judgeAttestation } from './judge-attestation.ts';
import { Ledger, ruling } from './ledger.ts';
import { judgePresented } from './presented-credential.ts';
import { strict } from './profile.ts';
import { registrationSteps as steps } from './registration-steps.ts';
import type { RegistrationVerdict } from './verdict.ts';

/**
 * Verifies a registration by every step of WebAuthn Level 3 section 7.1. Any bytes in any member of the response end in a
 * verdict; throws `TypeError` on arguments of the wrong type.
 */
export function verifyRegistration(input: RegistrationInput): RegistrationVerdict {
  return verifyRegistrationBy(new Ledger(input.profile ?? strict), input);
}

/** `verifyRegistration` by a ledger of the caller's, whose profile counts; the seam for verifiers with faults. */
export function verifyRegistrationBy(ledger: Ledger, input: RegistrationInput): RegistrationVerdict {
  checkArguments(input);
  const { response, expected } = input;
  return ruling(ledger, () => {
    judgePresented(ledger, steps, response);
    // steps 5 to 11
    const clientData = judgeClientData(ledger, steps, response.clientDataJSON, 'webauthn.create', expected);
    // step 12
    const clientDataHash = sha256(response.clientDataJSON);
    ledger.pass(steps.clientDataHash, clientDataHash);
    // step 13
    const bytes = response.attestationObject;
    const object = ledger.read(steps.attestationObject, 'attestation-object-malformed', bytes, () =>
      decodeAttestationObject(bytes),
    );
    ledger.pass(steps.attestationObject, bytes);
    // steps 14 to 28
    const { rawId, clientExtensionResults } = response;
    const parts = {
      ...object,
      clientDataHash,
      rpId: expected.rpId,
      rawId,
      ...(clientExtensionResults === undefined ? {} : { clientExtensionResults }),
    };
    return { ...judgeAttestation(ledger, parts, expected), origin: clientData.origin };
  });
}

function checkArguments({ response, expected }: RegistrationInput): void {
  const place = 'verifyRegistration:';
  requireObject(response, `${place} response`);
  requireObject(expected, `${place} expected`);
  if (response.id !== undefined) requireText(response.id, `${place} response.id`);
  requireBytes(response.rawId, `${place} response.rawId`);
  requireBytes(response.clientDataJSON, `${place} response.clientDataJSON`);
  requireBytes(response.attestationObject, `${place} response.attestationObject`);
  requireBytes(expected.challenge, `${place} expected.challenge`);
  requireArray(expected.origins, `${place} expected.origins`);
  requireText(expected.rpId, `${place} expected.rpId`);
  if (expected.pubKeyCredParams !== undefined)
    requireArray(expected.pubKeyCredParams, `${place} expected.pubKeyCredParams`);
}
