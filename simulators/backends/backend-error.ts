/** A simulator could not be offered where it was asked for, or its peer there spoke nonsense. */
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

/**
 * `port-taken`: another process listens there; `port-forbidden`: not ours to use; `no-peer`: nobody listens where we
 * connect to; `no-device`: the kernel has no such driver; `device-forbidden`: its driver is not ours to use; `bad-frame`:
 * the peer sent what is no message; `unavailable`: anything else.
 */
export type BackendErrorCode =
  | 'port-taken'
  | 'port-forbidden'
  | 'no-peer'
  | 'no-device'
  | 'device-forbidden'
  | 'bad-frame'
  | 'unavailable';

/** The BackendError of a socket that could not listen at `place`. */
export function listenError(place: string, error: NodeJS.ErrnoException): BackendError {
  if (error.code === 'EADDRINUSE') return new BackendError('port-taken', place, 'the port is taken', error);
  if (error.code === 'EACCES') return new BackendError('port-forbidden', place, 'no leave to use the port', error);
  return new BackendError('unavailable', place, error.message, error);
}

/** `HOST:PORT`, an IPv6 host in brackets. */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
