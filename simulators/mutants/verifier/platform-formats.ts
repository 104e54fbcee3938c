import { androidKeySteps } from '../../../src/verifier/webauthn/formats/android-key.ts';
import { safetyNetSteps } from '../../../src/verifier/webauthn/formats/android-safetynet.ts';
import { appleSteps } from '../../../src/verifier/webauthn/formats/apple.ts';
import { forgets, registersAs, withObject } from './twists.ts';
import { refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults over statements of android-key, android-safetynet, apple and compound. */
export const platformFormatMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.forgets-android-challenge',
    fault: 'Does not compare the challenge in an Android key description.',
    caughtBy: refusesRegistration('android-key.challenge-other'),
    twist: forgets(androidKeySteps.challenge),
  }),
  verifierMutant({
    id: 'verifier.forgets-android-signature',
    fault: 'Does not verify the signature of an android-key statement.',
    caughtBy: refusesRegistration('attestation.signature-last-bit'),
    twist: forgets(androidKeySteps.signature),
  }),
  verifierMutant({
    id: 'verifier.forgets-android-key',
    fault: 'Does not look whether an Android certificate is of the credential public key.',
    caughtBy: refusesRegistration('android-key.credential-key-other'),
    twist: forgets(androidKeySteps.publicKey),
  }),
  verifierMutant({
    id: 'verifier.takes-android-keys-of-all-applications',
    fault: 'Takes an Android key that every application may use.',
    caughtBy: refusesRegistration('android-key.all-applications'),
    twist: forgets(androidKeySteps.allApplications),
  }),
  verifierMutant({
    id: 'verifier.takes-imported-android-keys',
    fault: 'Takes an Android key that was not made in the keystore.',
    caughtBy: refusesRegistration('android-key.origin-imported'),
    twist: forgets(androidKeySteps.origin),
  }),
  verifierMutant({
    id: 'verifier.forgets-android-purpose',
    fault: 'Takes an Android key of any purpose.',
    caughtBy: refusesRegistration('android-key.purpose-verify', 'android-key.purpose-empty'),
    twist: forgets(androidKeySteps.purpose),
  }),
  verifierMutant({
    id: 'verifier.forgets-safetynet-nonce',
    fault: 'Does not compare the nonce of a SafetyNet response.',
    caughtBy: refusesRegistration('android-safetynet.nonce-other'),
    twist: forgets(safetyNetSteps.nonce),
  }),
  verifierMutant({
    id: 'verifier.forgets-safetynet-signature',
    fault: 'Does not verify the signature of a SafetyNet response.',
    caughtBy: refusesRegistration('android-safetynet.signature'),
    twist: forgets(safetyNetSteps.signature),
  }),
  verifierMutant({
    id: 'verifier.forgets-safetynet-host',
    fault: 'Takes a SafetyNet response of any host.',
    caughtBy: refusesRegistration('android-safetynet.host-other'),
    twist: forgets(safetyNetSteps.host),
  }),
  verifierMutant({
    id: 'verifier.takes-tampered-devices',
    fault: 'Does not look at ctsProfileMatch of a SafetyNet response.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('android-safetynet.cts-profile-mismatch'),
    twist: forgets(safetyNetSteps.integrity),
  }),
  verifierMutant({
    id: 'verifier.forgets-apple-nonce',
    fault: 'Does not compare the nonce in a certificate of Apple.',
    caughtBy: refusesRegistration('apple.nonce-other'),
    twist: forgets(appleSteps.nonce),
  }),
  verifierMutant({
    id: 'verifier.forgets-apple-key',
    fault: 'Does not look whether a certificate of Apple is of the credential public key.',
    caughtBy: refusesRegistration('apple.certificate-key-other'),
    twist: forgets(appleSteps.publicKey),
  }),
  verifierMutant({
    id: 'verifier.looks-at-the-first-part',
    fault: 'Verifies the first part of a compound statement only.',
    caughtBy: refusesRegistration('compound.last-part-broken', 'compound.one-part'),
    twist: registersAs((input) =>
      withObject(input, (object) => {
        const { fmt, attStmt } = object;
        const [first] = fmt === 'compound' && Array.isArray(attStmt) ? attStmt : [];
        const name = first instanceof Map ? first.get('fmt') : undefined;
        const statement = first instanceof Map ? first.get('attStmt') : undefined;
        if (typeof name !== 'string' || statement === undefined) return object;
        return { ...object, fmt: name, attStmt: statement as typeof attStmt };
      }),
    ),
  }),
  verifierMutant({
    id: 'verifier.is-content-with-one-part',
    fault: 'Takes a compound statement of which one part verifies, and passes over the others.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('compound.part-broken', 'compound.part-format-unknown', 'compound.last-part-broken'),
    twist: registersAs((input) => {
      const attestation = {
        ...input.expected.attestation,
        compound: { required: 1, unknownParts: 'ignored' },
      } as const;
      return { ...input, expected: { ...input.expected, attestation } };
    }),
  }),
  verifierMutant({
    id: 'verifier.takes-old-safetynet-responses',
    fault: 'Does not look when a SafetyNet response was made.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('android-safetynet.timestamp-old', 'android-safetynet.timestamp-future'),
    twist: forgets(safetyNetSteps.timestamp),
  }),
];
