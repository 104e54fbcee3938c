import type { Ctap2Client } from '../../src/client/ctap2-client.ts';
import type { PinUv } from '../../src/client/pin-uv.ts';
import type { GetInfo } from '../../src/ctap2/get-info.ts';
import type { CardPort, ReportPort } from '../../src/transport/ports.ts';

/** What is known of a key before a rule runs: what it says of itself and what its link can do. Rules select on this alone. */
export interface KeyFacts {
  /** getInfo, decoded leniently, read after start or reset. */
  readonly info: GetInfo;
  /** The same, as it came (without the status byte). */
  readonly infoBytes: Uint8Array;
  readonly powers: Powers;
}

/** What the link and the surroundings allow. */
export interface Powers {
  /** The wires that can be spoken to raw. `hid`: CTAPHID reports; `card`: ISO 7816 APDUs. */
  readonly wires: readonly ('hid' | 'card')[];
  /** Time is virtual: waiting costs nothing. */
  readonly virtualTime: boolean;
  /** The longest real wait a run may make for one check. Infinity in virtual time. */
  readonly longestWaitMs: number;
  /** Presence can be granted, declined and withheld by the harness. Without it a touch is taken to come by itself. */
  readonly presence: 'controlled' | 'withheld-or-granted' | 'automatic';
  /** A power cycle can be made (simulator datagram, replug command, or in process). */
  readonly powerCycle: boolean;
  /** authenticatorReset may be sent (simulators, or `--allow reset`). */
  readonly reset: boolean;
  /** PINs may be set and tried (simulators, or `--allow pin`). */
  readonly pin: boolean;
  /** Credentials may be made (simulators, or `--allow write`). */
  readonly write: boolean;
  /** A second, independent CTAPHID channel of the same link can be opened. */
  readonly channels: boolean;
}

/** An answer to one CTAP2 command: the status byte and what followed it. */
export interface Reply {
  readonly status: number;
  readonly body: Uint8Array;
  /** Keepalive statuses seen before the answer, in order. */
  readonly keepalives: readonly number[];
}

/** How the person at the key behaves from now on. */
export type Touch = 'grant' | 'decline' | 'withhold';

/** The key under judgement, as a rule sees it. */
export interface Device {
  readonly facts: KeyFacts;
  /** Typed commands. An error status is thrown as `CtapError`. */
  readonly client: Ctap2Client;
  /** PIN/UV business with the PIN that the engine set (`needs.pin: 'set'`); `undefined` when no PIN is set or known. */
  readonly pin: KnownPin | undefined;
  /** Client-side PIN/UV operations of one protocol, the key's preferred one unless said; no PIN needs to be known. */
  uv(protocol?: 1 | 2): PinUv;
  /** One command as bytes: command byte and parameters exactly as given. Never throws for a status. */
  send(request: Uint8Array, options?: { readonly signal?: AbortSignal; readonly deadlineMs?: number }): Promise<Reply>;
  /** One CTAP1/U2F APDU: data and status word apart. */
  u2f(apdu: Uint8Array): Promise<{ readonly data: Uint8Array; readonly sw: number }>;
  /** getInfo read now. */
  freshInfo(): Promise<GetInfo>;
  /** The raw report port, when `powers.wires` has `hid`. The engine gives a fresh, drained port to each property run. */
  readonly hid: ReportPort | undefined;
  /** The raw card, when `powers.wires` has `card`: not selected yet. */
  readonly card: CardPort | undefined;
  /** How touches are answered from now on; back to `grant` after each property run. Needs `powers.presence`. */
  touch(manner: Touch): void;
  /** Cuts power and gives it back; the link is opened anew. */
  powerCycle(): Promise<void>;
  /** Power cycle and authenticatorReset; PIN, credentials and counters of tries are new. */
  reset(): Promise<void>;
  /** Lets time pass for key and harness. */
  wait(ms: number): Promise<void>;
}

/** The PIN of the key under judgement, and what is done with it. */
export interface KnownPin {
  readonly pin: string;
  /** Client-side PIN/UV operations for one protocol, the key's preferred one unless said. */
  uv(protocol?: 1 | 2): PinUv;
}
