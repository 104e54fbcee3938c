import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { concat } from '../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { decodeAttestationObject } from '../../src/codec/attestation-object.ts';
import { decodeAuthenticatorData } from '../../src/codec/authenticator-data.ts';
import { coseAlgorithm } from '../../src/codec/cose-key.ts';
import { decodeEcdsaDer, encodeEcdsaDer } from '../../src/crypto/der.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { ceremonyAlgorithms, signingKeyFromSecret } from '../../src/crypto/signing-key.ts';
import { verifyKeyFromCose } from '../../src/crypto/verify-key.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';

interface Vector {
  id: string;
  registration: { attestationObject: string; credential_private_key?: string; private_key?: string };
  authentication: { authenticatorData: string; clientDataJSON: string; signature: string };
}

const url = new URL('../../fixtures/vectors/webauthn-l3.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(url, 'utf8')) as { vectors: Vector[] };

describe.each(vectors.map((vector) => [vector.id, vector] as const))('keys on %s', (_id, vector) => {
  const { authData } = decodeAttestationObject(fromHex(vector.registration.attestationObject));
  const publicKey = decodeAuthenticatorData(authData).attestedCredentialData!.credentialPublicKey;
  const { authenticatorData, clientDataJSON } = vector.authentication;
  const signed = concat(fromHex(authenticatorData), sha256(fromHex(clientDataJSON)));
  const signature = fromHex(vector.authentication.signature);

  it('verifies the assertion and nothing else', () => {
    const key = verifyKeyFromCose(publicKey);
    expect(key.verify(signed, signature)).toBe(true);
    expect(key.verify(concat(signed, Uint8Array.of(0)), signature)).toBe(false);
    expect(key.verify(signed, signature.subarray(1))).toBe(false);
  });

  it.runIf(publicKey.kty === 2)('reads the signature as strict DER and writes it again', () => {
    expect(toHex(encodeEcdsaDer(decodeEcdsaDer(signature)))).toBe(toHex(signature));
  });

  const given = vector.registration.credential_private_key ?? vector.registration.private_key;
  const isOurs = given !== undefined && ceremonyAlgorithms.includes(publicKey.alg);
  it.runIf(isOurs)('makes the public key and the very signature from the private key', () => {
    // The file writes the scalar of P-521 in 65 bytes, one short of its field.
    const secret = fromHex(publicKey.alg === coseAlgorithm.ES512 ? `00${given}` : given!);
    const key = signingKeyFromSecret(publicKey.alg, secret, { kind: 'seeded', random: seededRandom(1) });
    expect(key.publicKey).toEqual(publicKey);
    expect(toHex(key.sign(signed))).toBe(toHex(signature));
  });
});
