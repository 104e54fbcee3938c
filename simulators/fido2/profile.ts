import type { CardProfile } from '../endpoints/card-profile.ts';
import type { HidProfile } from '../endpoints/hid-profile.ts';
import type { AttestationIdentity } from './state.ts';

/** How a key is, as data: everything in which honest keys differ. A profile is checked by `checkProfile`. */
export interface FidoProfile {
  /** The name it is listed under in `profiles.ts`. */
  readonly name: string;
  /** As getInfo lists them. `U2F_V2` turns CTAP1 on. */
  readonly versions: readonly string[];
  /** 16 bytes. */
  readonly aaguid: Uint8Array;
  /** Option ids as delivered. `clientPin` present means that a PIN can be set; getInfo shows whether one is. */
  readonly options: Readonly<Record<string, boolean>>;
  readonly extensions: readonly string[];
  /** COSE algorithms, preferred first. */
  readonly algorithms: readonly number[];
  /** Preferred first. */
  readonly pinUvAuthProtocols: readonly (1 | 2)[];
  readonly transports: readonly ('usb' | 'nfc')[];
  readonly maxMsgSize: number;
  readonly maxCredentialCountInList: number;
  readonly maxCredentialIdLength: number;
  readonly maxResidentCredentials: number;
  /** Code points. */
  readonly minPinLength: number;
  /** Code points; 63 where not said. Shown in getInfo. */
  readonly maxPinLength?: number;
  readonly firmwareVersion: number;
  /** One counter for the device, one for each discoverable credential, or none. */
  readonly counter: 'global' | 'per-credential' | 'zero';
  readonly attestation: 'self' | 'x5c' | 'none';
  /** The attestation key and certificates as data; without it they are generated when the device is made. */
  readonly attestationIdentity?: AttestationIdentity;
  /** Reset is refused later than this after power-up; `undefined`: no window. */
  readonly resetWindowMs: number | undefined;
  /** Built-in user verification; `undefined` where there is none. */
  readonly userVerification: UserVerification | undefined;
  /** The BE and BS flags of every credential. */
  readonly backupFlags: { readonly eligible: boolean; readonly state: boolean };
  readonly manners: Manners;
  /** How long a command waits for a gesture. */
  readonly touchTimeoutMs: number;
  /** How long getNextAssertion and enumerations are served after the last step. */
  readonly sequenceTimeoutMs: number;
  /** How CTAPHID is spoken, where it differs from the endpoint's own profile. */
  readonly hid?: Partial<HidProfile>;
  /** How ISO 7816 is spoken, where it differs from the endpoint's own profile. */
  readonly card?: Partial<CardProfile>;
}

/** Built-in user verification, such as a fingerprint reader. */
export interface UserVerification {
  /** uvRetries when fresh: 1 to 25. */
  readonly retries: number;
  /** Attempts inside one command: 1 to 5. */
  readonly attempts: number;
  /** getInfo preferredPlatformUvAttempts. */
  readonly preferredPlatformUvAttempts: number;
  /** getInfo uvModality bits. */
  readonly modality: number;
}

/** Where the standard leaves room or honest keys differ: status bytes and small habits. */
export interface Manners {
  readonly unknownCommand: number;
  /** CBOR that is not CBOR, or not canonical. */
  readonly malformed: number;
  readonly wrongType: number;
  readonly missing: number;
  readonly wrongLength: number;
  readonly listTooLong: number;
  /** `rk` or an option that the command does not take. */
  readonly unsupportedOption: number;
  /** An option with a value that cannot be served. */
  readonly invalidOption: number;
  readonly pastLastAssertion: number;
  readonly pinNotSet: number;
  readonly pinAlreadySet: number;
  /** Zero-length pinUvAuthParam with a PIN set, after the touch. */
  readonly emptyParamWithPin: number;
  /** getPINRetries without a PIN: the count, or `pinNotSet`. */
  readonly retriesWithoutPin: 'count' | 'refused';
  /** User and relying party names are kept to this many UTF-8 bytes; `undefined`: whole. */
  readonly namesTruncatedTo: number | undefined;
  /** Display names are not kept. */
  readonly dropsDisplayNames?: true;
  /** numberOfCredentials is told also where there is one account. */
  readonly tellsNumberOfOne?: true;
  /** Every credential is discoverable, asked for or not, as CTAP 2.0 allowed. */
  readonly storesEveryCredential?: true;
  /** The level of credProtect that no credential goes below; registrations tell it unasked. */
  readonly leastCredProtect?: 2 | 3;
  /** hmac-secret without user verification is refused, as CTAP 2.0 left open. */
  readonly hmacSecretVerifies?: true;
  /** The option uv is unknown where it is not listed, and ignored as such, as CTAP 2.0 said of unknown options. */
  readonly ignoresUv?: true;
  /** The touch is that of a fingerprint, which verifies whoever asked for presence alone. */
  readonly touchVerifies?: true;
  /** How far the counter goes with each use; 1 where not said. */
  readonly counterStep?: number;
  /** Tries of the PIN when fresh: at most 8, which it is where not said. */
  readonly pinRetries?: number;
  /** How often reset wants to be touched; once where not said. */
  readonly resetTouches?: number;
}

const manners: Manners = {
  unknownCommand: 0x01,
  malformed: 0x12,
  wrongType: 0x11,
  missing: 0x14,
  wrongLength: 0x03,
  listTooLong: 0x15,
  unsupportedOption: 0x2b,
  invalidOption: 0x2c,
  pastLastAssertion: 0x30,
  pinNotSet: 0x35,
  pinAlreadySet: 0x33,
  emptyParamWithPin: 0x31,
  retriesWithoutPin: 'count',
  namesTruncatedTo: undefined,
};

/** The default key: CTAP 2.1 with U2F beside it, client PIN, discoverable credentials and their management. */
export const ctap21: FidoProfile = {
  name: 'ctap-2.1',
  versions: ['U2F_V2', 'FIDO_2_0', 'FIDO_2_1'],
  // ASCII "touchstone-key-1"
  aaguid: Uint8Array.of(0x74, 0x6f, 0x75, 0x63, 0x68, 0x73, 0x74, 0x6f, 0x6e, 0x65, 0x2d, 0x6b, 0x65, 0x79, 0x2d, 0x31),
  options: { rk: true, up: true, clientPin: false, credMgmt: true, pinUvAuthToken: true, makeCredUvNotRqd: true },
  extensions: ['credProtect', 'hmac-secret'],
  algorithms: [-7, -8],
  pinUvAuthProtocols: [2, 1],
  transports: ['usb', 'nfc'],
  maxMsgSize: 7609,
  maxCredentialCountInList: 16,
  maxCredentialIdLength: 128,
  maxResidentCredentials: 25,
  minPinLength: 4,
  firmwareVersion: 1,
  counter: 'global',
  attestation: 'x5c',
  resetWindowMs: 10_000,
  userVerification: undefined,
  backupFlags: { eligible: false, state: false },
  manners,
  touchTimeoutMs: 30_000,
  sequenceTimeoutMs: 30_000,
};

/** Whether the key speaks CTAP 2.1 or later. */
export function speaks21(profile: FidoProfile): boolean {
  return profile.versions.includes('FIDO_2_1') || profile.versions.includes('FIDO_2_3');
}

/** Whether CTAP1/U2F is served beside CTAP2. */
export function servesU2f(profile: FidoProfile): boolean {
  return profile.versions.includes('U2F_V2') && profile.options['alwaysUv'] !== true;
}
