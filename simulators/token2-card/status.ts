/** The status words of the programmable card. */
export const token2Status = {
  OK: 0x9000,
  /** The card could not write: nothing was done. */
  WRITE_FAILED: 0x6581,
  WRONG_LENGTH: 0x6700,
  /** The proof or the MAC is wrong, or there was no proof. */
  NOT_AUTHENTICATED: 0x6983,
  WRONG_DATA: 0x6a80,
  UNKNOWN_INSTRUCTION: 0x6d00,
  UNKNOWN_CLASS: 0x6e00,
} as const;

/** A command that the card refuses, with the status word that tells why. */
export class Token2Refusal extends Error {
  override readonly name = 'Token2Refusal';
  readonly sw: number;

  constructor(sw: number) {
    super(`refused with ${sw.toString(16)}`);
    this.sw = sw;
  }
}
