import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testRoots } from '../../../../../src/ceremonies/authority.ts';
import { encodeCertificate } from '../../../../../src/ceremonies/certificate.ts';
import { der, derTag, oid, sequence, unsigned } from '../../../../../src/ceremonies/der.ts';
import type { RegistrationHooks } from '../../../../../src/ceremonies/hooks.ts';
import { attestationSubject } from '../../../../../src/ceremonies/names.ts';
import { testRevocationLists } from '../../../../../src/ceremonies/spoils/revoked.ts';
import { attestationKinds } from '../../../../../src/ceremonies/variant.ts';
import { decodeAttestationObject } from '../../../../../src/codec/attestation-object.ts';
import type { CborKey, CborMap, CborValue } from '../../../../../src/codec/cbor/value.ts';
import { sha256 } from '../../../../../src/crypto/hash.ts';
import { generateSigningKey } from '../../../../../src/crypto/signing-key.ts';
import { refusalCodes } from '../../../../../src/verifier/webauthn/refusal-code.ts';
import { verifyAttestationBytes } from '../../../../../src/verifier/webauthn/verify-attestation-bytes.ts';
import { AT_MS, made, request } from '../../../ceremonies/sound.ts';
import { judgeMade, wordOf } from './judge-made.ts';

const anyBytes = fc.uint8Array({ maxLength: 40 });
const odd: fc.Arbitrary<CborValue> = fc.oneof(
  fc.integer(),
  fc.string(),
  anyBytes,
  fc.constant<CborValue>([]),
  fc.constant(null),
);

/** A wound of bytes: one changed, some cut out, some put in. */
interface Wound {
  readonly at: number;
  readonly byte: number;
  readonly kind: 'change' | 'cut' | 'insert';
}

const wound: fc.Arbitrary<Wound> = fc.record({
  at: fc.nat(100_000),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x30, 0x80, 0x82, 0xff)),
  kind: fc.constantFrom('change', 'cut', 'insert'),
});

function wounded(bytes: Uint8Array, { at, byte, kind }: Wound): Uint8Array {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  if (kind === 'change') return bytes.map((old, index) => (index === place ? byte : old));
  if (kind === 'cut') return Uint8Array.of(...bytes.subarray(0, place), ...bytes.subarray(place + 1 + (byte % 8)));
  return Uint8Array.of(...bytes.subarray(0, place), byte, ...bytes.subarray(place));
}

/** A value with one of the byte strings within it wounded, or one of its members replaced. */
function spoiled(value: CborValue, path: number, by: Wound | CborValue): CborValue {
  const isWound = typeof by === 'object' && by !== null && 'kind' in by;
  if (value instanceof Uint8Array) return isWound ? wounded(value, by as Wound) : (by as CborValue);
  if (Array.isArray(value) && value.length > 0) {
    const chosen = path % value.length;
    return value.map((element, index) => (index === chosen ? spoiled(element, path >> 2, by) : element));
  }
  if (value instanceof Map && value.size > 0) {
    const chosen = path % value.size;
    const entries = [...value].map(([key, element], index): [CborKey, CborValue] => [
      key,
      index === chosen ? spoiled(element, path >> 2, by) : element,
    ]);
    return new Map(entries) as CborMap;
  }
  return isWound ? value : (by as CborValue);
}

const policy = {
  anchors: testRoots(),
  atMs: AT_MS,
  acceptSafetyNet: true,
  revocation: { crls: testRevocationLists() },
};

describe('an attestation statement', () => {
  it.each(attestationKinds)('of %s with any wound ends in a verdict', (attestation) => {
    const { bytes } = made({ attestation });
    const { fmt, attStmt, authData } = decodeAttestationObject(bytes.attestationObject);
    const judge = (statement: CborValue): string => {
      const verdict = verifyAttestationBytes({
        fmt,
        attStmt: statement,
        authData,
        clientDataHash: sha256(bytes.clientDataJSON),
        rpId: request.rpId,
        expected: { attestation: policy },
      });
      return verdict.kind === 'rejected' ? verdict.code : verdict.kind;
    };
    expect(judge(attStmt)).toBe('accepted');
    fc.assert(
      fc.property(fc.nat(1 << 20), fc.oneof<fc.Arbitrary<Wound | CborValue>[]>(wound, odd), (path, by) => {
        const word = judge(spoiled(attStmt, path, by));
        expect(['accepted', ...refusalCodes]).toContain(word);
      }),
      { seed: 85, numRuns: 400 },
    );
  });

  it('whose leaf has a key that forbids the scheme, or a strange key, ends in a verdict', () => {
    const issuer = generateSigningKey(-7, { kind: 'system' });
    const withKey = (publicKey: Uint8Array): Uint8Array =>
      encodeCertificate(
        {
          version: 3,
          serialNumber: Uint8Array.of(1),
          subject: attestationSubject('Test key'),
          issuer: attestationSubject('Test key'),
          notBeforeMs: AT_MS - 1000,
          notAfterMs: AT_MS + 1000,
          publicKey,
          extensions: [],
        },
        issuer,
      );
    const statement = (alg: number, leaf: Uint8Array): RegistrationHooks => ({
      statement: (sound) =>
        new Map<CborKey, CborValue>([...(sound as CborMap), ['alg', alg], ['x5c', [leaf]]]) as CborMap,
    });
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha512' });
    const pssInfo = new Uint8Array(pss.publicKey.export({ type: 'spki', format: 'der' }));
    expect(pss.publicKey.asymmetricKeyType).toBe('rsa-pss');
    for (const alg of [-37, -38, -39]) {
      const verdict = judgeMade('packed-x5c', statement(alg, withKey(pssInfo)));
      expect(wordOf(verdict)).toBe('attestation-signature-invalid');
    }
    for (const [n, e] of [
      [Uint8Array.of(1), Uint8Array.of(1)],
      [Uint8Array.of(6), Uint8Array.of(0)],
      [new Uint8Array(3000).fill(0xff), new Uint8Array(2999).fill(0xff)],
    ] as const) {
      const key = sequence(unsigned(n), unsigned(e));
      const info = sequence(
        sequence(oid('1.2.840.113549.1.1.1'), der(0x05)),
        der(derTag.bitString, Uint8Array.of(0), key),
      );
      for (const alg of [-257, -37]) {
        expect(refusalCodes).toContain(wordOf(judgeMade('packed-x5c', statement(alg, withKey(info)))));
      }
    }
  });

  it('of a million bytes or a hundred thousand certificates ends early', () => {
    const huge = new Uint8Array(1_000_000).fill(0x30);
    const members = (name: string, value: CborValue): RegistrationHooks => ({
      statement: (sound) => new Map<CborKey, CborValue>([...(sound as CborMap), [name, value]]) as CborMap,
    });
    expect(wordOf(judgeMade('packed-x5c', members('x5c', [huge])))).toBe('attestation-certificate-malformed');
    const many = Array.from({ length: 100_000 }, () => new Uint8Array(0));
    expect(wordOf(judgeMade('packed-x5c', members('x5c', many)))).toBe('attestation-certificate-malformed');
    expect(wordOf(judgeMade('tpm', members('certInfo', huge)))).toBe('tpm-magic-mismatch');
    expect(wordOf(judgeMade('tpm', members('pubArea', huge)))).toBe('tpm-structure-malformed');
    expect(wordOf(judgeMade('android-safetynet', members('response', huge)))).toBe('safetynet-response-malformed');
  });
});
