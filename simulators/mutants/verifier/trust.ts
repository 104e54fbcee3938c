import { equalBytes } from '../../../src/bytes/bytes.ts';
import { decodeAttestationObject } from '../../../src/codec/attestation-object.ts';
import { type Certificate, decodeCertificate } from '../../../src/verifier/webauthn/certificate.ts';
import type { AssertionInput, RegistrationInput } from '../../../src/verifier/webauthn/input.ts';
import { registrationSteps } from '../../../src/verifier/webauthn/registration-steps.ts';
import { both, forgets, forgetsWhen, registersAs, tried } from './twists.ts';
import { refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

const { trustworthy, certificateValidity } = registrationSteps;

/** Faults over the path from an attestation certificate to a root that is trusted. */
export const trustMutants: readonly VerifierMutant[] = [
  trustMutant({
    id: 'verifier.trusts-everybody',
    fault: 'Follows no path of certificates, although it was told roots.',
    caughtBy: ['untrusted-authority', 'foreign-authority', 'leaf-signature', 'intermediate-missing'],
    twist: forgets(trustworthy),
  }),
  trustMutant({
    id: 'verifier.trusts-roots-in-x5c',
    fault: 'Takes a root that x5c brings along for one that it was told.',
    caughtBy: ['foreign-root-in-x5c'],
    twist: registersAs((input) => {
      const last = pathOf(input).at(-1);
      const { attestation } = input.expected;
      if (last === undefined || !equalBytes(last.subject, last.issuer)) return input;
      const anchors = [...(attestation?.anchors ?? []), last.der];
      return { ...input, expected: { ...input.expected, attestation: { ...attestation, anchors } } };
    }),
  }),
  trustMutant({
    id: 'verifier.trusts-names-of-roots',
    fault: 'Follows the signatures within x5c, and of its root compares the name only.',
    caughtBy: ['foreign-authority'],
    twist: trustsWhere((path, anchors) => isSigned(path) && anchors.some((anchor) => isNamedBy(path.at(-1), anchor))),
  }),
  trustMutant({
    id: 'verifier.verifies-no-certificate',
    fault: 'Follows names from certificate to certificate and verifies none of their signatures.',
    caughtBy: ['leaf-signature', 'leaf-by-foreign-intermediate', 'intermediate-signature', 'foreign-authority'],
    twist: trustsWhere((path, anchors) => {
      const links = [...path, ...anchors.filter((anchor) => isNamedBy(path.at(-1), anchor)).slice(0, 1)];
      return links.length > path.length && path.every((certificate, at) => isNamedBy(certificate, links[at + 1]));
    }),
  }),
  trustMutant({
    id: 'verifier.looks-for-the-root-only',
    fault: 'Is content where x5c ends with a root that it was told, or with what that root signed.',
    caughtBy: ['true-root-behind-foreign', 'leaf-by-foreign-intermediate'],
    twist: trustsWhere((path, anchors) => {
      const last = path.at(-1);
      return anchors.some(
        (anchor) => last !== undefined && (equalBytes(anchor.der, last.der) || isSignedBy(last, anchor)),
      );
    }),
  }),
  trustMutant({
    id: 'verifier.lets-anybody-issue',
    fault: 'Follows signatures and names, and does not look whether who signed is a CA.',
    caughtBy: ['intermediate-no-ca', 'intermediate-without-basic-constraints', 'path-too-long'],
    twist: trustsWhere((path, anchors) => {
      const anchor = anchors.find(
        (candidate) => isNamedBy(path.at(-1), candidate) && isSignedBy(path.at(-1), candidate),
      );
      return (
        anchor !== undefined &&
        isSigned(path) &&
        path.every((certificate, at) => isNamedBy(certificate, path[at + 1] ?? anchor))
      );
    }),
  }),
  trustMutant({
    id: 'verifier.forgets-validity',
    fault: 'Does not look whether certificates are within their validity.',
    caughtBy: ['leaf-expired', 'leaf-not-yet-valid', 'intermediate-expired'],
    twist: forgets(certificateValidity),
  }),
  trustMutant({
    id: 'verifier.looks-at-the-end-of-validity-only',
    fault: 'Takes certificates that are not valid yet.',
    caughtBy: ['leaf-not-yet-valid', 'intermediate-not-yet-valid'],
    twist: forgetsWhen(certificateValidity, (input) => {
      const atMs = attestationOf(input)?.atMs ?? 0;
      return pathOf(input).every(({ notAfterMs }) => atMs <= notAfterMs);
    }),
  }),
  trustMutant({
    id: 'verifier.looks-at-the-validity-of-leaves-only',
    fault: 'Takes a path through an intermediate certificate that has expired.',
    caughtBy: ['intermediate-expired', 'intermediate-not-yet-valid'],
    twist: forgetsWhen(certificateValidity, (input) => {
      const atMs = attestationOf(input)?.atMs ?? 0;
      return pathOf(input)
        .slice(0, 1)
        .every(({ notBeforeMs, notAfterMs }) => notBeforeMs <= atMs && atMs <= notAfterMs);
    }),
  }),
  trustMutant({
    id: 'verifier.forgets-revocation',
    fault: 'Consults no revocation list, although it was told some.',
    caughtBy: ['leaf-revoked'],
    twist: registersAs((input) => {
      const { revocation: _forgotten, ...attestation } = input.expected.attestation ?? {};
      return { ...input, expected: { ...input.expected, attestation } };
    }),
  }),
];

/** Paths are the relying party's policy: a fault over them breaks a SHOULD. */
function trustMutant(definition: Omit<VerifierMutant, 'level'>): VerifierMutant {
  const caughtBy = refusesRegistration(...definition.caughtBy.map((spoil) => `chain.${spoil}`));
  return verifierMutant({ ...definition, level: 'SHOULD', caughtBy });
}

function trustsWhere(
  isTrusted: (path: readonly Certificate[], anchors: readonly Certificate[]) => boolean,
): VerifierMutant['twist'] {
  const looks = (input: RegistrationInput | AssertionInput): boolean => {
    const anchors = attestationOf(input)?.anchors ?? [];
    const path = pathOf(input);
    return (
      path.length > 0 &&
      isTrusted(
        path,
        anchors.map((der) => decodeCertificate(der, 'anchors')),
      )
    );
  };
  return both(forgetsWhen(trustworthy, looks));
}

function attestationOf(input: RegistrationInput | AssertionInput): RegistrationInput['expected']['attestation'] {
  return 'attestation' in input.expected ? input.expected.attestation : undefined;
}

/** The certificates of x5c, the leaf first; none where there are none that can be read. */
function pathOf(input: RegistrationInput | AssertionInput): readonly Certificate[] {
  const { response } = input;
  if (!('attestationObject' in response)) return [];
  const path = tried(() => {
    const { attStmt } = decodeAttestationObject(response.attestationObject);
    const x5c = attStmt instanceof Map ? attStmt.get('x5c') : undefined;
    if (!Array.isArray(x5c)) return [];
    return x5c.flatMap((der) => (der instanceof Uint8Array ? [decodeCertificate(der, 'x5c')] : []));
  });
  return path ?? [];
}

function isSigned(path: readonly Certificate[]): boolean {
  return path.every((certificate, at) => path[at + 1] === undefined || isSignedBy(certificate, path[at + 1]));
}

function isSignedBy(certificate: Certificate | undefined, issuer: Certificate | undefined): boolean {
  if (certificate === undefined || issuer === undefined) return false;
  try {
    return certificate.x509.verify(issuer.publicKey);
  } catch (error) {
    // node:crypto throws where the signature's algorithm does not fit the key
    if (error instanceof Error) return false;
    throw error;
  }
}

function isNamedBy(certificate: Certificate | undefined, issuer: Certificate | undefined): boolean {
  return certificate !== undefined && issuer !== undefined && equalBytes(certificate.issuer, issuer.subject);
}
