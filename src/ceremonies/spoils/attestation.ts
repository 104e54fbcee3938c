import { concat, utf8 } from '../../bytes/bytes.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import type { RegistrationSpoil } from '../spoil.ts';
import { attestationSpoil, clause, memberRemoved, memberSet } from './altered.ts';

const certifiedKinds = ['packed-x5c', 'fido-u2f', 'tpm', 'android-key', 'apple'] as const;
const algorithmKinds = ['packed-self', 'packed-x5c', 'tpm', 'android-key'] as const;
const signedKinds = [...algorithmKinds, 'fido-u2f'] as const;

const algorithmSyntax = [clause('8.2', '1'), clause('8.3'), clause('8.4')];
const signedSyntax = [...algorithmSyntax, clause('8.6', '1')];
const certifiedSyntax = [...signedSyntax, clause('8.6', '2'), clause('8.8', '1')];
const certifiedCertificates = [
  clause('8.2', '1'),
  clause('8.2', '2'),
  clause('8.3'),
  clause('8.4'),
  clause('8.6', '1'),
  clause('8.6', '2'),
  clause('8.8', '1'),
  clause('8.8', '4'),
];

/** Statements against their format's syntax, and attestation objects whose `fmt` is not that of the statement. */
export const attestationSpoils: readonly RegistrationSpoil[] = [
  attestationSpoil(
    'attestation.algorithm-other',
    'alg names an algorithm that the attestation key does not have',
    [clause('8.2', '2'), clause('8.3'), clause('8.4')],
    { statement: memberSet('alg', (sound) => otherAlgorithm(sound.get('alg'))) },
    { kinds: ['packed-x5c', 'tpm', 'android-key'] },
  ),
  attestationSpoil(
    'attestation.algorithm-unknown',
    'alg names no algorithm',
    [clause('8.2', '2'), clause('8.2', '3'), clause('8.3'), clause('8.4')],
    { statement: memberSet('alg', 32123) },
    { kinds: algorithmKinds },
  ),
  attestationSpoil(
    'attestation.algorithm-missing',
    'the statement has no alg',
    algorithmSyntax,
    { statement: memberRemoved('alg') },
    { kinds: algorithmKinds },
  ),
  attestationSpoil(
    'attestation.algorithm-text',
    'alg is a text',
    algorithmSyntax,
    { statement: memberSet('alg', 'ES256') },
    { kinds: algorithmKinds },
  ),
  attestationSpoil(
    'attestation.sig-missing',
    'the statement has no sig',
    signedSyntax,
    { statement: memberRemoved('sig') },
    { kinds: signedKinds },
  ),
  attestationSpoil(
    'attestation.sig-text',
    'sig is a text',
    signedSyntax,
    { statement: memberSet('sig', 'a signature') },
    { kinds: signedKinds },
  ),
  attestationSpoil(
    'attestation.extra-member',
    'the statement has a member that its format does not have',
    [...signedSyntax, clause('8.5'), clause('8.8', '1')],
    { statement: memberSet('extra', true) },
    { kinds: [...signedKinds, 'apple', 'android-safetynet'] },
    // CDDL closes these maps, but many a reader takes the members it knows and leaves the rest.
    'SHOULD',
  ),
  attestationSpoil(
    'attestation.ecdaa-key',
    'the statement names an ECDAA key, which Level 2 took out',
    [clause('8.2', '1'), clause('8.3')],
    { statement: memberSet('ecdaaKeyId', utf8('an ECDAA key')) },
    { kinds: ['packed-self', 'packed-x5c', 'tpm'] },
    'SHOULD',
  ),
  attestationSpoil(
    'attestation.x5c-missing',
    'the statement has no x5c',
    [clause('8.3'), clause('8.4'), clause('8.6', '1'), clause('8.8', '1')],
    { statement: memberRemoved('x5c') },
    { kinds: ['tpm', 'android-key', 'fido-u2f', 'apple'] },
  ),
  attestationSpoil(
    'attestation.x5c-removed',
    'the statement has no x5c, and sig is not by the credential key',
    [clause('8.2', '3')],
    { statement: memberRemoved('x5c') },
    { kinds: ['packed-x5c'] },
  ),
  attestationSpoil(
    'attestation.x5c-empty',
    'x5c is an empty array',
    certifiedSyntax,
    { statement: memberSet('x5c', []) },
    { kinds: certifiedKinds },
  ),
  attestationSpoil(
    'attestation.x5c-bytes',
    'x5c is a byte string, not an array',
    certifiedSyntax,
    {
      statement: memberSet('x5c', (sound) => {
        const x5c = sound.get('x5c');
        return Array.isArray(x5c) ? (x5c[0] ?? null) : null;
      }),
    },
    { kinds: certifiedKinds },
  ),
  attestationSpoil(
    'attestation.x5c-text',
    'x5c holds the certificates as text',
    certifiedSyntax,
    { statement: memberSet('x5c', ['a certificate']) },
    { kinds: certifiedKinds },
  ),
  attestationSpoil(
    'attestation.x5c-no-certificate',
    'the first element of x5c is no certificate',
    certifiedCertificates,
    { certificates: ([, ...others]) => [utf8('not a certificate'), ...others] },
    { kinds: certifiedKinds },
  ),
  attestationSpoil(
    'attestation.x5c-bytes-after-certificate',
    'a byte follows the certificate within the first element of x5c',
    certifiedCertificates,
    { certificates: ([leaf, ...others]) => [concat(leaf!, Uint8Array.of(0)), ...others] },
    { kinds: certifiedKinds },
    'SHOULD',
  ),
  attestationSpoil(
    'attestation.x5c-truncated-certificate',
    'the first element of x5c lacks its last byte',
    certifiedCertificates,
    { certificates: ([leaf, ...others]) => [leaf!.subarray(0, -1), ...others] },
    { kinds: certifiedKinds },
  ),
  attestationSpoil(
    'attestation.statement-array',
    'attStmt is an array where its format has a map',
    [clause('7.1', '13'), clause('7.1', '22')],
    { statement: () => [] },
    { kinds: ['none', ...signedKinds, 'apple', 'android-safetynet'] },
  ),
  attestationSpoil(
    'attestation.none-with-member',
    'a none statement has a member',
    [clause('8.7')],
    { statement: memberSet('alg', coseAlgorithm.ES256) },
    { kinds: ['none'] },
  ),
  attestationSpoil(
    'attestation.format-unknown',
    'fmt is of a format that nobody defined',
    [clause('7.1', '21'), clause('7.1', '13')],
    { attestationObject: (sound) => new Map(sound).set('fmt', 'packed2') },
  ),
  attestationSpoil(
    'attestation.format-upper-case',
    'fmt is written in upper case',
    // an array in a statement whose format is not compound may end the reading of the object
    [clause('7.1', '21'), clause('7.1', '13')],
    { attestationObject: (sound) => new Map(sound).set('fmt', String(sound.get('fmt')).toUpperCase()) },
  ),
  attestationSpoil('attestation.format-missing', 'the attestation object has no fmt', [clause('7.1', '13')], {
    attestationObject: memberRemoved('fmt'),
  }),
  attestationSpoil('attestation.format-integer', 'fmt is a number', [clause('7.1', '13')], {
    attestationObject: (sound) => new Map(sound).set('fmt', 1),
  }),
  attestationSpoil(
    'attestation.format-none-over-statement',
    'fmt is none, and the statement is not empty',
    [clause('8.7'), clause('7.1', '22')],
    { attestationObject: (sound) => new Map(sound).set('fmt', 'none') },
    { kinds: [...signedKinds, 'apple', 'android-safetynet'] },
  ),
  attestationSpoil(
    'attestation.format-packed-over-nothing',
    'fmt is packed, and the statement is empty',
    [clause('8.2', '1')],
    { attestationObject: (sound) => new Map(sound).set('fmt', 'packed') },
    { kinds: ['none'] },
  ),
  attestationSpoil(
    'attestation.format-of-another',
    'fmt is fido-u2f, and the statement is of another format',
    [clause('8.6', '1')],
    { attestationObject: (sound) => new Map(sound).set('fmt', 'fido-u2f') },
    { kinds: ['packed-x5c', 'packed-self', 'tpm', 'android-key', 'apple'] },
  ),
  attestationSpoil(
    'attestation.format-packed-over-u2f',
    'fmt is packed, and the statement is of fido-u2f',
    [clause('8.2', '1')],
    { attestationObject: (sound) => new Map(sound).set('fmt', 'packed') },
    { kinds: ['fido-u2f'] },
  ),
];

function otherAlgorithm(alg: unknown): number {
  return alg === coseAlgorithm.ES384 ? coseAlgorithm.ES256 : coseAlgorithm.ES384;
}
