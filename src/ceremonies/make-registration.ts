import { toBase64url } from '../bytes/base64url.ts';
import { utf8 } from '../bytes/bytes.ts';
import { encodeCbor } from '../codec/cbor/encode.ts';
import type { CborKey, CborMap, CborValue } from '../codec/cbor/value.ts';
import { encodeCoseKey } from '../codec/cose-key.ts';
import { sha256 } from '../crypto/hash.ts';
import { generateSigningKey, type SigningKey } from '../crypto/signing-key.ts';
import type { Random } from '../env/env.ts';
import { algorithmsOf } from './algorithms.ts';
import { authenticatorDataBytes, extensionBytes, flagsOf } from './authenticator-data.ts';
import type { Authority } from './authority.ts';
import { clientDataBytes, clientDataMembers } from './client-data.ts';
import { credBlobOf, registrationAnswers } from './extension-answers.ts';
import type { AuthenticatorDataParts, HookTools, RegistrationHooks } from './hooks.ts';
import type { MadeCredential } from './made-credential.ts';
import { publicKeyInfo } from './public-key-info.ts';
import type { CreationRequest } from './request.ts';
import { statementMakers } from './statements.ts';
import type { RegistrationVariant } from './variant.ts';

/** The chance and the certificate authority of a ceremony. The same chance makes the same ceremony, but for the salts of RSA-PSS. */
export interface CeremonyTools {
  readonly random: Random;
  readonly authority: Authority;
  /** The time of the ceremony, which android-safetynet tells; 2024-06-01 unless given. */
  readonly nowMs?: number;
}

/** A registration that was made: what is sent, the credential that can sign for it, and its bytes. */
export interface MadeRegistration {
  /** A `RegistrationResponseJson`, or what the hook `response` made of it. */
  readonly response: unknown;
  readonly credential: MadeCredential;
  readonly bytes: {
    readonly clientDataJSON: Uint8Array;
    readonly attestationObject: Uint8Array;
    readonly authData: Uint8Array;
  };
}

/** The AAGUID of made credentials, but for those of fido-u2f, which have none. */
export const madeAaguid: Uint8Array = utf8('touchstone model');

const U2F_AAGUID = new Uint8Array(16);

/** Makes a registration of that variant for the request, sound but for what the hooks spoil. Throws `RangeError` for a variant that cannot be: an algorithm its statement cannot express, BS without BE. */
export function makeRegistration(
  request: CreationRequest,
  variant: RegistrationVariant,
  tools: CeremonyTools,
  hooks: RegistrationHooks = {},
): MadeRegistration {
  const makeStatement = statementMakers[variant.attestation];
  if (!algorithmsOf(variant.attestation).includes(variant.alg)) {
    const allowed = algorithmsOf(variant.attestation).join(', ');
    throw new RangeError(`makeRegistration.alg: expected one of ${allowed}, received ${variant.alg}`);
  }
  const { random } = tools;
  const hookTools: HookTools = {
    random,
    attestation: variant.attestation,
    request,
    ...(tools.nowMs === undefined ? {} : { nowMs: tools.nowMs }),
  };
  const id = random.bytes(variant.credentialIdLength);
  const key = generateSigningKey(variant.alg, { kind: 'seeded', random });

  const members = clientDataMembers('webauthn.create', request);
  const clientDataText = clientDataBytes(hooks.clientData?.(members, hookTools) ?? members);
  const clientDataJSON = hooks.clientDataBytes?.(clientDataText, hookTools) ?? clientDataText;
  const soundHash = sha256(clientDataJSON);
  const clientDataHash = hooks.clientDataHash?.(soundHash, hookTools) ?? soundHash;

  const answers = registrationAnswers(request.extensions);
  const soundParts = partsOf(request, variant, id, attestedKey(key, hooks, hookTools), answers.authenticator);
  const parts = hooks.authenticatorData?.(soundParts, hookTools) ?? soundParts;
  const soundData = authenticatorDataBytes(parts);
  const authData = hooks.authenticatorDataBytes?.(soundData, hookTools) ?? soundData;

  const authority = hooks.authority?.(tools.authority, hookTools) ?? tools.authority;
  const context = { credentialKey: key, parts, authData, clientDataHash, authority, hooks, tools: hookTools };
  const { fmt, attStmt: soundStatement } = makeStatement(context);
  const attStmt = hooks.statement === undefined ? soundStatement : hooks.statement(soundStatement, hookTools);
  const soundObject: CborMap = new Map<CborKey, CborValue>([
    ['fmt', fmt],
    ['attStmt', attStmt],
    ['authData', authData],
  ]);
  const object = hooks.attestationObject === undefined ? soundObject : hooks.attestationObject(soundObject, hookTools);
  const objectBytes = encodeCbor(object);
  const attestationObject = hooks.attestationObjectBytes?.(objectBytes, hookTools) ?? objectBytes;

  const credential = credentialOf(request, variant, parts, id, key);
  const sound = {
    id: toBase64url(credential.id),
    rawId: toBase64url(credential.id),
    type: 'public-key',
    authenticatorAttachment: 'cross-platform',
    response: {
      clientDataJSON: toBase64url(clientDataJSON),
      attestationObject: toBase64url(attestationObject),
      authenticatorData: toBase64url(authDataWithin(object) ?? authData),
      transports: ['usb'],
      // a client that does not know the key of a credential gives none
      ...(hooks.publicKey === undefined ? { publicKey: toBase64url(publicKeyInfo(key.publicKey)) } : {}),
      publicKeyAlgorithm: key.alg,
    },
    clientExtensionResults: answers.client,
  };
  const response = hooks.response === undefined ? sound : hooks.response(sound, hookTools);
  return { response, credential, bytes: { clientDataJSON, attestationObject, authData } };
}

function attestedKey(key: SigningKey, hooks: RegistrationHooks, tools: HookTools): Uint8Array {
  return hooks.publicKey === undefined
    ? key.publicKeyBytes
    : encodeCbor(hooks.publicKey(encodeCoseKey(key.publicKey), tools));
}

function partsOf(
  request: CreationRequest,
  variant: RegistrationVariant,
  credentialId: Uint8Array,
  publicKey: Uint8Array,
  outputs: CborMap,
): AuthenticatorDataParts {
  const extensions = extensionBytes(outputs);
  return {
    rpIdHash: sha256(utf8(request.rpId)),
    flags: flagsOf({ ...variant, attested: true, extensions: extensions !== undefined }),
    signCount: variant.signCount,
    attested: { aaguid: variant.attestation === 'fido-u2f' ? U2F_AAGUID : madeAaguid, credentialId, publicKey },
    ...(extensions === undefined ? {} : { extensions }),
  };
}

function credentialOf(
  request: CreationRequest,
  variant: RegistrationVariant,
  parts: AuthenticatorDataParts,
  id: Uint8Array,
  key: SigningKey,
): MadeCredential {
  const credBlob = credBlobOf(request.extensions);
  return {
    id: parts.attested?.credentialId ?? id,
    key,
    publicKeyBytes: parts.attested?.publicKey ?? key.publicKeyBytes,
    rpId: request.rpId,
    userHandle: request.userHandle,
    aaguid: parts.attested?.aaguid ?? madeAaguid,
    backupEligible: variant.backupEligible,
    ...(credBlob === undefined ? {} : { credBlob }),
    signCount: variant.signCount,
  };
}

function authDataWithin(object: CborValue): Uint8Array | undefined {
  const authData = object instanceof Map ? object.get('authData') : undefined;
  return authData instanceof Uint8Array ? authData : undefined;
}
