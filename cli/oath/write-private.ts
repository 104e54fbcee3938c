import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BrokenError } from '../exit-code.ts';
import { reasonOf } from '../writable.ts';

/** Writes a file that only its owner may read, in one step: what was there stays until the new one is whole. Throws `BrokenError`. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const folder = dirname(resolve(path));
  const beside = join(folder, `.${basename(path)}.${process.pid}.part`);
  try {
    await writeFile(beside, text, { mode: 0o600, flag: 'wx' });
    await chmod(beside, 0o600);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw new BrokenError(`cannot write ${path}: ${reasonOf(error as NodeJS.ErrnoException, folder)}`);
  }
}
