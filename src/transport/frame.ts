import { toHex } from '../bytes/hex.ts';

/** One report or APDU that went over a port. `out` is from the host to the device. */
export interface Frame {
  readonly atMs: number;
  readonly direction: 'out' | 'in';
  readonly bytes: Uint8Array;
}

/** Puts CTAP bytes into words; made from `src/ctap2/describe.ts` by whoever may import it. */
export interface Describer {
  /** A request: command byte, then CBOR. */
  request(bytes: Uint8Array): string;
  /** The answer to `command`: status byte, then CBOR. */
  response(command: number, bytes: Uint8Array): string;
}

/** Hexadecimal, for those who have no better words. */
export const plainDescriber: Describer = {
  request: shortHex,
  response: (_command, bytes) => shortHex(bytes),
};

const SHOWN = 40;

/** At most 40 bytes in hexadecimal, and how many there are in all where that is not everything. */
export function shortHex(bytes: Uint8Array): string {
  const shown = toHex(bytes.subarray(0, SHOWN));
  return bytes.length > SHOWN ? `${shown}… (${bytes.length} bytes)` : shown;
}

/** The beginning of a line about a frame: time since `startMs`, and an arrow away from or towards the host. */
export function frameLead(frame: Frame, startMs: number): string {
  return `+${frame.atMs - startMs} ms ${frame.direction === 'out' ? '→' : '←'}`;
}
