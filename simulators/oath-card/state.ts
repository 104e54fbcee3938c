import type { OathHash } from '../../src/oath/oath-hash.ts';
import type { CommandApdu } from '../../src/transport/card/apdu.ts';

/** A credential on the card. */
export interface OathCredential {
  /** 1 to 64 bytes: `[period/][issuer:]account`, which only the host reads. */
  readonly name: Uint8Array;
  readonly type: 'hotp' | 'totp';
  readonly hash: OathHash;
  /** 6 to 8. */
  readonly digits: number;
  /** The HMAC key as the host made it of the secret. */
  readonly key: Uint8Array;
  readonly needsTouch: boolean;
  /** Whether each challenge must be above the one before. */
  readonly onlyIncreasing: boolean;
  /** HOTP: the counter of the next code. */
  readonly counter: number;
  /** The last challenge answered, where challenges must increase. */
  readonly lastChallenge: Uint8Array | undefined;
}

/** What opens the card: made by the host of a password. */
export interface AccessCode {
  readonly hash: OathHash;
  readonly key: Uint8Array;
}

/** What is kept for good. It is replaced as a whole, never changed in place. */
export interface KeptCard {
  /** 8 bytes: the card's name, and the salt of its password. */
  readonly deviceId: Uint8Array;
  readonly code: AccessCode | undefined;
  readonly credentials: readonly OathCredential[];
}

/** What lives until power-off. */
export interface PoweredCard {
  isSelected: boolean;
  /** The code was proved since the last SELECT. */
  isValidated: boolean;
  /** What the card challenges the host with. */
  challenge: Uint8Array;
  /** What is left of an answer for SEND REMAINING. */
  left: Uint8Array;
  /** The first command of a chain that was begun, and all data so far. */
  chain: { readonly begun: CommandApdu; readonly data: Uint8Array } | undefined;
}

/** A card as it has power again. */
export function poweredCard(): PoweredCard {
  const nothing = new Uint8Array(0);
  return { isSelected: false, isValidated: false, challenge: nothing, left: nothing, chain: undefined };
}
