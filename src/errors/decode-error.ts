/** Bytes that do not follow their format: where, what was expected and what was found. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** Dotted path of the value within its message, such as `authenticatorMakeCredential.rp.id`; empty at the root. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  /** Byte offset within the outermost input, where one is known. */
  readonly offset: number | undefined;
  /** The named departure from canonical CBOR, where that is what happened. */
  readonly departure: string | undefined;
  /** How the failure maps onto CTAP status codes: syntax (CBOR itself), type, missing member, or a bound. */
  readonly kind: DecodeFailure;

  constructor(
    path: string,
    expected: string,
    received: string,
    detail: { offset?: number; departure?: string; kind?: DecodeFailure; cause?: unknown } = {},
  ) {
    const place = path === '' ? '' : `${path}: `;
    const at = detail.offset === undefined ? '' : ` at byte ${detail.offset}`;
    super(
      `${place}expected ${expected}, received ${received}${at}`,
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.path = path;
    this.expected = expected;
    this.received = received;
    this.offset = detail.offset;
    this.departure = detail.departure;
    this.kind = detail.kind ?? 'syntax';
  }
}

/** What kind of mistake a DecodeError names. */
export type DecodeFailure = 'syntax' | 'type' | 'missing' | 'length' | 'value';
