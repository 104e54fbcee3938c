import { ctapStatus, statusName } from '../../src/ctap2/status.ts';
import { CtapError } from '../../src/errors/ctap-error.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { NotApplicable, Violation } from '../vocabulary/violation.ts';

/** What an error that escaped a property means. */
export type Meaning =
  | { readonly kind: 'violated'; readonly expected: string; readonly actual: string }
  | { readonly kind: 'link'; readonly error: TransportError }
  | { readonly kind: 'not-applicable'; readonly because: string }
  | { readonly kind: 'store-full' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'broken'; readonly because: string };

/** Reads an error: whom does it accuse. */
export function meaningOf(error: unknown): Meaning {
  if (error instanceof Violation) return { kind: 'violated', expected: error.expected, actual: error.actual };
  if (error instanceof NotApplicable) return { kind: 'not-applicable', because: error.message };
  if (error instanceof CtapError) {
    if (error.status === ctapStatus.CTAP2_ERR_KEY_STORE_FULL) return { kind: 'store-full' };
    return { kind: 'violated', expected: 'CTAP2_OK', actual: describeStatus(error.status) };
  }
  // What the client could not read is an answer of the key against its format.
  if (error instanceof DecodeError) {
    const place = error.path === '' ? 'the answer' : error.path;
    return { kind: 'violated', expected: `${place}: ${error.expected}`, actual: error.received };
  }
  if (error instanceof TransportError)
    return error.reason === 'cancelled' ? { kind: 'cancelled' } : { kind: 'link', error };
  return { kind: 'broken', because: describeFault(error) };
}

/** A status with its name and number: `CTAP2_ERR_PIN_INVALID (0x31)`. */
export function describeStatus(status: number): string {
  return `${statusName(status)} (0x${status.toString(16).padStart(2, '0')})`;
}

/** A mistake of ours, with the place where it happened. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = error.stack
    ?.split('\n')
    .find((line) => /^\s+at /.test(line))
    ?.trim();
  return `${error.name}: ${error.message}${place === undefined ? '' : ` (${place})`}`;
}
