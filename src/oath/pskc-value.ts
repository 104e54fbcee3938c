import { TokenError } from './import-failure.ts';
import { base64Of, childOf, countOf } from './pskc-element.ts';
import type { PskcOpener } from './pskc-keys.ts';
import type { XmlElement } from './xml-element.ts';

/** The secret of a key, plain or encrypted. Throws `TokenError`. */
export function pskcSecret(secret: XmlElement, opener: PskcOpener, remarks: Set<string>): Uint8Array {
  const plain = childOf(secret, 'PlainValue');
  const encrypted = childOf(secret, 'EncryptedValue');
  if ((plain === undefined) === (encrypted === undefined)) {
    const received = plain === undefined ? 'neither' : 'both';
    throw new TokenError('field-missing', 'Secret', 'a PlainValue or an EncryptedValue', received, secret.offset);
  }
  const bytes =
    plain === undefined ? opener.open(encrypted!, childOf(secret, 'ValueMAC'), 'Secret') : base64Of(plain, 'Secret');
  if (bytes.length === 0) throw new TokenError('secret-wrong', 'Secret', 'at least one byte', 'none', secret.offset);
  if (bytes.length > MOST_SECRET_BYTES) {
    throw new TokenError(
      'secret-too-long',
      'Secret',
      `at most ${MOST_SECRET_BYTES} bytes`,
      `${bytes.length}`,
      secret.offset,
    );
  }
  if (plain === undefined && !opener.hasMac)
    remarks.add('encrypted values without a MAC: a change of them would not be noticed');
  return bytes;
}

/** A number among the data of a key; undefined where it is absent. Encrypted ones are 4 or 8 bytes, big-endian (RFC 6030 section 4.2). Throws `TokenError`. */
export function pskcInteger(
  data: XmlElement,
  name: string,
  opener: PskcOpener,
  least: number,
  most: number,
): number | undefined {
  const element = childOf(data, name);
  if (element === undefined) return undefined;
  const plain = childOf(element, 'PlainValue');
  if (plain !== undefined) return countOf(plain, name, least, most);
  const encrypted = childOf(element, 'EncryptedValue');
  if (encrypted === undefined) {
    throw new TokenError('field-missing', name, 'a PlainValue or an EncryptedValue', 'neither', element.offset);
  }
  const bytes = opener.open(encrypted, childOf(element, 'ValueMAC'), name);
  const value = Number(integerOf(bytes, least < 0));
  if ((bytes.length === 4 || bytes.length === 8) && value >= least && value <= most) return value;
  throw new TokenError(
    'field-wrong',
    name,
    `${least} to ${most} in 4 or 8 bytes`,
    `another in ${bytes.length}`,
    element.offset,
  );
}

const MOST_SECRET_BYTES = 4096;

function integerOf(bytes: Uint8Array, isSigned: boolean): bigint {
  const unsigned = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  return isSigned ? BigInt.asIntN(bytes.length * 8, unsigned) : unsigned;
}
