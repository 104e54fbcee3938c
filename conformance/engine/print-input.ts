import fc from 'fast-check';
import { toHex } from '../../src/bytes/hex.ts';

const LONGEST = 6000;

/** An input of a property as people read it: bytes as `h'00ff'`, maps in CBOR diagnostic form, one argument without its brackets. */
export function printInput(input: unknown): string {
  const printed = Array.isArray(input) ? input.map((part) => print(part, 0)).join(', ') : print(input, 0);
  return printed.length > LONGEST ? `${printed.slice(0, LONGEST)}… (${printed.length} characters)` : printed;
}

function print(value: unknown, depth: number): string {
  if (depth > 12) return '…';
  if (value instanceof Uint8Array) return `h'${toHex(value)}'`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? nameOf(value) : String(value);
  if (fc.hasToStringMethod(value) || fc.hasAsyncToStringMethod(value)) return fc.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => print(item, depth + 1)).join(', ')}]`;
  if (value instanceof Set) return `{${[...value].map((item) => print(item, depth + 1)).join(', ')}}`;
  if (value instanceof Map)
    return members(
      [...value].map(([key, item]) => [print(key, depth + 1), item]),
      depth,
    );
  if (Object.hasOwn(value, 'toString') || hasOwnPrinter(value)) return String(value);
  return members(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, item]),
    depth,
  );
}

function members(entries: readonly (readonly [string, unknown])[], depth: number): string {
  return `{${entries.map(([key, item]) => `${key}: ${print(item, depth + 1)}`).join(', ')}}`;
}

function nameOf(value: { readonly name?: string }): string {
  return `<${value.name === undefined || value.name === '' ? 'function' : value.name}>`;
}

/** A class of the rules' own that says how it prints. */
function hasOwnPrinter(value: object): boolean {
  return typeof value.toString === 'function' && value.toString !== Object.prototype.toString;
}
