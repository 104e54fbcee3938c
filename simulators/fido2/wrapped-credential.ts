import { concat, utf8 } from '../../src/bytes/bytes.ts';
import { decryptCbc, encryptCbc } from '../../src/crypto/aes-cbc.ts';
import { hmacSha256, type SymmetricKey, symmetricKey } from '../../src/crypto/hmac.ts';
import type { CommandContext } from './context.ts';
import type { Credential } from './state.ts';

/**
 * A credential that lies in its own id: version (1) ‖ IV (16) ‖ AES-256-CBC of the content (48) ‖ HMAC-SHA-256 (32) over
 * the relying party's hash and all before it: 97 bytes. The keys are derived from the device's master secret.
 * Content: private key (32) ‖ −alg (1) ‖ credProtect (1) ‖ flags (1: hmac-secret) ‖ zeros.
 */
const VERSION = 1;
const CIPHER_AT = 17;
const MAC_AT = 65;
/** The length of a wrapped credential id in bytes. */
export const wrappedIdLength = 97;

/** What goes into a wrapped credential. */
export interface WrappedContent {
  readonly rpIdHash: Uint8Array;
  /** −7 or −8. */
  readonly alg: number;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly credProtect: 1 | 2 | 3;
  readonly hmacSecret: boolean;
}

/** A credential without state: its id holds everything, sealed by this device for this relying party. */
export function wrapCredential(context: CommandContext, content: WrappedContent): Credential {
  const keys = wrappingKeys(context.state.durable.masterSecret);
  const plain = new Uint8Array(MAC_AT - CIPHER_AT);
  plain.set(content.secret);
  plain.set([-content.alg, content.credProtect, content.hmacSecret ? 1 : 0], 32);
  const iv = context.env.random.bytes(16);
  const sealed = concat(Uint8Array.of(VERSION), iv, encryptCbc(keys.cipher, iv, plain));
  const mac = hmacSha256(keys.mac, context.policy.wrappedAssociatedData(content.rpIdHash), sealed);
  return new WrappedCredential(keys, content, concat(sealed, mac));
}

/** The credential in an id that this device wrapped for this relying party; `undefined` for every other id. */
export function unwrapCredential(
  context: CommandContext,
  rpIdHash: Uint8Array,
  id: Uint8Array,
): Credential | undefined {
  if (id.length !== wrappedIdLength || id[0] !== VERSION) return undefined;
  const keys = wrappingKeys(context.state.durable.masterSecret);
  const sealed = id.subarray(0, MAC_AT);
  const mac = hmacSha256(keys.mac, context.policy.wrappedAssociatedData(rpIdHash), sealed);
  if (!context.policy.isWrappedByUs(mac, id.subarray(MAC_AT))) return undefined;
  const plain = decryptCbc(keys.cipher, id.subarray(1, CIPHER_AT), id.subarray(CIPHER_AT, MAC_AT));
  const level = plain[33];
  const content: WrappedContent = {
    rpIdHash,
    alg: -plain[32]!,
    secret: plain.slice(0, 32),
    credProtect: context.policy.unwrappedProtection(level === 2 || level === 3 ? level : 1),
    hmacSecret: plain[34] === 1,
  };
  return new WrappedCredential(keys, content, id.slice());
}

interface WrappingKeys {
  readonly cipher: SymmetricKey;
  readonly mac: SymmetricKey;
  readonly credRandom: SymmetricKey;
}

/** Its hmac-secret keys are worked out when they are asked for: most credentials are never asked. */
class WrappedCredential implements Credential {
  readonly id: Uint8Array;
  readonly rpIdHash: Uint8Array;
  readonly alg: number;
  readonly secret: Uint8Array;
  readonly credProtect: 1 | 2 | 3;
  readonly hmacSecret: boolean;
  readonly resident = undefined;
  readonly #keys: WrappingKeys;

  constructor(keys: WrappingKeys, content: WrappedContent, id: Uint8Array) {
    this.id = id;
    this.rpIdHash = content.rpIdHash;
    this.alg = content.alg;
    this.secret = content.secret;
    this.credProtect = content.credProtect;
    this.hmacSecret = content.hmacSecret;
    this.#keys = keys;
  }

  get credRandomWithUv(): Uint8Array {
    return hmacSha256(this.#keys.credRandom, this.secret, Uint8Array.of(1));
  }

  get credRandomWithoutUv(): Uint8Array {
    return hmacSha256(this.#keys.credRandom, this.secret, Uint8Array.of(0));
  }
}

/** Derived once for each master secret: reset draws a new array, and the old keys go with the old one. */
const derived = new WeakMap<Uint8Array, WrappingKeys>();

function wrappingKeys(masterSecret: Uint8Array): WrappingKeys {
  let keys = derived.get(masterSecret);
  if (keys === undefined) {
    const key = (label: string): SymmetricKey =>
      symmetricKey(hmacSha256(masterSecret, utf8(`touchstone/wrapped/${label}`)));
    keys = { cipher: key('cipher'), mac: key('mac'), credRandom: key('cred-random') };
    derived.set(masterSecret, keys);
  }
  return keys;
}
