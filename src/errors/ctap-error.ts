/** A CTAP status other than CTAP2_OK, thrown by the client for an answer and by a device's handler for its dispatcher. */
export class CtapError extends Error {
  override readonly name = 'CtapError';
  /** The status byte (CTAP 2.3 section 8.2). */
  readonly status: number;

  constructor(status: number, message?: string) {
    super(message ?? `CTAP status 0x${status.toString(16).padStart(2, '0')}`);
    this.status = status;
  }
}
