import type { KeyAgreementKey } from '../../src/crypto/key-agreement.ts';
import type { SigningKey } from '../../src/crypto/signing-key.ts';
import type { SharedSecret } from '../../src/ctap2/pin-uv-auth-protocol.ts';

/**
 * What the device knows, by how long it knows it: for good (saved before an answer leaves), until power-off, and
 * during one sequence of commands.
 */
export interface DeviceState {
  readonly durable: DurableState;
  powered: PoweredState;
  /** The one sequence under way (getNextAssertion, credential enumeration), if any. */
  sequence: Sequence | undefined;
}

/** What survives power-off. Only reset takes it back to how it was made. */
export interface DurableState {
  /** First 16 bytes of SHA-256 over the PIN, with the PIN's length in code points; `undefined` without a PIN. */
  pin: { hash: Uint8Array; codePoints: number } | undefined;
  /** 8 down to 0 (blocked). */
  pinRetries: number;
  /** Attempts left of built-in user verification; 0 is blocked. */
  uvRetries: number;
  minPinLength: number;
  forcePinChange: boolean;
  /** The signature counter of a device with one counter, and of wrapped credentials. */
  signCount: number;
  /** Discoverable credentials, oldest first. */
  credentials: StoredCredential[];
  /** Serial number of the next discoverable credential. */
  nextSerial: number;
  /** 32 bytes. Wrapping keys are derived from it; reset draws a new one, so that wrapped credentials die with it. */
  masterSecret: Uint8Array;
  /** 16 bytes, new at reset. */
  deviceIdentifier: Uint8Array;
  /** 16 bytes, new whenever a discoverable credential is made, changed or removed. */
  storeState: Uint8Array;
  /** Survives reset. */
  attestation: AttestationIdentity;
}

/** The attestation key of the device and its certificates, leaf first. */
export interface AttestationIdentity {
  readonly alg: number;
  readonly secret: Uint8Array;
  /** DER, leaf first, without the root. */
  readonly certificates: readonly Uint8Array[];
  /** DER of the root that signed the chain, for those who must trust it; `undefined` where it is not known. */
  readonly root: Uint8Array | undefined;
}

/** A person as a relying party describes them. */
export interface StoredUser {
  readonly id: Uint8Array;
  readonly name?: string;
  readonly displayName?: string;
}

/** What a credential is, whether it lies in the store or was unwrapped from its own id. */
export interface Credential {
  readonly id: Uint8Array;
  readonly rpIdHash: Uint8Array;
  readonly alg: number;
  /** The private key: 32 bytes. */
  readonly secret: Uint8Array;
  readonly credProtect: 1 | 2 | 3;
  /** Made with hmac-secret. */
  readonly hmacSecret: boolean;
  /** 32 bytes each. */
  readonly credRandomWithUv: Uint8Array;
  readonly credRandomWithoutUv: Uint8Array;
  /** Present in discoverable credentials only. */
  readonly resident: ResidentPart | undefined;
}

/** What only a discoverable credential has. */
export interface ResidentPart {
  readonly rpId: string;
  readonly rpName?: string;
  user: StoredUser;
  /** Grows with every credential made: the newest has the highest. */
  readonly serial: number;
  /** The counter of this credential, on devices with one for each. */
  signCount: number;
}

/** A credential in the store. */
export interface StoredCredential extends Credential {
  readonly resident: ResidentPart;
}

/** What is forgotten at power-off. */
export interface PoweredState {
  /** When power came, by the device's clock. */
  readonly poweredUpAtMs: number;
  /** When the first CTAP2 command since then came; `undefined` before it. */
  firstCommandAtMs: number | undefined;
  /** Key agreement keys by protocol number, drawn when first asked for. */
  readonly keyAgreement: Map<number, KeyAgreementKey>;
  /** The pinUvAuthToken of each protocol (32 bytes), drawn when first issued. */
  readonly tokens: Map<number, Uint8Array>;
  /** What the token may do; `undefined` while no token is in use. Shared by the protocols: at most one is in use. */
  tokenUse: TokenUse | undefined;
  /** Wrong PINs in a row since power-up; 3 locks until the next power-up. */
  wrongPinsInARow: number;
  /** Since when U2F has been asked again and again for a touch that has not come; `undefined` while it is not. */
  u2fAsked: { readonly sinceMs: number; readonly lastMs: number } | undefined;
  /** Keys already parsed, the last few. */
  readonly signingKeys: Map<Credential | AttestationIdentity, SigningKey>;
  /** Unwrapped credentials, by credential id in latin1. */
  readonly unwrapped: Map<string, Credential>;
  /** Hashes of relying party ids that were asked for. */
  readonly rpIdHashes: Map<string, Uint8Array>;
}

/** The state of the pinUvAuthToken in use (CTAP 2.1 section 6.5.2.1). */
export interface TokenUse {
  readonly protocol: number;
  permissions: number;
  rpId: string | undefined;
  userVerified: boolean;
  userPresent: boolean;
  readonly startedAtMs: number;
  /** Of the last command that used it, or of its making. */
  lastUsedAtMs: number;
  /** How long it lives unused after its making: 30 s over USB, 19.8 s over NFC. */
  readonly initialUsageLimitMs: number;
  /** Whether any command has used it since its making. */
  isUsed: boolean;
}

/** A multi-step command under way; it is served on its own channel, until its deadline, and never over a power cycle. */
export type Sequence = SequencePlace & (AssertionSequence | RpSequence | CredentialSequence);

/** Where and until when a sequence is served. */
export interface SequencePlace {
  readonly transport: 'usb' | 'nfc';
  /** `undefined`: whoever asks. */
  readonly channel: number | undefined;
  /** By the device's clock. */
  deadlineMs: number;
}

/** getAssertion with several accounts, between its first and its last answer. */
export interface AssertionSequence {
  readonly kind: 'assertions';
  readonly clientDataHash: Uint8Array;
  readonly rpIdHash: Uint8Array;
  readonly remaining: Credential[];
  /** How many accounts there were to choose among, the first included. */
  readonly accounts: number;
  readonly userVerified: boolean;
  readonly userPresent: boolean;
  /** The hmac-secret request that every answer serves, its secret agreed and its salts opened. */
  readonly hmacSecret: OpenedSalts | undefined;
}

/** Salts of an hmac-secret request after its checks. */
export interface OpenedSalts {
  readonly protocol: 1 | 2;
  readonly secret: SharedSecret;
  /** 32 or 64 bytes. */
  readonly salts: Uint8Array;
}

/** enumerateRPs between Begin and the last GetNextRP. */
export interface RpSequence {
  readonly kind: 'rps';
  readonly remaining: { readonly rpId: string; readonly rpName?: string; readonly rpIdHash: Uint8Array }[];
}

/** enumerateCredentials between Begin and the last GetNextCredential. */
export interface CredentialSequence {
  readonly kind: 'credentials';
  readonly remaining: StoredCredential[];
}

/** State as it is when power comes. */
export function poweredState(nowMs: number): PoweredState {
  return {
    poweredUpAtMs: nowMs,
    firstCommandAtMs: undefined,
    keyAgreement: new Map(),
    tokens: new Map(),
    tokenUse: undefined,
    wrongPinsInARow: 0,
    u2fAsked: undefined,
    signingKeys: new Map(),
    unwrapped: new Map(),
    rpIdHashes: new Map(),
  };
}
