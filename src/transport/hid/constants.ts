/** CTAPHID command numbers, without bit 7 of the wire (CTAP 2.3 section 11.2.9). */
export const hidCommand = {
  PING: 0x01,
  MSG: 0x03,
  LOCK: 0x04,
  INIT: 0x06,
  WINK: 0x08,
  CBOR: 0x10,
  CANCEL: 0x11,
  KEEPALIVE: 0x3b,
  ERROR: 0x3f,
} as const;

/** CTAPHID_ERROR codes (CTAP 2.3 section 11.2.9.1.6). */
export const hidErrorCode = {
  INVALID_CMD: 0x01,
  INVALID_PAR: 0x02,
  INVALID_LEN: 0x03,
  INVALID_SEQ: 0x04,
  MSG_TIMEOUT: 0x05,
  CHANNEL_BUSY: 0x06,
  LOCK_REQUIRED: 0x0a,
  INVALID_CHANNEL: 0x0b,
  OTHER: 0x7f,
} as const;

/** Bits of the capability byte in the answer to CTAPHID_INIT. */
export const hidCapability = { WINK: 0x01, CBOR: 0x04, NMSG: 0x08 } as const;

/** Status byte of CTAPHID_KEEPALIVE. */
export const keepaliveStatus = { PROCESSING: 0x01, UPNEEDED: 0x02 } as const;

/** The channel on which channels are asked for. */
export const BROADCAST_CHANNEL = 0xffff_ffff;

/** Largest CTAPHID message that 64-byte reports can carry: 57 + 128 × 59 bytes. */
export const MAX_MESSAGE_LENGTH = 7609;

const commandNames = new Map<number, string>(Object.entries(hidCommand).map(([name, code]) => [code, name]));
const errorNames = new Map<number, string>(Object.entries(hidErrorCode).map(([name, code]) => [code, name]));

/** A command's name as the standard spells it without its prefix, or its hexadecimal number. */
export function hidCommandName(command: number): string {
  return commandNames.get(command) ?? `0x${command.toString(16).padStart(2, '0')}`;
}

/** An error code's name as the standard spells it without its prefix, or its hexadecimal number. */
export function hidErrorName(code: number): string {
  return errorNames.get(code) ?? `0x${code.toString(16).padStart(2, '0')}`;
}
