import { concat } from '../../bytes/bytes.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import { fromBigInt, p256, toBigInt } from '../../crypto/curves.ts';
import { decodeEcdsaDer, encodeEcdsaDer } from '../../crypto/der.ts';
import { der, derTag, sequence, unsigned } from '../der.ts';
import type { RegistrationSpoil } from '../spoil.ts';
import { attestationSpoil, certificateChanged, clause, flipped } from './altered.ts';
import { otherPoint, otherPublicKeyInfo } from './other-key.ts';

const signedKinds = ['packed-self', 'packed-x5c', 'fido-u2f', 'android-key', 'tpm'] as const;
const signedSteps = [clause('8.2', '2'), clause('8.2', '3'), clause('8.6', '6'), clause('8.4'), clause('8.3')];
/** Their signatures are ES256 where the credential key is. */
const ecdsaNeeds = {
  kinds: ['packed-self', 'packed-x5c', 'fido-u2f', 'android-key'],
  algorithms: [coseAlgorithm.ES256],
} as const;
const ecdsaSteps = signedSteps.slice(0, 4);

type Pair = ReturnType<typeof decodeEcdsaDer>;

/** Attestation signatures that are not by the key, not over the bytes, or not in the form that they must have. */
export const attestationSignatureSpoils: readonly RegistrationSpoil[] = [
  ...[
    ['signature-first-bit', 'a bit of the first byte of the attestation signature is turned over', 0] as const,
    ['signature-last-bit', 'the last bit of the attestation signature is turned over', -1] as const,
  ].map(([id, says, at]) =>
    attestationSpoil(
      `attestation.${id}`,
      says,
      signedSteps,
      { signature: (sound) => flipped(sound, at) },
      { kinds: signedKinds },
    ),
  ),
  attestationSpoil(
    'attestation.signature-over-other-data',
    'the attestation signature is over other authenticator data',
    signedSteps,
    { signedBytes: (sound) => flipped(sound, 1) },
    { kinds: signedKinds },
  ),
  attestationSpoil(
    'attestation.signature-over-other-hash',
    'the attestation signature is over another hash of client data',
    [clause('8.2', '2'), clause('8.2', '3'), clause('8.4')],
    { signedBytes: (sound) => flipped(sound, -1) },
    { kinds: ['packed-self', 'packed-x5c', 'android-key'] },
  ),
  attestationSpoil(
    'attestation.signature-without-hash',
    'the attestation signature is over authenticator data alone',
    [clause('8.2', '2'), clause('8.2', '3'), clause('8.4')],
    { signedBytes: (sound) => sound.subarray(0, -32) },
    { kinds: ['packed-self', 'packed-x5c', 'android-key'] },
  ),
  attestationSpoil(
    'attestation.signature-empty',
    'the attestation signature is empty',
    signedSteps,
    { signature: () => new Uint8Array(0) },
    { kinds: signedKinds },
  ),
  attestationSpoil(
    'attestation.signature-zeros',
    'the attestation signature is of zeros',
    signedSteps,
    { signature: (sound) => new Uint8Array(sound.length) },
    { kinds: signedKinds },
  ),
  attestationSpoil(
    'attestation.signature-truncated',
    'the attestation signature lacks its last byte',
    signedSteps,
    { signature: (sound) => sound.subarray(0, -1) },
    { kinds: signedKinds },
  ),
  attestationSpoil(
    'attestation.signature-trailing-byte',
    'a byte follows the attestation signature',
    signedSteps,
    { signature: (sound) => concat(sound, Uint8Array.of(0)) },
    { kinds: signedKinds },
    // Readers of BER find the same two numbers: section 6.5.5 binds whoever encodes them.
    'SHOULD',
  ),
  ecdsaSpoil('raw', 'the attestation signature is r and s side by side, not DER', ({ r, s }) =>
    concat(padded(r), padded(s)),
  ),
  ecdsaSpoil('zero-r', 'r of the attestation signature is zero', ({ s }) => encodeEcdsaDer({ r: Uint8Array.of(0), s })),
  ecdsaSpoil('zero-s', 's of the attestation signature is zero', ({ r }) => encodeEcdsaDer({ r, s: Uint8Array.of(0) })),
  ecdsaSpoil('zero-both', 'r and s of the attestation signature are zero', () =>
    encodeEcdsaDer({ r: Uint8Array.of(0), s: Uint8Array.of(0) }),
  ),
  ecdsaSpoil('r-plus-order', 'r of the attestation signature is too large by the order of the curve', ({ r, s }) =>
    encodeEcdsaDer({ r: plusOrder(r), s }),
  ),
  ecdsaSpoil('s-plus-order', 's of the attestation signature is too large by the order of the curve', ({ r, s }) =>
    encodeEcdsaDer({ r, s: plusOrder(s) }),
  ),
  ecdsaSpoil('s-negative', 's of the attestation signature is negative: less by the order of the curve', ({ r, s }) =>
    sequence(unsigned(r), der(derTag.integer, minusOrder(s))),
  ),
  ecdsaSpoil(
    's-unpadded',
    's of the attestation signature lacks its sign byte or has one too many',
    ({ r, s }) => sequence(unsigned(r), der(derTag.integer, s[0]! < 0x80 ? concat(Uint8Array.of(0), s) : s)),
    'SHOULD',
  ),
  ecdsaSpoil(
    'long-length',
    'the length of the attestation signature is not in its shortest form',
    ({ r, s }) => {
      const content = concat(unsigned(r), unsigned(s));
      return concat(Uint8Array.of(derTag.sequence, 0x81, content.length), content);
    },
    'SHOULD',
  ),
  ecdsaSpoil(
    'third-integer',
    'the attestation signature has a third number',
    ({ r, s }) => sequence(unsigned(r), unsigned(s), unsigned(Uint8Array.of(1))),
    'SHOULD',
  ),
  ecdsaSpoil('swapped', 'r and s of the attestation signature have changed places', ({ r, s }) =>
    encodeEcdsaDer({ r: s, s: r }),
  ),
  attestationSpoil(
    'attestation.self-by-another-key',
    'the self attestation is signed by a key other than the attested one',
    [clause('8.2', '3')],
    { publicKey: (sound) => new Map(sound).set(-2, otherPoint().x).set(-3, otherPoint().y) },
    { kinds: ['packed-self'], algorithms: [coseAlgorithm.ES256] },
  ),
  attestationSpoil(
    'attestation.self-algorithm-other',
    'alg of the self attestation is not the algorithm of the credential key',
    [clause('8.2', '3')],
    {
      statement: (sound) => {
        if (!(sound instanceof Map)) return sound;
        const other = sound.get('alg') === coseAlgorithm.ES256 ? coseAlgorithm.RS256 : coseAlgorithm.ES256;
        return new Map(sound).set('alg', other);
      },
    },
    { kinds: ['packed-self'] },
  ),
  attestationSpoil(
    'attestation.self-algorithm-same-key',
    'alg of the self attestation is another name for ES256, not that of the credential key',
    [clause('8.2', '3')],
    { statement: (sound) => (sound instanceof Map ? new Map(sound).set('alg', coseAlgorithm.ESP256) : sound) },
    { kinds: ['packed-self'], algorithms: [coseAlgorithm.ES256] },
  ),
  attestationSpoil(
    'attestation.certificate-key-other',
    'the attestation certificate is of another key than the one that signed',
    [clause('8.2', '2'), clause('8.6', '6')],
    certificateChanged('leaf', () => ({ publicKey: otherPublicKeyInfo() })),
    { kinds: ['packed-x5c', 'fido-u2f'] },
  ),
];

function ecdsaSpoil(
  name: string,
  says: string,
  spoiled: (pair: Pair) => Uint8Array,
  level: RegistrationSpoil['level'] = 'MUST',
): RegistrationSpoil {
  const hooks = { signature: (sound: Uint8Array): Uint8Array => spoiled(decodeEcdsaDer(sound)) };
  return attestationSpoil(`attestation.signature-${name}`, says, ecdsaSteps, hooks, ecdsaNeeds, level);
}

function padded(digits: Uint8Array): Uint8Array {
  return concat(new Uint8Array(p256.length - digits.length), digits);
}

function plusOrder(digits: Uint8Array): Uint8Array {
  return fromBigInt(toBigInt(digits) + p256.order, p256.length + 1);
}

/** Two's complement of s − n, a number that is congruent to s and below zero. */
function minusOrder(digits: Uint8Array): Uint8Array {
  return fromBigInt((1n << 264n) + toBigInt(digits) - p256.order, p256.length + 1);
}
