import { fromUtf8, utf8 } from '../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { StoreError } from '../ports/store.ts';
import type { AttestationIdentity, DurableState, StoredCredential, StoredUser } from './state.ts';

const FORMAT = 'touchstone-fido2-key';
const VERSION = 1;

/** The durable state as a document: UTF-8 JSON with byte strings in hexadecimal. */
export function encodeDocument(durable: DurableState): Uint8Array {
  const { attestation, pin } = durable;
  const document = {
    format: FORMAT,
    version: VERSION,
    pin: pin === undefined ? null : { hash: toHex(pin.hash), codePoints: pin.codePoints },
    pinRetries: durable.pinRetries,
    uvRetries: durable.uvRetries,
    minPinLength: durable.minPinLength,
    forcePinChange: durable.forcePinChange,
    signCount: durable.signCount,
    nextSerial: durable.nextSerial,
    masterSecret: toHex(durable.masterSecret),
    deviceIdentifier: toHex(durable.deviceIdentifier),
    storeState: toHex(durable.storeState),
    attestation: {
      alg: attestation.alg,
      secret: toHex(attestation.secret),
      certificates: attestation.certificates.map(toHex),
      root: attestation.root === undefined ? null : toHex(attestation.root),
    },
    credentials: durable.credentials.map(writeCredential),
  };
  return utf8(`${JSON.stringify(document, undefined, 1)}\n`);
}

/** Reads a document back. Throws `StoreError` naming the member that is missing or wrong. */
export function decodeDocument(document: Uint8Array): DurableState {
  const root = new Reader(parse(document), 'document');
  if (root.text('format') !== FORMAT) root.fail('format', `"${FORMAT}"`);
  if (root.integer('version') !== VERSION) root.fail('version', `${VERSION}`);
  const pin = root.maybe('pin');
  return {
    pin: pin === undefined ? undefined : { hash: pin.bytes('hash', 16), codePoints: pin.integer('codePoints') },
    pinRetries: root.integer('pinRetries', 8),
    uvRetries: root.integer('uvRetries', 25),
    minPinLength: root.integer('minPinLength', 63),
    forcePinChange: root.flag('forcePinChange'),
    signCount: root.integer('signCount', 0xffffffff),
    nextSerial: root.integer('nextSerial'),
    masterSecret: root.bytes('masterSecret', 32),
    deviceIdentifier: root.bytes('deviceIdentifier', 16),
    storeState: root.bytes('storeState', 16),
    attestation: readAttestation(root.object('attestation')),
    credentials: root.list('credentials').map(readCredential),
  };
}

function writeCredential(credential: StoredCredential): object {
  const { resident } = credential;
  return {
    id: toHex(credential.id),
    rpId: resident.rpId,
    rpName: resident.rpName ?? null,
    rpIdHash: toHex(credential.rpIdHash),
    user: {
      id: toHex(resident.user.id),
      name: resident.user.name ?? null,
      displayName: resident.user.displayName ?? null,
    },
    alg: credential.alg,
    secret: toHex(credential.secret),
    credProtect: credential.credProtect,
    hmacSecret: credential.hmacSecret,
    credRandomWithUv: toHex(credential.credRandomWithUv),
    credRandomWithoutUv: toHex(credential.credRandomWithoutUv),
    serial: resident.serial,
    signCount: resident.signCount,
  };
}

function readCredential(reader: Reader): StoredCredential {
  const credProtect = reader.integer('credProtect', 3);
  const rpName = reader.maybeText('rpName');
  return {
    id: reader.bytes('id'),
    rpIdHash: reader.bytes('rpIdHash', 32),
    alg: reader.integer('alg', -1, -65535),
    secret: reader.bytes('secret', 32),
    credProtect:
      credProtect === 1 || credProtect === 2 || credProtect === 3
        ? credProtect
        : reader.fail('credProtect', '1, 2 or 3'),
    hmacSecret: reader.flag('hmacSecret'),
    credRandomWithUv: reader.bytes('credRandomWithUv', 32),
    credRandomWithoutUv: reader.bytes('credRandomWithoutUv', 32),
    resident: {
      rpId: reader.text('rpId'),
      ...(rpName === undefined ? {} : { rpName }),
      user: readUser(reader.object('user')),
      serial: reader.integer('serial'),
      signCount: reader.integer('signCount', 0xffffffff),
    },
  };
}

function readUser(reader: Reader): StoredUser {
  const name = reader.maybeText('name');
  const displayName = reader.maybeText('displayName');
  return {
    id: reader.bytes('id'),
    ...(name === undefined ? {} : { name }),
    ...(displayName === undefined ? {} : { displayName }),
  };
}

function readAttestation(reader: Reader): AttestationIdentity {
  const root = reader.maybeText('root');
  return {
    alg: reader.integer('alg', -1, -65535),
    secret: reader.bytes('secret', 32),
    certificates: reader.hexList('certificates'),
    root: root === undefined ? undefined : reader.bytes('root'),
  };
}

function parse(document: Uint8Array): unknown {
  const text = fromUtf8(document);
  if (text === undefined) throw new StoreError('document: expected UTF-8 text, received other bytes');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StoreError(`document: expected JSON, received ${document.length} bytes that are not`, { cause });
  }
}

/** One object of the document, with the path that errors name. */
class Reader {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new StoreError(`${path}: expected an object, received ${describe(value)}`);
    }
    this.#object = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  fail(member: string, expected: string): never {
    throw new StoreError(`${this.#path}.${member}: expected ${expected}, received ${describe(this.#object[member])}`);
  }

  text(member: string): string {
    const value = this.#object[member];
    return typeof value === 'string' ? value : this.fail(member, 'text');
  }

  maybeText(member: string): string | undefined {
    return this.#object[member] === null ? undefined : this.text(member);
  }

  flag(member: string): boolean {
    const value = this.#object[member];
    return typeof value === 'boolean' ? value : this.fail(member, 'true or false');
  }

  integer(member: string, max = Number.MAX_SAFE_INTEGER, min = 0): number {
    const value = this.#object[member];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    return this.fail(member, `an integer from ${min} to ${max}`);
  }

  bytes(member: string, length?: number): Uint8Array {
    const bytes = hexBytes(this.#object[member]);
    if (bytes !== undefined && (length === undefined || bytes.length === length)) return bytes;
    return this.fail(member, length === undefined ? 'hexadecimal bytes' : `${length} bytes in hexadecimal`);
  }

  hexList(member: string): Uint8Array[] {
    return this.#array(member).map((value) => hexBytes(value) ?? this.fail(member, 'a list of hexadecimal bytes'));
  }

  object(member: string): Reader {
    return new Reader(this.#object[member], `${this.#path}.${member}`);
  }

  maybe(member: string): Reader | undefined {
    return this.#object[member] === null ? undefined : this.object(member);
  }

  list(member: string): Reader[] {
    return this.#array(member).map((value, index) => new Reader(value, `${this.#path}.${member}[${index}]`));
  }

  #array(member: string): unknown[] {
    const value = this.#object[member];
    return Array.isArray(value) ? value : this.fail(member, 'a list');
  }
}

function hexBytes(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' && /^(?:[0-9a-f]{2})*$/.test(value) ? fromHex(value) : undefined;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
