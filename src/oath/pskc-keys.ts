import { pbkdf2Sync } from 'node:crypto';
import { equalBytes, utf8 } from '../bytes/bytes.ts';
import { hmac } from '../crypto/hmac.ts';
import { TokenError } from './import-failure.ts';
import { decipher } from './pskc-cipher.ts';
import { base64Of, childOf, countOf, looseChildOf } from './pskc-element.ts';
import { pbkdf2Names, pskcMacs, pskcNamespace, pskcPrfs } from './pskc-names.ts';
import type { XmlElement } from './xml-element.ts';

/** What the reader of a container was given beside it. */
export interface PskcSecrets {
  /** The pre-shared key, or the key that a password was made into. */
  readonly key?: Uint8Array;
  readonly password?: string;
}

/** How a container's values are opened. */
export interface PskcOpener {
  /** Whether values have to carry a MAC. */
  readonly hasMac: boolean;
  /** The bytes of an `EncryptedValue`, its MAC checked before it is deciphered. Throws `TokenError`. */
  open(value: XmlElement, mac: XmlElement | undefined, field: string): Uint8Array;
}

const MOST_ITERATIONS = 20_000_000;

/** The opener of a container (RFC 6030 sections 6.1 and 6.2). The key is asked for, and derived, when a value needs it. Throws nothing. */
export function pskcOpener(container: XmlElement, secrets: PskcSecrets): PskcOpener {
  const keyOf = once(() => encryptionKey(container, secrets));
  const macOf = once(() => macMethod(container, keyOf));
  const hasMac = container.children.some(
    (child) => child.name === 'MACMethod' && child.namespace === pskcNamespace.pskc,
  );
  return {
    hasMac,
    open: (value, mac, field) => {
      const { algorithm, bytes } = encrypted(value, field);
      if (hasMac) checkMac(macOf(), bytes, mac, field, value.offset);
      const { plain, isPkcs7 } = decipher(algorithm, keyOf(), bytes, field);
      // with no MAC the padding is all there is to tell a wrong key by
      if (!hasMac && !isPkcs7)
        throw new TokenError('key-wrong', field, 'padding, as the right key gives', 'other bytes');
      return plain;
    },
  };
}

interface MacMethod {
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512';
  readonly key: Uint8Array;
  /** False where the key that opened it may be a wrong one. */
  readonly isSure: boolean;
}

function checkMac(method: MacMethod, bytes: Uint8Array, mac: XmlElement | undefined, field: string, at: number): void {
  // RFC 6030 section 6.2: a container with a MACMethod has a ValueMAC beside each encrypted value
  if (mac === undefined)
    throw new TokenError('mac-missing', field, 'a ValueMAC beside the encrypted value', 'none', at);
  if (equalBytes(hmac(method.hash, method.key, bytes), base64Of(mac, 'ValueMAC'))) return;
  if (!method.isSure) throw new TokenError('key-wrong', field, 'the key of the container', 'another', at);
  throw new TokenError(
    'mac-broken',
    field,
    'the MAC of the encrypted value',
    'another: it was changed, or the key is wrong',
    at,
  );
}

function macMethod(container: XmlElement, keyOf: () => Uint8Array): MacMethod {
  const element = childOf(container, 'MACMethod')!;
  const algorithm = element.attributes.get('Algorithm') ?? '';
  const hash = Object.hasOwn(pskcMacs, algorithm) ? pskcMacs[algorithm] : undefined;
  if (hash === undefined) {
    const received = JSON.stringify(algorithm.slice(0, 80));
    throw new TokenError(
      'cipher-unsupported',
      'MACMethod',
      'HMAC with SHA-1, 256, 384 or 512',
      received,
      element.offset,
    );
  }
  const macKey = childOf(element, 'MACKey');
  // before the RFC the key of the values served for their MAC too
  if (macKey === undefined) return { hash, key: keyOf(), isSure: false };
  const { algorithm: cipher, bytes } = encrypted(macKey, 'MACKey');
  const { plain, isPkcs7 } = decipher(cipher, keyOf(), bytes, 'MACKey');
  return { hash, key: plain, isSure: isPkcs7 && plain.length > 0 };
}

function encryptionKey(container: XmlElement, { key, password }: PskcSecrets): Uint8Array {
  const element = childOf(container, 'EncryptionKey');
  const derived = element === undefined ? undefined : childOf(element, 'DerivedKey', pskcNamespace.xenc11);
  // a key that was given beside a password may be the derived one, or of another file
  if (key !== undefined && (derived === undefined || password === undefined)) return key;
  if (derived === undefined) {
    const isWrapped =
      element?.children.some((child) => child.name === 'EncryptedKey' || child.name === 'X509Data') === true;
    if (isWrapped) {
      throw new TokenError(
        'cipher-unsupported',
        'EncryptionKey',
        'a pre-shared key or a password',
        'a key for a certificate',
        element!.offset,
      );
    }
    throw new TokenError(
      'key-missing',
      'EncryptionKey',
      'the pre-shared key',
      password === undefined ? 'none' : 'a password',
      element?.offset,
    );
  }
  if (password === undefined)
    throw new TokenError('key-missing', 'EncryptionKey', 'the password', 'none', derived.offset);
  return derivedKey(derived, password);
}

/** PBKDF2 by the parameters of the container (RFC 8018 section 5.2). */
function derivedKey(derived: XmlElement, password: string): Uint8Array {
  const method = childOf(derived, 'KeyDerivationMethod', pskcNamespace.xenc11);
  const name = method?.attributes.get('Algorithm') ?? '';
  const parameters = method === undefined ? undefined : looseChildOf(method, 'PBKDF2-params');
  if (!pbkdf2Names.includes(name) || parameters === undefined) {
    throw new TokenError(
      'cipher-unsupported',
      'KeyDerivationMethod',
      'PBKDF2',
      JSON.stringify(name.slice(0, 80)),
      derived.offset,
    );
  }
  const salt = within(within(parameters, 'Salt'), 'Specified');
  const iterations = countOf(within(parameters, 'IterationCount'), 'IterationCount', 1, MOST_ITERATIONS);
  const length = countOf(within(parameters, 'KeyLength'), 'KeyLength', 16, 32);
  const prfName = looseChildOf(parameters, 'PRF')?.attributes.get('Algorithm');
  const prf = prfName === undefined ? 'sha1' : Object.hasOwn(pskcPrfs, prfName) ? pskcPrfs[prfName] : undefined;
  if (prf === undefined) {
    throw new TokenError(
      'cipher-unsupported',
      'PRF',
      'HMAC with SHA-1, 256, 384 or 512',
      JSON.stringify(prfName!.slice(0, 80)),
    );
  }
  return new Uint8Array(pbkdf2Sync(utf8(password), base64Of(salt, 'Salt'), iterations, length, prf));
}

function within(element: XmlElement, name: string): XmlElement {
  const child = looseChildOf(element, name);
  if (child === undefined) throw new TokenError('field-missing', name, 'one', 'none', element.offset);
  return child;
}

function encrypted(value: XmlElement, field: string): { readonly algorithm: string; readonly bytes: Uint8Array } {
  const method = childOf(value, 'EncryptionMethod', pskcNamespace.xenc);
  const data = childOf(value, 'CipherData', pskcNamespace.xenc);
  const cipherValue = data === undefined ? undefined : childOf(data, 'CipherValue', pskcNamespace.xenc);
  if (method === undefined || cipherValue === undefined) {
    throw new TokenError('field-missing', field, 'an EncryptionMethod and a CipherValue', 'none', value.offset);
  }
  return { algorithm: method.attributes.get('Algorithm') ?? '', bytes: base64Of(cipherValue, field) };
}

/** A value that is made once, and an error that is thrown each time it is asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    if (made === undefined) {
      try {
        made = { value: make() };
      } catch (error) {
        made = { error };
      }
    }
    if ('error' in made) throw made.error;
    return made.value;
  };
}
