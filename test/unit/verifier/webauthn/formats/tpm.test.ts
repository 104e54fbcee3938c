import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, uint16, uint32 } from '../../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../../src/bytes/hex.ts';
import { subjectAltName } from '../../../../../src/ceremonies/certificate-extensions.ts';
import { tpmDeviceName } from '../../../../../src/ceremonies/formats/tpm.ts';
import { tpmAttestLayout } from '../../../../../src/ceremonies/formats/tpm-structures.ts';
import type { FormatPart, RegistrationHooks } from '../../../../../src/ceremonies/hooks.ts';
import { DecodeError } from '../../../../../src/errors/decode-error.ts';
import { readAttestHead, readCertifyAttest } from '../../../../../src/verifier/webauthn/tpm/attest.ts';
import { isSamePublicKey, readPublicArea } from '../../../../../src/verifier/webauthn/tpm/public-area.ts';
import { judgeMade, waiving, wordOf } from './judge-made.ts';

function part(named: FormatPart, spoil: (sound: Uint8Array) => Uint8Array): RegistrationHooks {
  return { formatPart: (name, sound) => (name === named ? spoil(sound) : sound) };
}

function set(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

const clock = part('tpm.certInfo', (sound) => set(sound, tpmAttestLayout(sound).clockInfo + 16, 33));

const vendor: RegistrationHooks = {
  certificate: (sound, role) =>
    role !== 'leaf'
      ? sound
      : {
          ...sound,
          extensions: sound.extensions.map((extension) =>
            extension.oid === '2.5.29.17' ? subjectAltName(true, tpmDeviceName('id:00000000', true)) : extension,
          ),
        },
};

describe('tpm attestation', () => {
  it('is AttCA, and trusted', () => {
    expect(judgeMade('tpm')).toMatchObject({ kind: 'accepted', attestation: { type: 'attca', trusted: true } });
  });

  it.each<[string, RegistrationHooks, string]>([
    ['of another magic', part('tpm.certInfo', (sound) => set(sound, 0, 0)), 'tpm-magic-mismatch'],
    ['of a quote', part('tpm.certInfo', (sound) => set(sound, 5, 0x18)), 'tpm-type-mismatch'],
    ['cut short', part('tpm.certInfo', (sound) => sound.subarray(0, -1)), 'tpm-structure-malformed'],
    ['with a byte more', part('tpm.certInfo', (sound) => concat(sound, new Uint8Array(1))), 'tpm-structure-malformed'],
    [
      'over other data',
      part('tpm.certInfo', (s) => set(s, tpmAttestLayout(s).extraData + 4, 0, 0)),
      'attestation-nonce-mismatch',
    ],
    ['of another name', part('tpm.certInfo', (s) => set(s, tpmAttestLayout(s).name + 6, 0, 0)), 'tpm-name-mismatch'],
    ['with a third truth', clock, 'tpm-clock-malformed'],
    ['of a keyed hash', part('tpm.pubArea', (sound) => set(sound, 1, 0x08)), 'tpm-structure-malformed'],
    [
      'of another key',
      part('tpm.pubArea', (sound) => set(sound, sound.length - 2, 0, 0)),
      'attestation-public-key-mismatch',
    ],
    ['of an unknown vendor', vendor, 'tpm-manufacturer-unknown'],
  ])('%s is refused', (_, hooks, code) => {
    expect(wordOf(judgeMade('tpm', hooks))).toBe(code);
  });

  it('is let through with a remark where the profile waives the clock or the vendor, and nothing else', () => {
    expect(judgeMade('tpm', clock, {}, waiving('tpm-clock-safe'))).toMatchObject({
      kind: 'accepted',
      warnings: [{ waivedBy: 'tpm-clock-safe' }],
    });
    expect(judgeMade('tpm', vendor, {}, waiving('tpm-manufacturer'))).toMatchObject({
      kind: 'accepted',
      warnings: [{ waivedBy: 'tpm-manufacturer' }],
    });
    expect(wordOf(judgeMade('tpm', clock, {}, waiving('tpm-manufacturer')))).toBe('tpm-clock-malformed');
  });

  it('is not asked for where policy takes other formats', () => {
    expect(wordOf(judgeMade('tpm', {}, { formats: ['packed'] }))).toBe('attestation-format-not-acceptable');
    expect(wordOf(judgeMade('tpm', {}, { formats: ['tpm'] }))).toBe('accepted');
  });
});

describe('the readers of TPM structures', () => {
  const head = fromHex('0001000b00040000');
  const modulus = new Uint8Array(256).fill(0xc1);

  it('read an RSA key, whose exponent 0 is 65537', () => {
    for (const [exponent, e] of [
      [0, '010001'],
      [65_537, '010001'],
      [3, '03'],
    ] as const) {
      const unique = concat(uint16(256), modulus);
      const bytes = concat(head, uint16(0), uint16(0x10), uint16(0x10), uint16(2048), uint32(exponent), unique);
      const area = readPublicArea(bytes);
      expect(area).toMatchObject({ type: 'rsa', nameAlg: 0x0b });
      expect(isSamePublicKey(area, { kty: 3, alg: -257, n: modulus, e: fromHex(e) })).toBe(true);
      expect(isSamePublicKey(area, { kty: 3, alg: -257, n: modulus, e: fromHex('05') })).toBe(false);
    }
  });

  it('read an ECC key with its scheme and compare numbers, not bytes', () => {
    const x = new Uint8Array(32).fill(7, 1);
    const y = new Uint8Array(32).fill(9);
    const scheme = concat(uint16(0x18), uint16(0x0b));
    const point = concat(uint16(31), x.subarray(1), uint16(32), y);
    const bytes = concat(fromHex('0023000b00040000'), uint16(0), uint16(0x10), scheme, uint16(3), uint16(0x10), point);
    const area = readPublicArea(bytes);
    expect(isSamePublicKey(area, { kty: 2, alg: -7, crv: 1, x, y })).toBe(true);
    expect(isSamePublicKey(area, { kty: 2, alg: -7, crv: 2, x, y })).toBe(false);
    for (let end = 0; end < bytes.length; end += 1) {
      expect(() => readPublicArea(bytes.subarray(0, end))).toThrow(DecodeError);
    }
  });

  it('give a value or a DecodeError for any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('0001', '0023', 'ff5443478017', ''),
        (rest, start) => {
          const bytes = concat(fromHex(start), rest);
          for (const read of [readPublicArea, readAttestHead, readCertifyAttest]) {
            try {
              read(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(DecodeError);
            }
          }
        },
      ),
      { seed: 83, numRuns: 500 },
    );
  });
});
