import { toHex } from '../../bytes/hex.ts';
import type { CborKey } from './value.ts';

/** The path of the value under `key` of the map at `path`. */
export function memberPath(path: string, key: CborKey): string {
  const name = keyName(key);
  return path === '' ? name : `${path}.${name}`;
}

/** The path of element `index` of the array at `path`. */
export function elementPath(path: string, index: number): string {
  return `${path}[${index}]`;
}

function keyName(key: CborKey): string {
  if (typeof key === 'string') return /^[A-Za-z][\w-]*$/.test(key) ? key : JSON.stringify(key.slice(0, 40));
  if (key instanceof Uint8Array) return `h'${toHex(key.subarray(0, 20))}'`;
  return String(key);
}
