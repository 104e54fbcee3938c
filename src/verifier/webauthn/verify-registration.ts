import { decodeAttestationObject } from '../../codec/attestation-object.ts';
import { sha256 } from '../../crypto/hash.ts';
import { checkAttestationExpectations, checkClientDataExpectations, checkProfile } from './check-expectations.ts';
import { requireBytes, requireObject, requireText } from './check-input.ts';
import { judgeClientData } from './client-data.ts';
import { isRegistrationInBytes, readRegistration } from './from-json.ts';
import type { RegistrationInput, RegistrationJsonInput } from './input.ts';
import { judgeAttestation } from './judge-attestation.ts';
import { Ledger, ruling } from './ledger.ts';
import { judgePresented } from './presented-credential.ts';
import { strict } from './profile.ts';
import { registrationSteps as steps } from './registration-steps.ts';
import type { RegistrationVerdict } from './verdict.ts';

/**
 * Verifies a registration by every step of WebAuthn Level 3 section 7.1, its response in bytes or in JSON. Whatever the
 * response is, it ends in a verdict; throws `TypeError` on other arguments of the wrong type.
 */
export function verifyRegistration(input: RegistrationInput | RegistrationJsonInput): RegistrationVerdict {
  checkProfile(input.profile, 'verifyRegistration:');
  return verifyRegistrationBy(new Ledger(input.profile ?? strict), input);
}

/** `verifyRegistration` by a ledger of the caller's, whose profile counts; the seam for verifiers with faults. */
export function verifyRegistrationBy(
  ledger: Ledger,
  input: RegistrationInput | RegistrationJsonInput,
): RegistrationVerdict {
  return ruling(ledger, () => {
    const read = isRegistrationInBytes(input) ? input : readRegistration(ledger, input);
    checkArguments(read);
    const { response, expected } = read;
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
    const accepted = judgeAttestation(ledger, parts, expected);
    const { transports } = response;
    const credential = transports === undefined ? accepted.credential : { ...accepted.credential, transports };
    return { ...accepted, credential, origin: clientData.origin };
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
  checkClientDataExpectations(expected, `${place} expected`);
  requireText(expected.rpId, `${place} expected.rpId`);
  checkAttestationExpectations(expected, `${place} expected`);
}
