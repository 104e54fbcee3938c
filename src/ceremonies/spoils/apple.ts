import { concat } from '../../bytes/bytes.ts';
import { extensionOid } from '../certificate-extensions.ts';
import type { RegistrationSpoil } from '../spoil.ts';
import { attestationSpoil, certificateChanged, clause, extensionRemoved, extensionSet, flipped } from './altered.ts';
import { otherPublicKeyInfo } from './other-key.ts';

const needs = { kinds: ['apple'] } as const;
const nonceSteps = [clause('8.8', '4')];

/** Statements of apple against section 8.8. */
export const appleSpoils: readonly RegistrationSpoil[] = [
  nonce('other', 'the nonce in the certificate is another', (sound) => flipped(sound, 0)),
  nonce('last-bit', 'the last bit of the nonce in the certificate is turned over', (sound) => flipped(sound, -1)),
  nonce('empty', 'the nonce in the certificate is empty', () => new Uint8Array(0)),
  nonce('truncated', 'the nonce in the certificate lacks its second half', (sound) => sound.subarray(0, 16)),
  nonce('longer', 'the nonce in the certificate goes on after the hash', (sound) => concat(sound, Uint8Array.of(0))),
  attestationSpoil(
    'apple.extension-missing',
    'the certificate has no nonce',
    nonceSteps,
    certificateChanged('leaf', extensionRemoved(extensionOid.appleNonce)),
    needs,
  ),
  attestationSpoil(
    'apple.extension-empty',
    'the extension of the nonce is empty',
    nonceSteps,
    certificateChanged('leaf', extensionSet(extensionOid.appleNonce, { value: new Uint8Array(0) })),
    needs,
  ),
  attestationSpoil(
    'apple.certificate-key-other',
    'the certificate is of another key than the attested one',
    [clause('8.8', '5')],
    certificateChanged('leaf', () => ({ publicKey: otherPublicKeyInfo() })),
    needs,
  ),
];

function nonce(name: string, says: string, change: (sound: Uint8Array) => Uint8Array): RegistrationSpoil {
  return attestationSpoil(
    `apple.nonce-${name}`,
    says,
    nonceSteps,
    { formatPart: (part, sound) => (part === 'apple.nonce' ? change(sound) : sound) },
    needs,
  );
}
