/** A link that carries fixed-size CTAPHID reports both ways: hidraw, UDP, TCP, an in-process pipe. */
export interface ReportPort {
  /** The link as its target names it, for errors: `udp:127.0.0.1:8111`. */
  readonly name: string;
  /** Report length in bytes, 64 for full-speed USB. */
  readonly reportSize: number;
  /** Sends one report of exactly `reportSize` bytes. Rejects with `TransportError` when the link is gone. */
  write(report: Uint8Array): Promise<void>;
  /**
   * The next report, or `undefined` when none came within `timeoutMs`. Reports that arrive while nobody reads are kept
   * in order. Rejects with `TransportError` when the link is gone. At most one read is pending.
   */
  read(timeoutMs: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** A link that carries ISO 7816 APDUs: PC/SC, vpcd, an in-process card. */
export interface CardPort {
  readonly name: string;
  /** One command APDU and its whole response APDU (data and status word). Rejects with `TransportError`. */
  transmit(apdu: Uint8Array, timeoutMs?: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What happens during one CTAP exchange besides its answer. */
export interface ExchangeOptions {
  /** Aborting sends CANCEL; the exchange then ends with the device's answer, usually status 0x2D. */
  readonly signal?: AbortSignal;
  /** Called for every keepalive (or NFC 9100) with its status: 1 processing, 2 user presence needed. */
  readonly onKeepalive?: (status: number) => void;
  /** Longest silence tolerated (no answer, no keepalive) before `TransportError` with reason `silence`. */
  readonly silenceMs?: number;
  /** Longest whole exchange. On expiry CANCEL is sent and `TransportError` with reason `silence` thrown. */
  readonly deadlineMs?: number;
}

/** The host's end of a device that speaks CTAP, whatever carries it. At most one exchange is under way. */
export interface CtapLink {
  readonly name: string;
  readonly transport: 'usb' | 'nfc';
  /** Sends one CTAP2 command (command byte, then CBOR) and gives the answer (status byte, then CBOR). */
  ctap2(request: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array>;
  /** Sends one CTAP1/U2F APDU (extended or short, as given) and gives data and status word. */
  ctap1(apdu: Uint8Array, options?: ExchangeOptions): Promise<Uint8Array>;
  /** Opens anew after a replug or power cycle: a new channel, or a new SELECT. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}
