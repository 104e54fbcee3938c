import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { fromUtf8, utf8 } from '../../bytes/bytes.ts';
import type { CborValue } from '../../codec/cbor/value.ts';
import { dnsName, extensionOid, subjectAltName } from '../certificate-extensions.ts';
import { commonName, organization } from '../names.ts';
import type { RegistrationSpoil } from '../spoil.ts';
import { attestationSpoil, certificateChanged, clause, flipped, memberRemoved, memberSet } from './altered.ts';
import { otherRsaKeyInfo } from './other-key.ts';

const steps = [clause('8.5')];
const needs = { kinds: ['android-safetynet'] } as const;
const OTHER_HOST = 'attest.android.com.example.net';
const YEAR_MS = 31_536_000_000;

type Json = Readonly<Record<string, unknown>>;

/** Statements of android-safetynet against section 8.5. */
export const safetyNetSpoils: readonly RegistrationSpoil[] = [
  payload('nonce-other', 'nonce is not the hash of authenticator data and client data', ({ nonce }) => ({
    nonce: Buffer.from(flipped(Buffer.from(String(nonce), 'base64'), 0)).toString('base64'),
  })),
  payload('nonce-empty', 'nonce is empty', () => ({ nonce: '' })),
  payload('nonce-missing', 'the payload has no nonce', () => ({ nonce: undefined })),
  payload('nonce-truncated', 'nonce lacks its end', ({ nonce }) => ({ nonce: String(nonce).slice(0, 22) })),
  // Since Level 2 the standard no longer names this member: how sound the device must be is the relying party's policy.
  payload('cts-profile-mismatch', 'ctsProfileMatch is false', () => ({ ctsProfileMatch: false }), 'SHOULD'),
  payload(
    'cts-profile-missing',
    'the payload has no ctsProfileMatch',
    () => ({ ctsProfileMatch: undefined }),
    'SHOULD',
  ),
  payload('cts-profile-text', 'ctsProfileMatch is a text', () => ({ ctsProfileMatch: 'true' }), 'SHOULD'),
  payload(
    'timestamp-old',
    'timestampMs is a year before the ceremony',
    ({ timestampMs }) => ({ timestampMs: Number(timestampMs) - YEAR_MS }),
    'SHOULD',
  ),
  payload(
    'timestamp-future',
    'timestampMs is a year after the ceremony',
    ({ timestampMs }) => ({ timestampMs: Number(timestampMs) + YEAR_MS }),
    'SHOULD',
  ),
  attestationSpoil(
    'android-safetynet.payload-no-json',
    'the payload is no JSON',
    steps,
    { formatPart: (name, sound) => (name === 'android-safetynet.payload' ? sound.subarray(1) : sound) },
    needs,
  ),
  attestationSpoil(
    'android-safetynet.signature',
    'the signature of the response is not over its payload',
    steps,
    { signedBytes: (sound) => flipped(sound, -1) },
    needs,
  ),
  attestationSpoil(
    'android-safetynet.signature-bit',
    'a bit of the signature of the response is turned over',
    steps,
    { signature: (sound) => flipped(sound, -1) },
    needs,
  ),
  attestationSpoil(
    'android-safetynet.certificate-key-other',
    'the certificate is of another key than the one that signed the response',
    steps,
    certificateChanged('leaf', () => ({ publicKey: otherRsaKeyInfo() })),
    needs,
  ),
  attestationSpoil(
    'android-safetynet.host-other',
    'the certificate is issued to a host that is not attest.android.com',
    steps,
    certificateChanged('leaf', ({ extensions }) => ({
      subject: [organization('Touchstone'), commonName(OTHER_HOST)],
      extensions: extensions.map((extension) =>
        extension.oid === extensionOid.subjectAltName ? subjectAltName(false, dnsName(OTHER_HOST)) : extension,
      ),
    })),
    needs,
  ),
  member('version-missing', 'the statement has no ver', memberRemoved('ver')),
  member('version-number', 'ver is a number', memberSet('ver', 240513000)),
  member('response-missing', 'the statement has no response', memberRemoved('response')),
  member(
    'response-text',
    'response is a text, not a byte string',
    responseChanged((parts) => parts.join('.')),
  ),
  member(
    'response-two-parts',
    'response lacks its signature',
    responseChanged(([header, body]) => utf8(`${header}.${body}`)),
  ),
  member(
    'response-unsigned',
    'the header of the response says that it is not signed, and it is not',
    responseChanged(([header, body]) => utf8(`${headerChanged(header, { alg: 'none' })}.${body}.`)),
  ),
  member(
    'certificates-missing',
    'the header of the response has no x5c',
    responseChanged(([header, ...rest]) => utf8([headerChanged(header, { x5c: undefined }), ...rest].join('.'))),
  ),
  member(
    'certificates-empty',
    'x5c in the header of the response is empty',
    responseChanged(([header, ...rest]) => utf8([headerChanged(header, { x5c: [] }), ...rest].join('.'))),
  ),
];

function payload(
  name: string,
  says: string,
  change: (sound: Json) => Json,
  level: RegistrationSpoil['level'] = 'MUST',
): RegistrationSpoil {
  const spoiled = (sound: Uint8Array): Uint8Array => {
    const members: Json = JSON.parse(fromUtf8(sound) ?? '{}');
    return utf8(JSON.stringify({ ...members, ...change(members) }));
  };
  return attestationSpoil(
    `android-safetynet.${name}`,
    says,
    steps,
    { formatPart: (part, sound) => (part === 'android-safetynet.payload' ? spoiled(sound) : sound) },
    needs,
    level,
  );
}

function member(name: string, says: string, statement: (sound: CborValue) => CborValue): RegistrationSpoil {
  return attestationSpoil(`android-safetynet.${name}`, says, steps, { statement }, needs);
}

function responseChanged(change: (parts: readonly string[]) => CborValue): (sound: CborValue) => CborValue {
  return memberSet('response', (sound) => {
    const response = sound.get('response');
    return change(response instanceof Uint8Array ? (fromUtf8(response) ?? '').split('.') : []);
  });
}

function headerChanged(header: string | undefined, others: Json): string {
  const members: Json = JSON.parse(fromUtf8(fromBase64url(header ?? '')) ?? '{}');
  return toBase64url(utf8(JSON.stringify({ ...members, ...others })));
}
