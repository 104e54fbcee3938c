import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { decodeAttestationObject, encodeAttestationObject } from '../../../../src/codec/attestation-object.ts';
import type { CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { decodeCertificate } from '../../../../src/verifier/webauthn/certificate.ts';
import { keepCredentialKey } from '../../../../src/verifier/webauthn/credential-key.ts';
import { lenient, strict, w3cVectors } from '../../../../src/verifier/webauthn/profile.ts';
import { refusalCodes } from '../../../../src/verifier/webauthn/refusal-code.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyAttestationBytes } from '../../../../src/verifier/webauthn/verify-attestation-bytes.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { assertion, attestationKeys, challenge, es256, origin, registration, rpId } from './ceremony-builder.ts';
import { makeCertificate } from './certificate-builder.ts';

const profile = fc.constantFrom(strict, w3cVectors, lenient);
const anyBytes = fc.uint8Array({ maxLength: 300 });

/** One to three small wounds: a byte changed, cut out, doubled or put in, or the end cut off. */
function wounded(sound: Uint8Array): fc.Arbitrary<Uint8Array> {
  const wound = fc.record({
    kind: fc.constantFrom('change', 'cut', 'insert', 'double', 'truncate'),
    at: fc.nat(Math.max(0, sound.length - 1)),
    byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x00, 0x5b, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xff)),
    length: fc.integer({ min: 1, max: 8 }),
  });
  return fc.array(wound, { minLength: 1, maxLength: 3 }).map((wounds) => {
    let bytes = sound;
    for (const { kind, at, byte, length } of wounds) {
      const before = bytes.subarray(0, at);
      if (kind === 'change') bytes = concat(before, Uint8Array.of(byte), bytes.subarray(at + 1));
      else if (kind === 'cut') bytes = concat(before, bytes.subarray(at + length));
      else if (kind === 'insert') bytes = concat(before, Uint8Array.of(byte), bytes.subarray(at));
      else if (kind === 'double') bytes = concat(before, bytes.subarray(at, at + length), bytes.subarray(at));
      else bytes = before.slice();
    }
    return bytes;
  });
}

const clientDataOf = (type: string): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(utf8(JSON.stringify({ type, challenge: toBase64url(challenge), origin }))) },
    anyBytes,
    fc.json().map(utf8),
    fc
      .dictionary(
        fc.constantFrom('type', 'challenge', 'origin', 'crossOrigin', 'topOrigin', 'tokenBinding', '__proto__'),
        fc.jsonValue(),
      )
      .map((members) => utf8(JSON.stringify({ type, challenge: toBase64url(challenge), origin, ...members }))),
  );

const cborValue: fc.Arbitrary<CborValue> = fc.oneof(
  fc.integer(),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n }),
  fc.string(),
  anyBytes,
  fc.boolean(),
  fc.constant(null),
  fc.array(anyBytes, { maxLength: 3 }),
);

function expectVerdict(verdict: { kind: string; code?: string }): void {
  if (verdict.kind === 'rejected') expect(refusalCodes).toContain(verdict.code);
  else expect(verdict.kind).toBe('accepted');
}

const formats = ['none', 'packed-self', 'packed', 'fido-u2f'] as const;
const sound = new Map(formats.map((format) => [format, registration(format)]));

// Generous: the machine may be busy with other suites, and no verdict depends on the time.
describe('the verifier, given any bytes', { timeout: 120_000 }, () => {
  for (const format of formats) {
    it(`ends a ${format} registration in a verdict`, () => {
      const input = sound.get(format)!;
      const { attestationObject } = input.response;
      const object = fc.oneof(
        { weight: 6, arbitrary: wounded(attestationObject) },
        anyBytes,
        fc.constant(attestationObject),
      );
      const property = fc.property(
        object,
        clientDataOf('webauthn.create'),
        anyBytes,
        profile,
        (bytes, clientDataJSON, rawId, own) => {
          const response = { ...input.response, attestationObject: bytes, clientDataJSON };
          expectVerdict(verifyRegistration({ ...input, response, profile: own }));
          expectVerdict(verifyRegistration({ ...input, response: { ...response, rawId }, profile: own }));
        },
      );
      fc.assert(property, { numRuns: 1500 });
    });
  }

  it('ends an attestation of wounded parts in a verdict', () => {
    const property = fc.property(
      fc.constantFrom(...formats).chain((format) => {
        const parts = decodeAttestationObject(sound.get(format)!.response.attestationObject);
        const members = fc.dictionary(fc.constantFrom('alg', 'sig', 'x5c', 'ver', 'response'), cborValue);
        const spoiled = members.map(
          (own) => new Map([...(parts.attStmt as CborMap), ...Object.entries(own)]) as CborMap,
        );
        return fc.record({
          fmt: fc.oneof(fc.constant(parts.fmt), fc.string()),
          attStmt: fc.oneof(spoiled, cborValue),
          authData: fc.oneof(fc.constant(parts.authData), wounded(parts.authData)),
        });
      }),
      anyBytes,
      profile,
      (parts, clientDataHash, own) => {
        expectVerdict(verifyAttestationBytes({ ...parts, clientDataHash, rpId, profile: own }));
        if (!(parts.attStmt instanceof Map)) return;
        const attestationObject = encodeAttestationObject({ ...parts, attStmt: parts.attStmt });
        expectVerdict(verifyAttestationBytes({ attestationObject, clientDataHash, rpId, profile: own }));
      },
    );
    fc.assert(property, { numRuns: 3000 });
  });

  it('ends an assertion in a verdict', () => {
    const input = assertion();
    const key = keepCredentialKey(es256.publicKeyBytes);
    const { authenticatorData, signature } = input.response;
    const property = fc.property(
      fc.oneof(wounded(authenticatorData), anyBytes, fc.constant(authenticatorData)),
      fc.oneof(wounded(signature), anyBytes),
      clientDataOf('webauthn.get'),
      fc.oneof(wounded(es256.publicKeyBytes), fc.constant(key)),
      fc.option(anyBytes),
      profile,
      (bytes, spoiled, clientDataJSON, publicKey, userHandle, own) => {
        const response = { ...input.response, authenticatorData: bytes, signature: spoiled, clientDataJSON };
        const credential = { ...input.credential, publicKey };
        expectVerdict(verifyAssertion({ ...input, response, credential, profile: own }));
        expectVerdict(verifyAssertion({ ...input, response: { ...response, userHandle }, credential, profile: own }));
      },
    );
    fc.assert(property, { numRuns: 4000 });
  });

  it('reads a wounded certificate or names what is wrong', () => {
    const certificate = makeCertificate({ keys: attestationKeys });
    const property = fc.property(fc.oneof(wounded(certificate), anyBytes), (bytes) => {
      try {
        expect(decodeCertificate(bytes).der).toBe(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    });
    fc.assert(property, { numRuns: 4000 });
  });

  it('takes members of a megabyte and deep nesting', () => {
    const large = new Uint8Array(1 << 20).fill(0x81);
    const input = registration('packed');
    for (const name of ['attestationObject', 'clientDataJSON', 'rawId'] as const) {
      expectVerdict(verifyRegistration({ ...input, response: { ...input.response, [name]: large } }));
    }
    const deep = utf8('['.repeat(1 << 20));
    expectVerdict(verifyRegistration({ ...input, response: { ...input.response, clientDataJSON: deep } }));
    const hundred = registration('packed', {
      x5c: Array.from({ length: 100 }, () => makeCertificate({ keys: attestationKeys })),
    });
    expect(verifyRegistration(hundred)).toMatchObject({ code: 'attestation-certificate-malformed' });
  });
});
