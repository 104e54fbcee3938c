/** Status words of ISO 7816-4 that CTAP and U2F use. `MORE_DATA` and `WRONG_LE` carry a length in their low byte. */
export const statusWord = {
  OK: 0x9000,
  IN_PROGRESS: 0x9100,
  MORE_DATA: 0x6100,
  WRONG_LENGTH: 0x6700,
  CONDITIONS_NOT_SATISFIED: 0x6985,
  WRONG_DATA: 0x6a80,
  FILE_NOT_FOUND: 0x6a82,
  INCORRECT_P1P2: 0x6a86,
  WRONG_LE: 0x6c00,
  INS_NOT_SUPPORTED: 0x6d00,
  CLA_NOT_SUPPORTED: 0x6e00,
  UNKNOWN: 0x6f00,
} as const;

/** A status word as people write it: four hexadecimal digits. */
export function statusWordName(sw: number): string {
  return sw.toString(16).padStart(4, '0');
}
