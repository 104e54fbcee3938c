import { readFile } from 'node:fs/promises';
import { UsageError } from './exit-code.ts';
import { reasonOf } from './writable.ts';

/** The key's PIN: the first line of a file, else `TOUCHSTONE_PIN`, else none. Throws `UsageError`; never repeats the PIN. */
export async function readPin(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return process.env['TOUCHSTONE_PIN'] || undefined;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--pin-file: cannot read ${file}: ${reasonOf(error as NodeJS.ErrnoException, 'it')}`);
  }
  const pin = text.split(/\r?\n/, 1)[0]!;
  if (pin === '') throw new UsageError(`--pin-file: expected a PIN in the first line of ${file}`);
  return pin;
}
