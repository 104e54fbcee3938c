import { toBase64 } from '../bytes/base64.ts';
import { toBase64url } from '../bytes/base64url.ts';
import { concat, utf8 } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { coseAlgorithm } from '../codec/cose-key.ts';
import { decodeEcdsaDer } from '../crypto/der.ts';
import { generateSigningKey, type SigningKey } from '../crypto/signing-key.ts';
import type { Random } from '../env/env.ts';
import { type Authority, drawnSerialNumber, VALID_FROM_MS, VALID_UNTIL_MS } from './authority.ts';
import { encodeCertificate } from './certificate.ts';
import { basicConstraints, keyUsage, keyUsageBit } from './certificate-extensions.ts';
import type { CertificateParts } from './hooks.ts';
import { attestationSubject } from './names.ts';
import { publicKeyInfo } from './public-key-info.ts';

/** A model as an entry of a metadata BLOB names it. */
export interface ModelDescription {
  /** 16 bytes. */
  readonly aaguid: Uint8Array;
  readonly description: string;
  /** Attestation roots in DER. */
  readonly roots: readonly Uint8Array[];
  /** Status reports, the oldest first; one of FIDO_CERTIFIED_L1 unless given. */
  readonly statusReports?: readonly { readonly status: string; readonly effectiveDate?: string }[];
  /** Members of the metadata statement that replace those of a sound security key. */
  readonly statement?: Readonly<Record<string, unknown>>;
}

/** What goes into a BLOB, and what of it is to be wrong. */
export interface BlobRequest {
  readonly models: readonly ModelDescription[];
  readonly no?: number;
  /** ISO 8601 date. */
  readonly nextUpdate?: string;
  /** One step spoiled: each is given the sound value and gives the spoiled one. */
  readonly hooks?: BlobHooks;
}

/** One step of a BLOB, spoiled. */
export interface BlobHooks {
  header?(sound: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  payload?(sound: Readonly<Record<string, unknown>>): unknown;
  certificate?(sound: CertificateParts): CertificateParts;
  /** x5c in DER, the signer first. */
  certificates?(sound: readonly Uint8Array[]): readonly Uint8Array[];
  /** r and s, each of 32 bytes. */
  signature?(sound: Uint8Array): Uint8Array;
}

/** A metadata BLOB (FIDO Metadata Service 3, section 3.1.7): a JWS of ES256 whose signer the authority's intermediate certifies. */
export function makeMetadataBlob(
  request: BlobRequest,
  { random, authority }: { readonly random: Random; readonly authority: Authority },
): string {
  const { models, no = 1, nextUpdate = '2050-01-01', hooks = {} } = request;
  const key = generateSigningKey(coseAlgorithm.ES256, { kind: 'seeded', random });
  const chain = [signerOf(key, authority, random, hooks), authority.intermediateDer];
  const x5c = (hooks.certificates?.(chain) ?? chain).map(toBase64);
  const soundHeader = { alg: 'ES256', typ: 'JWT', x5c };
  const soundPayload = {
    legalHeader: 'Test metadata of touchstone: of no authenticator that exists.',
    no,
    nextUpdate,
    entries: models.map(entryOf),
  };
  const header = part(hooks.header?.(soundHeader) ?? soundHeader);
  const payload = part(hooks.payload?.(soundPayload) ?? soundPayload);
  const { r, s } = decodeEcdsaDer(key.sign(utf8(`${header}.${payload}`)));
  const signature = concat(padded(r), padded(s));
  return `${header}.${payload}.${toBase64url(hooks.signature?.(signature) ?? signature)}`;
}

function signerOf(key: SigningKey, authority: Authority, random: Random, hooks: BlobHooks): Uint8Array {
  const parts: CertificateParts = {
    version: 3,
    serialNumber: drawnSerialNumber(random),
    subject: attestationSubject('Touchstone Test Metadata', 'Metadata'),
    issuer: authority.intermediate.subject,
    notBeforeMs: VALID_FROM_MS,
    notAfterMs: VALID_UNTIL_MS,
    publicKey: publicKeyInfo(key.publicKey),
    extensions: [basicConstraints(false), keyUsage(keyUsageBit.digitalSignature)],
  };
  return encodeCertificate(hooks.certificate?.(parts) ?? parts, authority.intermediateKey);
}

function entryOf(model: ModelDescription): Readonly<Record<string, unknown>> {
  const aaguid = uuid(model.aaguid);
  return {
    aaguid,
    metadataStatement: {
      aaguid,
      description: model.description,
      authenticatorVersion: 1,
      protocolFamily: 'fido2',
      schema: 3,
      upv: [{ major: 1, minor: 1 }],
      authenticationAlgorithms: ['secp256r1_ecdsa_sha256_raw'],
      publicKeyAlgAndEncodings: ['cose'],
      attestationTypes: ['basic_full'],
      userVerificationDetails: [
        [{ userVerificationMethod: 'passcode_external' }],
        [{ userVerificationMethod: 'presence_internal' }],
      ],
      keyProtection: ['hardware', 'secure_element'],
      matcherProtection: ['on_chip'],
      attachmentHint: ['external', 'wired'],
      tcDisplay: [],
      attestationRootCertificates: model.roots.map(toBase64),
      authenticatorGetInfo: {
        versions: ['FIDO_2_0', 'FIDO_2_1'],
        extensions: ['credProtect', 'hmac-secret'],
        aaguid: toHex(model.aaguid),
        options: { plat: false, rk: true, clientPin: true, up: true },
      },
      ...model.statement,
    },
    statusReports: model.statusReports ?? [{ status: 'FIDO_CERTIFIED_L1', effectiveDate: '2024-02-01' }],
    timeOfLastStatusChange: '2024-02-01',
  };
}

function part(value: unknown): string {
  return toBase64url(utf8(JSON.stringify(value)));
}

function padded(number: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(number, 32 - number.length);
  return bytes;
}

function uuid(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
