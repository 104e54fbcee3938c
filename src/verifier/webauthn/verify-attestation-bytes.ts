import { decodeAttestationObject } from '../../codec/attestation-object.ts';
import { checkAttestationExpectations, checkProfile } from './check-expectations.ts';
import { requireBytes, requireObject, requireText } from './check-input.ts';
import type { AttestationBytesInput } from './input.ts';
import { type AttestationParts, judgeAttestation } from './judge-attestation.ts';
import { Ledger, ruling } from './ledger.ts';
import { strict } from './profile.ts';
import { registrationSteps } from './registration-steps.ts';
import type { AttestationVerdict } from './verdict.ts';

/**
 * The authenticator-level steps of a registration (WebAuthn Level 3 section 7.1 steps 13 to 28), judged with the hash of
 * client data alone, as a key is judged. Any bytes end in a verdict; throws `TypeError` on arguments of the wrong type.
 */
export function verifyAttestationBytes(input: AttestationBytesInput): AttestationVerdict {
  requireBytes(input.clientDataHash, 'verifyAttestationBytes: clientDataHash');
  requireText(input.rpId, 'verifyAttestationBytes: rpId');
  if ('attestationObject' in input) {
    requireBytes(input.attestationObject, 'verifyAttestationBytes: attestationObject');
  } else {
    requireText(input.fmt, 'verifyAttestationBytes: fmt');
    requireBytes(input.authData, 'verifyAttestationBytes: authData');
  }
  if (input.expected !== undefined) {
    requireObject(input.expected, 'verifyAttestationBytes: expected');
    checkAttestationExpectations(input.expected, 'verifyAttestationBytes: expected');
  }
  checkProfile(input.profile, 'verifyAttestationBytes:');
  const ledger = new Ledger(input.profile ?? strict);
  return ruling(ledger, () => judgeAttestation(ledger, partsOf(ledger, input), input.expected ?? {}));
}

function partsOf(ledger: Ledger, input: AttestationBytesInput): AttestationParts {
  const { clientDataHash, rpId } = input;
  if (!('attestationObject' in input)) {
    ledger.skip(registrationSteps.attestationObject);
    return { fmt: input.fmt, attStmt: input.attStmt, authData: input.authData, clientDataHash, rpId };
  }
  const bytes = input.attestationObject;
  const object = ledger.read(registrationSteps.attestationObject, 'attestation-object-malformed', bytes, () =>
    decodeAttestationObject(bytes),
  );
  ledger.pass(registrationSteps.attestationObject, bytes);
  return { ...object, clientDataHash, rpId };
}
