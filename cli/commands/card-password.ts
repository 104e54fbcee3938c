import { fromUtf8 } from '../../src/bytes/bytes.ts';
import { UsageError } from '../exit-code.ts';
import { readInputFile } from '../verify/read-input.ts';

/** The password in a file, its line end apart. Throws `UsageError`, never with the password in it. */
export async function readPassword(file: string): Promise<string> {
  const text = fromUtf8(await readInputFile(file));
  if (text === undefined) throw new UsageError(`${file}: expected a password in UTF-8`);
  const password = text.replace(/\r?\n$/, '');
  if (password === '') throw new UsageError(`${file}: expected a password, found nothing`);
  return password;
}
