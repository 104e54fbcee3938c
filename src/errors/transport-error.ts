/** Where in an exchange a link broke. */
export type TransportPhase = 'open' | 'send' | 'receive' | 'protocol' | 'closed';

/** The link to a device broke or misbehaved: no answer, a wrong frame, a closed port. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  /** The link, as its target names it: `udp:127.0.0.1:8111`. */
  readonly link: string;
  readonly phase: TransportPhase;
  /** A stable word for what happened. */
  readonly reason: TransportReason;

  constructor(link: string, phase: TransportPhase, reason: TransportReason, message: string, cause?: unknown) {
    super(`${link}: ${message}`, cause === undefined ? undefined : { cause });
    this.link = link;
    this.phase = phase;
    this.reason = reason;
  }
}

/** `silence`: no answer in time; `frame`: bytes against the framing; `hid-error`: a CTAPHID_ERROR; `card-error`: a status word; `gone`: the port is closed. */
export type TransportReason = 'silence' | 'frame' | 'hid-error' | 'card-error' | 'gone' | 'refused' | 'cancelled';
