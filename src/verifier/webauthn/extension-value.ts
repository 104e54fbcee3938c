import { fromBase64url } from '../../bytes/base64url.ts';
import type { RefusalCode } from './refusal-code.ts';

/** What is wrong with an output. */
export interface ExtensionProblem {
  readonly code: RefusalCode;
  readonly because: string;
}

/** An own member of a dictionary that a client gave; undefined where the value is none or lacks it. */
export function memberOf(value: unknown, name: string): unknown {
  return isDictionary(value) ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

/** Whether a value is a dictionary: an object, and no array nor bytes. */
export function isDictionary(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** The length of a binary output, in bytes or in base64url without padding; undefined where it is neither. */
export function lengthOf(value: unknown): number | undefined {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'string') return undefined;
  try {
    return fromBase64url(value).length;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An output of the wrong type or length. */
export function unexpected(place: string, expectation: string): ExtensionProblem {
  return { code: 'extension-output-unexpected', because: `${place}: expected ${expectation}, received something else` };
}

/** An output, or a member of one, that the request gave no reason for. */
export function notRequested(place: string): ExtensionProblem {
  return { code: 'extension-output-not-requested', because: `${place}: expected none, as none was asked for` };
}

/** Outputs of authenticator and client that say different things. */
export function contradictory(place: string, other: string): ExtensionProblem {
  return {
    code: 'extension-outputs-contradictory',
    because: `${place}: expected what ${other} says, received another`,
  };
}
