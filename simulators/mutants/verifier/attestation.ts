import { fidoU2fSteps } from '../../../src/verifier/webauthn/formats/fido-u2f.ts';
import { noneSteps } from '../../../src/verifier/webauthn/formats/none.ts';
import { packedSteps } from '../../../src/verifier/webauthn/formats/packed.ts';
import { formats } from '../../../src/verifier/webauthn/formats.ts';
import { both, forgets, registersAs, withObject } from './twists.ts';
import { refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults over attestation objects, and over statements of none, packed and fido-u2f. */
export const attestationMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.looks-at-no-attestation',
    fault: 'Takes every attestation statement for none, whatever was asked for.',
    caughtBy: refusesRegistration(
      'attestation.sig-missing',
      'attestation.signature-zeros',
      'attestation.format-of-another',
    ),
    twist: registersAs((input) => withObject(input, ({ authData }) => ({ fmt: 'none', attStmt: new Map(), authData }))),
  }),
  verifierMutant({
    id: 'verifier.takes-unknown-formats-for-none',
    fault: 'Takes a statement of a format that it does not know for none.',
    caughtBy: refusesRegistration('attestation.format-unknown', 'attestation.format-upper-case'),
    twist: registersAs((input) =>
      withObject(input, (object) =>
        formats.has(object.fmt) ? object : { ...object, fmt: 'none', attStmt: new Map() },
      ),
    ),
  }),
  verifierMutant({
    id: 'verifier.takes-none-with-statement',
    fault: 'Does not look whether the statement of none is empty.',
    caughtBy: refusesRegistration('attestation.none-with-member', 'attestation.format-none-over-statement'),
    twist: forgets(noneSteps.syntax),
  }),
  verifierMutant({
    id: 'verifier.takes-further-members-of-statements',
    fault: 'Takes members of a statement that its format does not have.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('attestation.extra-member'),
    twist: forgets(packedSteps.syntax, fidoU2fSteps.syntax),
  }),
  verifierMutant({
    id: 'verifier.forgets-packed-signature',
    fault: 'Does not verify the signature of a packed statement that has certificates.',
    caughtBy: refusesRegistration(
      'attestation.signature-last-bit',
      'attestation.certificate-key-other',
      'attestation.signature-over-other-hash',
    ),
    twist: forgets(packedSteps.signature),
  }),
  verifierMutant({
    id: 'verifier.forgets-self-signature',
    fault: 'Does not verify the signature of self attestation.',
    caughtBy: refusesRegistration('attestation.self-by-another-key', 'attestation.signature-without-hash'),
    twist: forgets(packedSteps.selfSignature),
  }),
  verifierMutant({
    id: 'verifier.forgets-self-algorithm',
    fault: 'Does not compare the algorithm of self attestation with that of the credential.',
    caughtBy: refusesRegistration('attestation.self-algorithm-same-key'),
    twist: forgets(packedSteps.selfAlgorithm),
  }),
  verifierMutant({
    id: 'verifier.takes-lost-certificates-for-self-attestation',
    fault: 'Takes a packed statement without certificates for self attestation, whoever signed it.',
    caughtBy: refusesRegistration('attestation.x5c-removed'),
    twist: forgets(packedSteps.selfSignature, packedSteps.selfAlgorithm),
  }),
  verifierMutant({
    id: 'verifier.forgets-u2f-signature',
    fault: 'Does not verify the signature of a fido-u2f statement.',
    caughtBy: refusesRegistration('fido-u2f.signature-over-other-id', 'fido-u2f.signature-over-authentication'),
    twist: forgets(fidoU2fSteps.signature),
  }),
  verifierMutant({
    id: 'verifier.takes-several-u2f-certificates',
    fault: 'Looks at the first certificate of a fido-u2f statement, however many follow.',
    caughtBy: refusesRegistration('fido-u2f.two-certificates'),
    twist: forgets(fidoU2fSteps.single),
  }),
  verifierMutant({
    id: 'verifier.takes-u2f-aaguid',
    fault: 'Takes a fido-u2f statement with an AAGUID other than zero.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('fido-u2f.aaguid'),
    twist: forgets(fidoU2fSteps.aaguid),
  }),
  verifierMutant({
    id: 'verifier.forgets-u2f-curve',
    fault: 'Does not look at the curve of the key in a fido-u2f certificate.',
    caughtBy: refusesRegistration('fido-u2f.certificate-p384'),
    twist: both(forgets(fidoU2fSteps.certificateKey), forgets(fidoU2fSteps.signature)),
  }),
];
