/** The status words of the OATH applet. The low byte of `MORE_DATA` is what is left, 0 for 256 and more. */
export const oathStatus = {
  OK: 0x9000,
  MORE_DATA: 0x6100,
  /** The card could not write: nothing was done. */
  WRITE_FAILED: 0x6581,
  WRONG_LENGTH: 0x6700,
  /** The password was not proved, or nobody touched the card. */
  NOT_ALLOWED: 0x6982,
  /** No credential of that name, no code set, or a proof that does not fit. */
  NO_SUCH_OBJECT: 0x6984,
  CONDITIONS_NOT_SATISFIED: 0x6985,
  WRONG_SYNTAX: 0x6a80,
  NO_SUCH_APPLET: 0x6a82,
  NO_SPACE: 0x6a84,
  WRONG_PARAMETERS: 0x6b00,
  UNKNOWN_INSTRUCTION: 0x6d00,
  UNKNOWN_CLASS: 0x6e00,
} as const;

/** A command that the card refuses, with the status word that tells why. */
export class CardRefusal extends Error {
  override readonly name = 'CardRefusal';
  readonly sw: number;

  constructor(sw: number) {
    super(`refused with ${sw.toString(16)}`);
    this.sw = sw;
  }
}
