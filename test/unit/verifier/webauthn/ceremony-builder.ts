import { sign } from 'node:crypto';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { encodeAttestationObject } from '../../../../src/codec/attestation-object.ts';
import { type AuthenticatorDataParts, encodeAuthenticatorData } from '../../../../src/codec/authenticator-data.ts';
import type { CborKey, CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import { generateSigningKey, type SigningKey } from '../../../../src/crypto/signing-key.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import type { AssertionInput, RegistrationInput } from '../../../../src/verifier/webauthn/input.ts';
import { type Keys, makeCertificate, makeKeys } from './certificate-builder.ts';

export const rpId = 'example.org';
export const origin = 'https://example.org';
export const challenge = sha256(utf8('a challenge'));
export const credentialId = sha256(utf8('a credential'));
export const aaguid = fromHex('00112233445566778899aabbccddeeff');
export const userHandle = utf8('user 1');

const random = seededRandom('verifier tests');
/** The credential keys of these tests, the same in every run. */
export const es256 = generateSigningKey(-7, { kind: 'seeded', random });
export const edDsa = generateSigningKey(-8, { kind: 'seeded', random });
export const attestationKeys: Keys = makeKeys();

/** The parts of a ceremony that a test may spoil. */
export interface Spoil {
  readonly clientData?: Readonly<Record<string, unknown>>;
  readonly clientDataBytes?: (sound: Uint8Array) => Uint8Array;
  readonly authData?: Partial<AuthenticatorDataParts>;
  readonly authDataBytes?: (sound: Uint8Array) => Uint8Array;
  readonly fmt?: string;
  readonly statement?: (sound: CborMap) => CborMap;
  readonly signature?: (sound: Uint8Array) => Uint8Array;
  readonly x5c?: readonly Uint8Array[];
  readonly attestationKeys?: Keys;
  readonly key?: SigningKey;
  readonly id?: Uint8Array;
}

/** Client data in JSON. */
export function clientDataBytes(type: string, spoil: Spoil): Uint8Array {
  const members = { type, challenge: toBase64url(challenge), origin, crossOrigin: false, ...spoil.clientData };
  const sound = utf8(JSON.stringify(members));
  return spoil.clientDataBytes?.(sound) ?? sound;
}

function mapOf(members: Readonly<Record<string, CborValue>>): CborMap {
  return new Map<CborKey, CborValue>(Object.entries(members));
}

/** A sound registration of a format, spoiled where the test says so. */
export function registration(
  format: 'none' | 'packed-self' | 'packed' | 'fido-u2f',
  spoil: Spoil = {},
): RegistrationInput & { expected: { pubKeyCredParams: { type: string; alg: number }[] } } {
  const key = spoil.key ?? es256;
  const clientDataJSON = clientDataBytes('webauthn.create', spoil);
  const isU2f = format === 'fido-u2f';
  const id = spoil.id ?? credentialId;
  const soundData = encodeAuthenticatorData({
    rpIdHash: sha256(utf8(rpId)),
    up: true,
    uv: true,
    signCount: 0,
    attestedCredentialData: {
      aaguid: isU2f ? new Uint8Array(16) : aaguid,
      credentialId: id,
      credentialPublicKeyBytes: key.publicKeyBytes,
    },
    ...spoil.authData,
  });
  const authData = spoil.authDataBytes?.(soundData) ?? soundData;
  const signed = isU2f ? u2fData(clientDataJSON, id, key) : concat(authData, sha256(clientDataJSON));
  const statement = statementOf(format, signed, key, spoil);
  const fmt = spoil.fmt ?? (format === 'packed-self' ? 'packed' : format);
  return {
    response: {
      id: toBase64url(id),
      rawId: id,
      type: 'public-key',
      clientDataJSON,
      attestationObject: encodeAttestationObject({ fmt, attStmt: spoil.statement?.(statement) ?? statement, authData }),
    },
    expected: {
      challenge,
      origins: [origin],
      rpId,
      userVerification: 'required',
      pubKeyCredParams: [-7, -8].map((alg) => ({ type: 'public-key', alg })),
    },
  };
}

function statementOf(format: string, signed: Uint8Array, key: SigningKey, spoil: Spoil): CborMap {
  const spoiled = (signature: Uint8Array): Uint8Array => spoil.signature?.(signature) ?? signature;
  if (format === 'none') return mapOf({});
  if (format === 'packed-self') return mapOf({ alg: key.alg, sig: spoiled(key.sign(signed)) });
  const keys = spoil.attestationKeys ?? attestationKeys;
  const x5c = [...(spoil.x5c ?? [makeCertificate({ keys, aaguid })])];
  const sig = spoiled(new Uint8Array(sign('sha256', signed, keys.privateKey)));
  return format === 'fido-u2f' ? mapOf({ sig, x5c }) : mapOf({ alg: -7, sig, x5c });
}

function u2fData(clientDataJSON: Uint8Array, id: Uint8Array, key: SigningKey): Uint8Array {
  const { publicKey } = key;
  const point = 'y' in publicKey ? concat(Uint8Array.of(4), publicKey.x, publicKey.y) : new Uint8Array(65);
  return concat(Uint8Array.of(0), sha256(utf8(rpId)), sha256(clientDataJSON), id, point);
}

/** A sound assertion, spoiled where the test says so. */
export function assertion(spoil: Spoil = {}): AssertionInput {
  const key = spoil.key ?? es256;
  const id = spoil.id ?? credentialId;
  const clientDataJSON = clientDataBytes('webauthn.get', spoil);
  const sound = encodeAuthenticatorData({
    rpIdHash: sha256(utf8(rpId)),
    up: true,
    uv: true,
    signCount: 7,
    ...spoil.authData,
  });
  const authenticatorData = spoil.authDataBytes?.(sound) ?? sound;
  const signature = key.sign(concat(authenticatorData, sha256(clientDataJSON)));
  return {
    response: {
      id: toBase64url(id),
      rawId: id,
      type: 'public-key',
      clientDataJSON,
      authenticatorData,
      signature: spoil.signature?.(signature) ?? signature,
      userHandle,
    },
    credential: {
      id: credentialId,
      publicKey: es256.publicKeyBytes,
      signCount: 6,
      uvInitialized: true,
      backupEligible: false,
      backupState: false,
      userHandle,
    },
    expected: {
      challenge,
      origins: [origin],
      rpId,
      userVerification: 'required',
      allowCredentials: [credentialId],
    },
  };
}
