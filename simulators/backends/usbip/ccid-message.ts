/** Messages from the host (CCID 1.1 section 6.1). */
export const ccidRequest = {
  SET_PARAMETERS: 0x61,
  POWER_ON: 0x62,
  POWER_OFF: 0x63,
  GET_SLOT_STATUS: 0x65,
  GET_PARAMETERS: 0x6c,
  RESET_PARAMETERS: 0x6d,
  ICC_CLOCK: 0x6e,
  XFR_BLOCK: 0x6f,
  ABORT: 0x72,
} as const;

/** Messages to the host (CCID 1.1 section 6.2). */
export const ccidResponse = { DATA_BLOCK: 0x80, SLOT_STATUS: 0x81, PARAMETERS: 0x82 } as const;

/** Bytes before the data of a message. */
export const CCID_HEAD = 10;

/** State of the card as each answer tells it. */
export const iccStatus = { ACTIVE: 0, INACTIVE: 1 } as const;
/** How the command went; TIME_EXTENSION is no answer yet. */
export const commandStatus = { DONE: 0x00, FAILED: 0x40, TIME_EXTENSION: 0x80 } as const;
/** Error 0: the command is not supported; else the offset of the member that is wrong. */
export const ccidError = { UNSUPPORTED: 0x00, LENGTH: 0x01, SLOT: 0x05, LEVEL: 0x08, ICC_MUTE: 0xfe } as const;

/** A message taken apart. */
export interface CcidMessage {
  readonly type: number;
  readonly slot: number;
  readonly sequence: number;
  /** The three bytes before the data. */
  readonly parameters: Uint8Array;
  readonly data: Uint8Array;
}

/** Whole length of the message that begins here, or `undefined` while its head is not whole. */
export function ccidLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < CCID_HEAD) return undefined;
  return CCID_HEAD + new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true);
}

/** Takes a whole message apart. */
export function parseCcid(bytes: Uint8Array): CcidMessage {
  return {
    type: bytes[0]!,
    slot: bytes[5]!,
    sequence: bytes[6]!,
    parameters: bytes.subarray(7, 10),
    data: bytes.subarray(CCID_HEAD),
  };
}

/** What an answer says besides whom it answers. */
export interface CcidAnswer {
  readonly type: number;
  readonly status: number;
  readonly error?: number;
  /** The byte before the data: chain, clock or protocol. */
  readonly extra?: number;
  readonly data?: Uint8Array;
}

/** The answer to a message. */
export function encodeCcid({ slot, sequence }: CcidMessage, answer: CcidAnswer): Uint8Array {
  const { type, status, error = 0, extra = 0, data = new Uint8Array(0) } = answer;
  const bytes = new Uint8Array(CCID_HEAD + data.length);
  bytes[0] = type;
  new DataView(bytes.buffer).setUint32(1, data.length, true);
  bytes.set([slot, sequence, status, error, extra], 5);
  bytes.set(data, CCID_HEAD);
  return bytes;
}
