import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { decodeAttestationObject, encodeAttestationObject } from '../../src/codec/attestation-object.ts';
import { decodeAuthenticatorData, encodeAuthenticatorData } from '../../src/codec/authenticator-data.ts';
import { decodeCbor } from '../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../src/codec/cbor/tolerant.ts';
import { decodeClientData } from '../../src/codec/client-data.ts';
import { encodeCoseKey } from '../../src/codec/cose-key.ts';

interface Ceremony {
  clientDataJSON: string;
  challenge: string;
}
interface Vector {
  id: string;
  registration: Ceremony & { attestationObject: string; aaguid: string; credential_id: string };
  authentication: Ceremony & { authenticatorData: string };
}
interface VectorFile {
  origin: string;
  vectors: Vector[];
}

const url = new URL('../../fixtures/vectors/webauthn-l3.json', import.meta.url);
const file = JSON.parse(readFileSync(url, 'utf8')) as VectorFile;

describe('the codec on the test vectors of WebAuthn Level 3', () => {
  it('has all fifteen of them', () => {
    expect(file.vectors.map((vector) => vector.id)).toHaveLength(15);
  });

  describe.each(file.vectors.map((vector) => [vector.id, vector] as const))(
    '%s',
    (_id, { registration, authentication }) => {
      const attestationObject = fromHex(registration.attestationObject);

      it('reads the attestation object and writes it again byte for byte', () => {
        const object = decodeAttestationObject(attestationObject);
        expect(toHex(encodeAttestationObject(object))).toBe(registration.attestationObject);
        expect(toHex(encodeCbor(decodeCbor(attestationObject)))).toBe(registration.attestationObject);
        expect(decodeTolerant(attestationObject).departures).toEqual([]);
      });

      it('reads the credential out of the authenticator data and writes it again byte for byte', () => {
        const { authData } = decodeAttestationObject(attestationObject);
        const data = decodeAuthenticatorData(authData);
        const credential = data.attestedCredentialData!;
        expect(toHex(credential.aaguid)).toBe(registration.aaguid);
        expect(toHex(credential.credentialId)).toBe(registration.credential_id);
        expect(toHex(encodeCbor(encodeCoseKey(credential.credentialPublicKey)))).toBe(
          toHex(credential.credentialPublicKeyBytes),
        );
        expect(toHex(encodeAuthenticatorData(data))).toBe(toHex(authData));
      });

      it('reads the authenticator data of the assertion and writes it again byte for byte', () => {
        const data = decodeAuthenticatorData(fromHex(authentication.authenticatorData));
        expect(data.at).toBe(false);
        expect(toHex(encodeAuthenticatorData(data))).toBe(authentication.authenticatorData);
      });

      it('reads both client data', () => {
        for (const [type, ceremony] of [
          ['webauthn.create', registration],
          ['webauthn.get', authentication],
        ] as const) {
          const data = decodeClientData(fromHex(ceremony.clientDataJSON));
          expect(data).toMatchObject({ type, origin: file.origin });
          expect(Buffer.from(data.challenge, 'base64url').toString('hex')).toBe(ceremony.challenge);
        }
      });
    },
  );
});
