import { utf8 } from '../bytes/bytes.ts';
import type { Departure } from '../codec/cbor/departure.ts';
import { decodeTolerant } from '../codec/cbor/tolerant.ts';
import type { CborKey, CborMap } from '../codec/cbor/value.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { credentialParameters } from './entities.ts';
import { limits } from './limits.ts';
import {
  arrayOf,
  bool,
  bytes,
  type Infer,
  message,
  optional,
  recordOf,
  required,
  text,
  uint,
  uint64,
} from './schema.ts';

/** authenticatorGetInfo response (CTAP 2.3 section 6.4). */
export const getInfoResponse = message('authenticatorGetInfo', {
  versions: required(0x01, arrayOf(text())),
  extensions: optional(0x02, arrayOf(text())),
  aaguid: required(0x03, bytes({ length: 16 })),
  options: optional(0x04, recordOf(bool())),
  maxMsgSize: optional(0x05, uint()),
  pinUvAuthProtocols: optional(0x06, arrayOf(uint())),
  maxCredentialCountInList: optional(0x07, uint()),
  maxCredentialIdLength: optional(0x08, uint()),
  transports: optional(0x09, arrayOf(text())),
  algorithms: optional(0x0a, arrayOf(credentialParameters)),
  maxSerializedLargeBlobArray: optional(0x0b, uint()),
  forcePINChange: optional(0x0c, bool()),
  minPINLength: optional(0x0d, uint()),
  firmwareVersion: optional(0x0e, uint()),
  maxCredBlobLength: optional(0x0f, uint()),
  maxRPIDsForSetMinPINLength: optional(0x10, uint()),
  preferredPlatformUvAttempts: optional(0x11, uint()),
  uvModality: optional(0x12, uint()),
  certifications: optional(0x13, recordOf(uint())),
  remainingDiscoverableCredentials: optional(0x14, uint()),
  vendorPrototypeConfigCommands: optional(0x15, arrayOf(uint64())),
  attestationFormats: optional(0x16, arrayOf(text())),
  uvCountSinceLastPinEntry: optional(0x17, uint()),
  longTouchForReset: optional(0x18, bool()),
  encIdentifier: optional(0x19, bytes({ length: 32 })),
  transportsForReset: optional(0x1a, arrayOf(text())),
  pinComplexityPolicy: optional(0x1b, bool()),
  pinComplexityPolicyURL: optional(0x1c, bytes()),
  maxPINLength: optional(0x1d, uint()),
  encCredStoreState: optional(0x1e, bytes({ length: 32 })),
  authenticatorConfigCommands: optional(0x1f, arrayOf(uint())),
});
/** authenticatorGetInfo response as a key sends it. */
export type GetInfoResponse = Infer<typeof getInfoResponse>;

/** The name of a getInfo member. */
export type GetInfoMember = keyof typeof getInfoResponse.fields;

/** The specification version with which each getInfo member came. */
export const getInfoSince: { readonly [member in GetInfoMember]: '2.0' | '2.1' | '2.2' | '2.3' } = {
  versions: '2.0',
  extensions: '2.0',
  aaguid: '2.0',
  options: '2.0',
  maxMsgSize: '2.0',
  pinUvAuthProtocols: '2.0',
  maxCredentialCountInList: '2.1',
  maxCredentialIdLength: '2.1',
  transports: '2.1',
  algorithms: '2.1',
  maxSerializedLargeBlobArray: '2.1',
  forcePINChange: '2.1',
  minPINLength: '2.1',
  firmwareVersion: '2.1',
  maxCredBlobLength: '2.1',
  maxRPIDsForSetMinPINLength: '2.1',
  preferredPlatformUvAttempts: '2.1',
  uvModality: '2.1',
  certifications: '2.1',
  remainingDiscoverableCredentials: '2.1',
  vendorPrototypeConfigCommands: '2.1',
  attestationFormats: '2.2',
  uvCountSinceLastPinEntry: '2.2',
  longTouchForReset: '2.2',
  encIdentifier: '2.2',
  transportsForReset: '2.2',
  pinComplexityPolicy: '2.2',
  pinComplexityPolicyURL: '2.2',
  maxPINLength: '2.2',
  encCredStoreState: '2.3',
  authenticatorConfigCommands: '2.3',
};

/** What a key says of itself, read as far as it can be read: nothing here is missing because something else was wrong. */
export interface GetInfo extends GetInfoResponse {
  /** Empty where the member is absent. */
  readonly extensions: string[];
  /** As sent; empty where the member is absent. `optionOf` applies the defaults. */
  readonly options: Record<string, boolean>;
  /** 1024 where the member is absent. */
  readonly maxMsgSize: number;
  /** Empty where the member is absent. */
  readonly pinUvAuthProtocols: number[];
  /** The keys that were there, in the order in which they came. */
  readonly keys: readonly CborKey[];
  /** Members without a place in the table, as they came. */
  readonly unknown: CborMap;
  /** Members that could not be read as the table wants them; they are absent above (empty `versions`, zero `aaguid`). */
  readonly problems: readonly DecodeError[];
  /** Where the bytes depart from canonical CBOR. */
  readonly departures: readonly Departure[];
}

/**
 * Reads a getInfo response (without its status byte) leniently: non-canonical CBOR and mistyped members are reported, not
 * thrown. Throws `DecodeError` only for bytes that cannot be read at all or that are no map.
 */
export function decodeGetInfo(bytes: Uint8Array): GetInfo {
  const { value, departures } = decodeTolerant(bytes);
  if (!(value instanceof Map)) {
    throw new DecodeError(getInfoResponse.name, 'a map', 'another CBOR value', { kind: 'type' });
  }
  const read: Record<string, unknown> = {};
  const problems: DecodeError[] = [];
  const unknown: CborMap = new Map(value);
  for (const [name, field] of Object.entries(getInfoResponse.fields)) {
    const member = value.get(field.key);
    unknown.delete(field.key);
    try {
      if (member !== undefined) {
        // Five implementations send a byte string, five expect text (CTAP 2.3 section 6.4, member 0x1C): both are read.
        const found = field.key === 0x1c && typeof member === 'string' ? utf8(member) : member;
        read[name] = field.type.read(found, getInfoResponse.name, name);
      } else if (field.required) {
        throw new DecodeError(`${getInfoResponse.name}.${name}`, field.type.expected, 'nothing', { kind: 'missing' });
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      problems.push(error);
    }
  }
  const defaults = {
    versions: [],
    extensions: [],
    aaguid: new Uint8Array(limits.aaguidLength),
    options: {},
    maxMsgSize: limits.defaultMaxMsgSize,
    pinUvAuthProtocols: [],
  };
  const info: GetInfoResponse & typeof defaults = { ...defaults, ...read };
  return { ...info, keys: [...value.keys()], unknown, problems, departures };
}
