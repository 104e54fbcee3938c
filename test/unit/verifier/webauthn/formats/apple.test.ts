import { describe, expect, it } from 'vitest';
import type { RegistrationHooks } from '../../../../../src/ceremonies/hooks.ts';
import { publicKeyInfo } from '../../../../../src/ceremonies/public-key-info.ts';
import { generateSigningKey } from '../../../../../src/crypto/signing-key.ts';
import { judgeMade, wordOf } from './judge-made.ts';

const NONCE = '1.2.840.113635.100.8.2';

function nonceAs(value: (sound: Uint8Array) => Uint8Array | undefined): RegistrationHooks {
  return {
    certificate: (parts, role) =>
      role !== 'leaf'
        ? parts
        : {
            ...parts,
            extensions: parts.extensions.flatMap((extension) => {
              if (extension.oid !== NONCE) return extension;
              const spoiled = value(extension.value);
              return spoiled === undefined ? [] : { ...extension, value: spoiled };
            }),
          },
  };
}

describe('apple attestation', () => {
  it('is of an anonymization CA', () => {
    expect(judgeMade('apple')).toMatchObject({ kind: 'accepted', attestation: { type: 'anonca', trusted: true } });
  });

  it('is of the credential key', () => {
    const { publicKey } = generateSigningKey(-7, { kind: 'system' });
    const hooks: RegistrationHooks = {
      certificate: (parts, role) => (role === 'leaf' ? { ...parts, publicKey: publicKeyInfo(publicKey) } : parts),
    };
    expect(wordOf(judgeMade('apple', hooks))).toBe('attestation-public-key-mismatch');
  });

  it.each<[string, RegistrationHooks]>([
    ['another nonce', nonceAs((sound) => sound.map((byte, at) => (at === sound.length - 1 ? byte ^ 1 : byte)))],
    ['no nonce', nonceAs(() => undefined)],
    ['half a nonce', nonceAs((sound) => sound.subarray(0, 20))],
    ['a nonce without its wrapping', nonceAs((sound) => sound.subarray(4))],
    ['bytes after the nonce', nonceAs((sound) => Uint8Array.of(...sound, 0))],
  ])('with %s is refused', (_, hooks) => {
    expect(wordOf(judgeMade('apple', hooks))).toBe('attestation-nonce-mismatch');
  });
});
