import { coseAlgorithm } from '../codec/cose-key.ts';
import { ceremonyAlgorithms } from '../crypto/signing-key.ts';
import type { AttestationKind, RegistrationVariant } from './variant.ts';

const { ES256, ES384, ES512, RS1, RS256 } = coseAlgorithm;

const limited: Readonly<Partial<Record<AttestationKind, readonly number[]>>> = {
  'fido-u2f': [ES256],
  apple: [ES256],
  tpm: [ES256, ES384, ES512, RS256],
  'android-key': [ES256, RS256],
};

/** The algorithms that a credential key can have under that attestation: those that its statement can express, or all that can sign. */
export function algorithmsOf(kind: AttestationKind): readonly number[] {
  // RS1 is for the signatures of old TPMs, never for a credential.
  return limited[kind] ?? ceremonyAlgorithms.filter((alg) => alg !== RS1);
}

/** A sound registration as most are: packed by an attestation key, ES256, verified user, not eligible for backup, counter 1. */
export function soundVariant(overrides: Partial<RegistrationVariant> = {}): RegistrationVariant {
  return {
    attestation: 'packed-x5c',
    alg: ES256,
    userVerified: true,
    backupEligible: false,
    backupState: false,
    signCount: 1,
    credentialIdLength: 32,
    ...overrides,
  };
}
