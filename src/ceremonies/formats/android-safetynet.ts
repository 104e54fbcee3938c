import { toBase64url } from '../../bytes/base64url.ts';
import { concat, utf8 } from '../../bytes/bytes.ts';
import type { CborKey, CborValue } from '../../codec/cbor/value.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import { sha256 } from '../../crypto/hash.ts';
import { basicConstraints, dnsName, keyUsage, keyUsageBit, subjectAltName } from '../certificate-extensions.ts';
import { commonName, organization } from '../names.ts';
import { publicKeyInfo } from '../public-key-info.ts';
import { attestationKey, chainFor, signedBy, spoiledPart } from '../sign-statement.ts';
import type { StatementMaker } from '../statement-maker.ts';

/** The host that SafetyNet's certificate names. */
export const SAFETYNET_HOST = 'attest.android.com';
/** When sound SafetyNet responses were made where the ceremony knows no time: 2024-06-01. */
export const SAFETYNET_TIME_MS: number = Date.UTC(2024, 5, 1);

/** Android SafetyNet attestation (WebAuthn Level 3 section 8.5): a JWS over the nonce of the ceremony and the health of the device. */
export const makeSafetyNet: StatementMaker = (context) => {
  const { authData, clientDataHash, tools } = context;
  const key = attestationKey(context, coseAlgorithm.RS256);
  const x5c = chainFor(context, {
    subject: [organization('Touchstone'), commonName(SAFETYNET_HOST)],
    publicKey: publicKeyInfo(key.publicKey),
    extensions: [
      basicConstraints(false),
      keyUsage(keyUsageBit.digitalSignature),
      subjectAltName(false, dnsName(SAFETYNET_HOST)),
    ],
  });
  const header = { alg: 'RS256', x5c: x5c.map(toBase64) };
  const sound = {
    nonce: toBase64(sha256(concat(authData, clientDataHash))),
    timestampMs: tools.nowMs ?? SAFETYNET_TIME_MS,
    apkPackageName: 'com.google.android.gms',
    apkDigestSha256: toBase64(tools.random.bytes(32)),
    ctsProfileMatch: true,
    apkCertificateDigestSha256: [toBase64(tools.random.bytes(32))],
    basicIntegrity: true,
  };
  const payload = spoiledPart(context, 'android-safetynet.payload', utf8(JSON.stringify(sound)));
  const signingInput = `${toBase64url(utf8(JSON.stringify(header)))}.${toBase64url(payload)}`;
  const signature = signedBy(context, key, utf8(signingInput));
  return {
    fmt: 'android-safetynet',
    attStmt: new Map<CborKey, CborValue>([
      ['ver', '240513000'],
      ['response', utf8(`${signingInput}.${toBase64url(signature)}`)],
    ]),
  };
};

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
