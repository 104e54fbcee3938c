import { pbkdf2Sync } from 'node:crypto';
import { toBase64 } from '../bytes/base64.ts';
import { utf8 } from '../bytes/bytes.ts';
import { hmac } from '../crypto/hmac.ts';
import type { Random } from '../env/env.ts';
import { encipher } from './pskc-cipher.ts';
import { pskcNamespace } from './pskc-names.ts';
import { userOfPskc } from './pskc-user.ts';
import type { TokenRecord } from './token-record.ts';
import { escapeXml } from './xml-reference.ts';

/** How the secrets of a container are closed: by a pre-shared key of 16, 24 or 32 bytes, or by a password. */
export interface PskcEncryption {
  readonly key?: Uint8Array;
  readonly password?: string;
  /** Of PBKDF2, at least 1000; 200,000 unless given. */
  readonly iterations?: number;
  /** Of the MAC and of PBKDF2; SHA1 unless given, which is what every reader of the RFC knows. */
  readonly hash?: 'SHA1' | 'SHA256';
  readonly random: Random;
}

interface Closer {
  /** The elements before the packages. */
  readonly head: string;
  secret(bytes: Uint8Array): string;
}

const ITERATIONS = 200_000;
const plainly: Closer = { head: '', secret: (bytes) => `<PlainValue>${toBase64(bytes)}</PlainValue>` };

/** A container of the tokens (RFC 6030), secrets plain unless told how to close them. Throws `RangeError` for a key of another length and for texts that XML cannot hold. */
export function writePskc(tokens: readonly TokenRecord[], encryption?: PskcEncryption): string {
  const closer = encryption === undefined ? plainly : closerOf(encryption);
  const declared = encryption === undefined ? '' : ` xmlns:ds="${pskcNamespace.ds}" xmlns:xenc="${pskcNamespace.xenc}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<KeyContainer Version="1.0" xmlns="${pskcNamespace.pskc}"${declared}>`,
    ...(closer.head === '' ? [] : [closer.head]),
    ...tokens.map((token, index) => packageOf(token, index, closer)),
    '</KeyContainer>',
    '',
  ].join('\n');
}

function packageOf(token: TokenRecord, index: number, closer: Closer): string {
  const { type, serial, manufacturer, model, issuer, label, upn, hash, digits, secret } = token;
  const device = element('Manufacturer', manufacturer) + element('SerialNo', serial) + element('Model', model);
  const suite = hash === 'SHA1' ? '' : element('Suite', `HMAC-${hash}`);
  const moving =
    type === 'hotp'
      ? plainValue('Counter', token.counter)
      : plainValue('Time', 0) +
        plainValue('TimeInterval', token.periodSeconds) +
        plainValue('TimeDrift', token.timeDriftSteps);
  return [
    '  <KeyPackage>',
    ...(device === '' ? [] : [`    <DeviceInfo>${device}</DeviceInfo>`]),
    `    <Key Id="${escapeXml(serial ?? `${index + 1}`)}" Algorithm="${pskcNamespace.pskc}:${type}">`,
    ...(issuer === undefined ? [] : [`      ${element('Issuer', issuer)}`]),
    `      <AlgorithmParameters>${suite}<ResponseFormat Length="${digits}" Encoding="DECIMAL"/></AlgorithmParameters>`,
    ...(label === undefined ? [] : [`      ${element('FriendlyName', label)}`]),
    `      <Data><Secret>${closer.secret(secret)}</Secret>${moving}</Data>`,
    ...(upn === undefined ? [] : [`      ${element('UserId', userOfPskc(upn))}`]),
    '    </Key>',
    '  </KeyPackage>',
  ].join('\n');
}

function closerOf(encryption: PskcEncryption): Closer {
  const { hash = 'SHA1', random } = encryption;
  const { key, head } = keyOf(encryption, hash);
  const macKey = random.bytes(hash === 'SHA1' ? 20 : 32);
  const hmacName = hash === 'SHA1' ? 'sha1' : 'sha256';
  const close = (bytes: Uint8Array): Uint8Array => encipher(key, random.bytes(16), bytes);
  const method = `<xenc:EncryptionMethod Algorithm="${pskcNamespace.xenc}aes${key.length * 8}-cbc"/>`;
  const written = (bytes: Uint8Array): string =>
    `${method}<xenc:CipherData><xenc:CipherValue>${toBase64(bytes)}</xenc:CipherValue></xenc:CipherData>`;
  return {
    head: [
      `  <EncryptionKey>${head}</EncryptionKey>`,
      `  <MACMethod Algorithm="${macName(hash)}"><MACKey>${written(close(macKey))}</MACKey></MACMethod>`,
    ].join('\n'),
    secret: (bytes) => {
      const closed = close(bytes);
      // RFC 6030 section 6.2: over the IV and the cipher text
      return `<EncryptedValue>${written(closed)}</EncryptedValue><ValueMAC>${toBase64(hmac(hmacName, macKey, closed))}</ValueMAC>`;
    },
  };
}

function keyOf(
  { key, password, iterations = ITERATIONS, random }: PskcEncryption,
  hash: 'SHA1' | 'SHA256',
): { readonly key: Uint8Array; readonly head: string } {
  if (key !== undefined) {
    if (![16, 24, 32].includes(key.length)) {
      throw new RangeError(`key: expected 16, 24 or 32 bytes, received ${key.length}`);
    }
    return { key, head: '<ds:KeyName>Pre-shared-key</ds:KeyName>' };
  }
  if (password === undefined || password === '') throw new RangeError('password: expected one, received nothing');
  if (!Number.isInteger(iterations) || iterations < 1000) {
    throw new RangeError(`iterations: expected at least 1000, received ${iterations}`);
  }
  const salt = random.bytes(16);
  const length = 16;
  const prf = hash === 'SHA1' ? '' : `<PRF Algorithm="${macName(hash)}"/>`;
  return {
    key: new Uint8Array(pbkdf2Sync(utf8(password), salt, iterations, length, hash === 'SHA1' ? 'sha1' : 'sha256')),
    head: `<xenc11:DerivedKey xmlns:xenc11="${pskcNamespace.xenc11}"><xenc11:KeyDerivationMethod Algorithm="${pskcNamespace.pkcs5}pbkdf2"><pkcs5:PBKDF2-params xmlns:pkcs5="${pskcNamespace.pkcs5}" xmlns=""><Salt><Specified>${toBase64(salt)}</Specified></Salt><IterationCount>${iterations}</IterationCount><KeyLength>${length}</KeyLength>${prf}</pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod><xenc11:MasterKeyName>Password</xenc11:MasterKeyName></xenc11:DerivedKey>`,
  };
}

function macName(hash: 'SHA1' | 'SHA256'): string {
  return hash === 'SHA1' ? `${pskcNamespace.ds}hmac-sha1` : 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
}

function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
}

function plainValue(name: string, value: number | undefined): string {
  return value === undefined ? '' : `<${name}><PlainValue>${value}</PlainValue></${name}>`;
}
