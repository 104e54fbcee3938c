import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { type HmacSecretInput, hmacSecretInput } from '../../../src/ctap2/extensions.ts';
import { readValue } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Random } from '../../../src/env/env.ts';
import type { FidoProfile } from '../profile.ts';
import type { Credential, DurableState, OpenedSalts } from '../state.ts';

/** Decisions of the extensions. A status of `undefined` means that the step lets the request pass. */
export const extensionPolicy = {
  /** Whether an extension is looked at; others are ignored. */
  knowsExtension(id: string, profile: FidoProfile): boolean {
    return profile.extensions.includes(id);
  },

  /** The refusal of a credProtect level that does not exist. */
  credProtectStatus(level: number | undefined): number | undefined {
    return level === undefined || (level >= 1 && level <= 3) ? undefined : ctapStatus.CTAP1_ERR_INVALID_PARAMETER;
  },

  /** The protection of a new credential: 1 where nothing was asked, never less than the key's own. */
  credProtectLevel(asked: number | undefined, profile: FidoProfile): 1 | 2 | 3 {
    const { leastCredProtect: least = 1 } = profile.manners;
    return (asked === 2 || asked === 3) && asked > least ? asked : least;
  },

  /** The credProtect output of a registration: the level, where it was asked for or is the key's own. */
  credProtectOutput(asked: number | undefined, level: 1 | 2 | 3, profile: FidoProfile): number | undefined {
    return asked === undefined && profile.manners.leastCredProtect === undefined ? undefined : level;
  },

  /** The outputs of a registration as they stand in authenticator data. */
  registrationOutputs(outputs: CborMap): CborMap {
    return outputs;
  },

  /** The hmac-secret output of a registration: true, where it was asked for. */
  hmacSecretOutput(isAsked: boolean): boolean | undefined {
    return isAsked ? true : undefined;
  },

  /** Reads the hmac-secret input of an assertion; `undefined` leaves the extension aside. Throws `DecodeError`. */
  readHmacSecretInput(value: CborValue, path: string): HmacSecretInput | undefined {
    return readValue(hmacSecretInput, value, path);
  },

  /** Whether a credential answers hmac-secret: one that was made for it. */
  answersHmacSecret(credential: Credential): boolean {
    return credential.hmacSecret;
  },

  /** The refusal of hmac-secret without a presence test. */
  hmacSecretPresenceStatus(wantsPresence: boolean, profile: FidoProfile): number | undefined {
    return wantsPresence ? undefined : profile.manners.unsupportedOption;
  },

  /** The refusal of hmac-secret without user verification: none, but on some keys of CTAP 2.0. */
  hmacSecretVerificationStatus(isVerified: boolean, profile: FidoProfile): number | undefined {
    return isVerified || profile.manners.hmacSecretVerifies !== true ? undefined : ctapStatus.CTAP2_ERR_PUAT_REQUIRED;
  },

  /** The protocol of an hmac-secret input: one where it does not say. */
  hmacSecretProtocol(protocol: number | undefined): number {
    return protocol ?? 1;
  },

  /** The refusal of an hmac-secret protocol that the device does not speak. */
  hmacSecretProtocolStatus(protocol: number | undefined, profile: FidoProfile): number | undefined {
    if (profile.pinUvAuthProtocols.some((known) => known === (protocol ?? 1))) return undefined;
    return protocol === undefined ? ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID : ctapStatus.CTAP1_ERR_INVALID_PARAMETER;
  },

  /** Whether saltAuth is believed. */
  believesSaltAuth(isRight: boolean): boolean {
    return isRight;
  },

  /** Whether decrypted salts are one salt or two. */
  areSalts(length: number): boolean {
    return length === 32 || length === 64;
  },

  /** The secret that salts are hashed under: one with, another without user verification. */
  credRandom(credential: Credential, isVerified: boolean, _durable: Readonly<DurableState>): Uint8Array {
    return isVerified ? credential.credRandomWithUv : credential.credRandomWithoutUv;
  },

  /** The outputs of one or two salts, before encryption. */
  hmacOutputs(outputs: Uint8Array[], _protocol: 1 | 2): Uint8Array[] {
    return outputs;
  },

  /** The salts that an assertion serves: those of its own request, and none where it has none. */
  servedSalts(asked: OpenedSalts | undefined): OpenedSalts | undefined {
    return asked;
  },

  /** Where the IV of encrypted outputs comes from. */
  hmacSecretRandom(random: Random): Random {
    return random;
  },

  /** Whether salts under a platform key that is not a point of the curve are opened after all, with a secret of zeros. */
  opensSaltsOfInvalidPoint(): boolean {
    return false;
  },
};
