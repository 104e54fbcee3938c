/** The bindings that can carry PC/SC, in the order in which they are tried. */
export const pcscBindings = ['pcsc-mini', 'pcsclite'] as const;
export type PcscBinding = (typeof pcscBindings)[number];

/** Shared: other programs may use the card between our APDUs; exclusive: nobody else may connect. */
export type PcscMode = 'shared' | 'exclusive';

/** What becomes of the card: left as it is, reset warm, or without power for a moment. */
export type PcscDisposition = 'leave' | 'reset' | 'unpower';

/** A reader as it was when asked. */
export interface PcscReader {
  /** The service's own name for it: `ACS ACR122U 00 00`. */
  readonly name: string;
  /** `mute`: something is there that does not answer. */
  readonly card: 'none' | 'present' | 'mute';
  /** Whether programs have the card connected. */
  readonly inUse: 'no' | 'shared' | 'exclusive';
}

/**
 * The smart card service, whichever binding carries it. Every rejection is a `PcscError`; none of the calls has a deadline of
 * its own: the callers supervise.
 */
export interface Pcsc {
  readonly binding: PcscBinding;
  /** The readers now, in the order of their names. */
  readers(): Promise<PcscReader[]>;
  /** Connects to the card in a reader, T=0 or T=1 as the card likes. */
  connect(reader: string, mode: PcscMode): Promise<PcscCard>;
  /** Lets go of the service; cards that are still connected are gone. */
  close(): Promise<void>;
}

/** A card that is connected. At most one call is under way. */
export interface PcscCard {
  readonly reader: string;
  /** One command APDU and its response APDU. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
  /** Keeps other programs from the card until `end`; absent where the binding has no transactions. */
  begin?(): Promise<void>;
  end?(): Promise<void>;
  /** Ends the connection; nothing may be called afterwards. */
  disconnect(then: PcscDisposition): Promise<void>;
}
