import { coseAlgorithm, encodeCoseKey } from '../../codec/cose-key.ts';
import type { RegistrationSpoil } from '../spoil.ts';
import { attestationSpoil, certificateChanged, clause, flipped } from './altered.ts';
import { otherKey, otherPublicKeyInfo, otherRsaKeyInfo } from './other-key.ts';

const needs = { kinds: ['fido-u2f'] } as const;

/** Statements of fido-u2f against section 8.6. */
export const fidoU2fSpoils: readonly RegistrationSpoil[] = [
  attestationSpoil(
    'fido-u2f.two-certificates',
    'x5c holds two certificates',
    [clause('8.6', '1'), clause('8.6', '2')],
    { certificates: (sound) => [...sound, ...sound] },
    needs,
  ),
  attestationSpoil(
    'fido-u2f.certificate-p384',
    'the certificate has a key on P-384',
    [clause('8.6', '2')],
    certificateChanged('leaf', () => ({ publicKey: otherPublicKeyInfo(coseAlgorithm.ES384) })),
    needs,
  ),
  attestationSpoil(
    'fido-u2f.certificate-rsa',
    'the certificate has an RSA key',
    [clause('8.6', '2')],
    certificateChanged('leaf', () => ({ publicKey: otherRsaKeyInfo() })),
    needs,
  ),
  attestationSpoil(
    'fido-u2f.aaguid',
    'the AAGUID of the credential is not zero',
    [{ document: 'CTAP 2.3', section: '10.2' }],
    {
      authenticatorData: (sound) =>
        sound.attested === undefined
          ? sound
          : { ...sound, attested: { ...sound.attested, aaguid: new Uint8Array(16).fill(0x11) } },
    },
    needs,
    'SHOULD',
  ),
  attestationSpoil(
    'fido-u2f.credential-key-p384',
    'the credential key is on P-384',
    [clause('8.6', '4'), clause('7.1', '20')],
    { publicKey: () => encodeCoseKey(otherKey(coseAlgorithm.ES384).publicKey) },
    needs,
  ),
  attestationSpoil(
    'fido-u2f.credential-key-ed25519',
    'the credential key is on Ed25519',
    [clause('8.6', '4'), clause('7.1', '20')],
    { publicKey: () => encodeCoseKey(otherKey(coseAlgorithm.EdDSA).publicKey) },
    needs,
  ),
  attestationSpoil(
    'fido-u2f.signature-without-reserved-byte',
    'the signature is over the registration data without its first byte',
    [clause('8.6', '6')],
    { signedBytes: (sound) => sound.subarray(1) },
    needs,
  ),
  attestationSpoil(
    'fido-u2f.signature-over-authentication',
    'the signature is over data that begins as an authentication does',
    [clause('8.6', '6')],
    { signedBytes: (sound) => flipped(sound, 0) },
    needs,
  ),
  attestationSpoil(
    'fido-u2f.signature-over-other-key',
    'the signature is over another credential key',
    [clause('8.6', '6')],
    { signedBytes: (sound) => flipped(sound, -1) },
    needs,
  ),
  attestationSpoil(
    'fido-u2f.signature-over-other-id',
    'the signature is over another credential id',
    [clause('8.6', '6')],
    { signedBytes: (sound) => flipped(sound, 1 + 32 + 32) },
    needs,
  ),
];
