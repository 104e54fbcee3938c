import { fromUtf8 } from '../../src/bytes/bytes.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { UsageError } from '../exit-code.ts';
import { readInputFile } from '../verify/read-input.ts';

/** The key in a file of hex, or that of an environment variable; undefined where neither is there. Throws `UsageError`, never with the key in it. */
export async function keyOf(file: string | undefined, variable?: string): Promise<Uint8Array | undefined> {
  const fromEnvironment = variable === undefined ? undefined : process.env[variable];
  const text = file === undefined ? fromEnvironment : await textOf(file);
  if (text === undefined || (file === undefined && text === '')) return undefined;
  const bare = text.replaceAll(/[\s:]/g, '');
  const place = file ?? variable!;
  if (bare === '' || bare.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(bare)) {
    throw new UsageError(`${place}: expected a key in hex, received other text`);
  }
  const key = fromHex(bare);
  if ([16, 24, 32].includes(key.length)) return key;
  throw new UsageError(`${place}: expected a key of 16, 24 or 32 bytes, received ${key.length}`);
}

/** The password in a file, its line end dropped. Throws `UsageError`. */
export async function passwordOf(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const password = (await textOf(file)).replace(/\r?\n$/, '');
  if (password === '') throw new UsageError(`${file}: expected a password, received nothing`);
  return password;
}

async function textOf(file: string): Promise<string> {
  const text = fromUtf8(await readInputFile(file));
  if (text === undefined) throw new UsageError(`${file}: expected text, received other bytes`);
  return text;
}
