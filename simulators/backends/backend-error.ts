/** A simulator could not be offered where it was asked for. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly code: BackendErrorCode;
  /** The place asked for: `udp:127.0.0.1:8111`. */
  readonly place: string;

  constructor(code: BackendErrorCode, place: string, message: string, cause?: unknown) {
    super(`${place}: ${message}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.place = place;
  }
}

/** `port-taken`: another process listens there; `port-forbidden`: not ours to use; `unavailable`: anything else. */
export type BackendErrorCode = 'port-taken' | 'port-forbidden' | 'unavailable';
