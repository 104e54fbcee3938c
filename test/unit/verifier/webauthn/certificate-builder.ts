import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';

/** A key pair for certificates of tests. */
export interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
}

/** What a certificate of a test says; the defaults are those of a sound packed attestation certificate. */
export interface CertificateParts {
  readonly keys: Keys;
  readonly issuer?: { readonly keys: Keys; readonly subject: readonly [string, number, string][] };
  readonly version?: number;
  /** Object identifier (hex of its content), tag of the text, text. */
  readonly subject?: readonly [string, number, string][];
  readonly ca?: boolean;
  readonly withoutConstraints?: true;
  readonly pathLength?: number;
  readonly aaguid?: Uint8Array;
  readonly aaguidCritical?: boolean;
  /** Signed by way of SHA-1 in place of SHA-256. */
  readonly weak?: true;
  readonly validity?: readonly [string, string];
}

export const C = '550406';
export const O = '55040a';
export const OU = '55040b';
export const CN = '550403';
const UTF8 = 0x0c;
const PRINTABLE = 0x13;

/** The subject that section 8.2.1 asks for. */
export const attestationSubject: readonly [string, number, string][] = [
  [C, PRINTABLE, 'CH'],
  [O, UTF8, 'Touchstone'],
  [OU, UTF8, 'Authenticator Attestation'],
  [CN, UTF8, 'Test key'],
];

/** A fresh key pair: P-256 unless said otherwise. */
export function makeKeys(kind: 'P-256' | 'P-384' | 'ed25519' | 'rsa' = 'P-256'): Keys {
  // The options as one type: the overloads of node's types do not take a union.
  const [type, own] =
    kind === 'ed25519' ? [kind, {}] : kind === 'rsa' ? [kind, { modulusLength: 2048 }] : ['ec', { namedCurve: kind }];
  const options = {
    ...own,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  };
  const pair = generateKeyPairSync(type as 'rsa', options as never) as unknown as {
    publicKey: Buffer;
    privateKey: Buffer;
  };
  return {
    publicKey: createPublicKey({ key: pair.publicKey, type: 'spki', format: 'der' }),
    privateKey: createPrivateKey({ key: pair.privateKey, type: 'pkcs8', format: 'der' }),
    spki: new Uint8Array(pair.publicKey),
  };
}

/** A value of DER. */
export function der(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.of(tag, ...head), content);
}

/** The DER of a certificate, signed by its issuer, or by itself. */
export function makeCertificate(parts: CertificateParts): Uint8Array {
  const subject = parts.subject ?? attestationSubject;
  const issuer = parts.issuer ?? { keys: parts.keys, subject };
  // ecdsa-with-SHA256 or ecdsa-with-SHA1; issuers of these tests are on P-256
  const algorithm = der(0x30, der(0x06, fromHex(parts.weak === true ? '2a8648ce3d0401' : '2a8648ce3d040302')));
  const [notBefore, notAfter] = parts.validity ?? ['250101000000Z', '350101000000Z'];
  const tbs = der(
    0x30,
    ...(parts.version === 1 ? [] : [der(0xa0, der(0x02, Uint8Array.of((parts.version ?? 3) - 1)))]),
    der(0x02, Uint8Array.of(0x11)),
    algorithm,
    nameOf(issuer.subject),
    der(0x30, der(0x17, utf8(notBefore)), der(0x17, utf8(notAfter))),
    nameOf(subject),
    parts.keys.spki,
    ...(parts.version === 1 ? [] : [der(0xa3, der(0x30, ...extensionsOf(parts)))]),
  );
  const signature = new Uint8Array(sign(parts.weak === true ? 'sha1' : 'sha256', tbs, issuer.keys.privateKey));
  return der(0x30, tbs, algorithm, der(0x03, Uint8Array.of(0), signature));
}

function nameOf(subject: readonly [string, number, string][]): Uint8Array {
  const relatives = subject.map(([oid, tag, text]) =>
    der(0x31, der(0x30, der(0x06, fromHex(oid)), der(tag, utf8(text)))),
  );
  return der(0x30, ...relatives);
}

function extensionsOf(parts: CertificateParts): Uint8Array[] {
  const yes = der(0x01, Uint8Array.of(0xff));
  const extensions: Uint8Array[] = [];
  if (parts.withoutConstraints !== true) {
    const pathLength = parts.pathLength === undefined ? [] : [der(0x02, Uint8Array.of(parts.pathLength))];
    const constraints = der(0x30, ...(parts.ca === true ? [yes, ...pathLength] : []));
    extensions.push(der(0x30, der(0x06, fromHex('551d13')), yes, der(0x04, constraints)));
  }
  if (parts.aaguid !== undefined) {
    const critical = parts.aaguidCritical === true ? [yes] : [];
    const oid = der(0x06, fromHex('2b0601040182e51c010104'));
    extensions.push(der(0x30, oid, ...critical, der(0x04, der(0x04, parts.aaguid))));
  }
  if (extensions.length === 0) extensions.push(der(0x30, der(0x06, fromHex('551d0f')), der(0x04, fromHex('03020780'))));
  return extensions;
}
