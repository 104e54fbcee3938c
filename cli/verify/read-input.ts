import { readFile } from 'node:fs/promises';
import { fromBase64 } from '../../src/bytes/base64.ts';
import { fromUtf8 } from '../../src/bytes/bytes.ts';
import { UsageError } from '../exit-code.ts';

/** What a file holds: JSON, or bytes that were written in base64url, base64 or as they are. */
export type ReadInput =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** Nothing that a ceremony sends is larger. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Reads a file, or stdin for `-`. Throws `UsageError`. */
export async function readInputFile(path: string): Promise<Uint8Array> {
  try {
    const bytes = path === '-' ? await readStdin() : await readFile(path);
    if (bytes.length <= MOST_BYTES) return bytes;
    throw new UsageError(`${path}: expected at most ${MOST_BYTES} bytes, received ${bytes.length}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path}: cannot be read: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
}

/** What the bytes of a file are. Throws `UsageError` for text that is neither JSON nor base64. */
export function inputOf(file: Uint8Array, path: string): ReadInput {
  const text = fromUtf8(file)?.trim();
  if (text === undefined) return { kind: 'bytes', bytes: new Uint8Array(file) };
  if (text === '') throw new UsageError(`${path}: expected a response, received nothing`);
  const value = jsonOf(text);
  if (value !== undefined) return value;
  const bytes = base64Of(text);
  if (bytes === undefined) {
    throw new UsageError(`${path}: expected JSON or base64url, received text that is neither`);
  }
  const inner = fromUtf8(bytes);
  return (inner === undefined ? undefined : jsonOf(inner)) ?? { kind: 'bytes', bytes };
}

/** Bytes of base64url or base64, padded or not; undefined for other text. */
export function base64Of(text: string): Uint8Array | undefined {
  const bare = text.replaceAll(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  try {
    return fromBase64(bare);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An object or array in JSON; a bare number or text is none that anybody means. */
function jsonOf(text: string): ReadInput | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function readStdin(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of process.stdin) {
    parts.push(part as Uint8Array);
    length += (part as Uint8Array).length;
    if (length > MOST_BYTES) break;
  }
  return Buffer.concat(parts);
}
