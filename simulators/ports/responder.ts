/** Where a command came from. `channel` tells one CTAPHID channel from another; a card has channel 0. */
export interface Via {
  readonly transport: 'usb' | 'nfc';
  readonly channel: number;
}

/** What a command that is under way waits for. */
export interface PresenceRequest {
  /** `touch`: a user-presence test; `verification`: a built-in user-verification gesture. */
  readonly gesture: 'touch' | 'verification';
  /** The command gives up after this long. */
  readonly timeoutMs: number;
}

/** How the wait ended. `cancelled` is CTAPHID_CANCEL or its NFC kin; `mismatch` a failed verification (wrong finger). */
export type PresenceOutcome = 'granted' | 'declined' | 'timeout' | 'cancelled' | 'mismatch';

/** A command under way: yields each wait, is resumed with its outcome, returns the whole answer (status byte first). */
export type Interaction = Generator<PresenceRequest, Uint8Array, PresenceOutcome>;

/**
 * The device behind an endpoint. At most one interaction is under way; the endpoint ends it (with `return`) before it
 * begins another. No method throws: mistakes of ours become status 0x7F.
 */
export interface Responder {
  /** Begins one CTAP2 command: the command byte, then its CBOR. */
  ctap2(request: Uint8Array, via: Via): Interaction;
  /** Answers one CTAP1/U2F APDU at once: data and status word. Presence is looked at, never waited for. */
  ctap1(apdu: Uint8Array, via: Via): Uint8Array;
  /** Power was cut and came back: everything that lives until power-off is forgotten, the reset window re-opens. */
  powerCycle(): void;
  /** The channel was blinked at, locked, or re-initialised; for those who want to see it. */
  notice?(event: 'wink' | 'lock' | 'init', via: Via): void;
}
