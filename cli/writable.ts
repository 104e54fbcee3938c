import { existsSync } from 'node:fs';
import { access, constants, mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './exit-code.ts';

/**
 * Finds out before a long run whether `path` can be written, and leaves nothing behind. Throws `UsageError`.
 * `makeFolder` makes the folder it lies in.
 */
export async function mustBeWritable(path: string, what: string, makeFolder = false): Promise<void> {
  const refuse = (because: string): never => {
    throw new UsageError(`${what}: cannot write ${path}: ${because}`);
  };
  if (path === '') refuse('expected a file name');
  const folder = dirname(resolve(path));
  try {
    if (makeFolder) await mkdir(folder, { recursive: true });
    if (existsSync(path)) {
      if ((await stat(path)).isDirectory()) refuse('it is a directory');
      await access(path, constants.W_OK);
    }
    const beside = besideOf(path);
    await (await open(beside, 'w')).close();
    await rm(beside, { force: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    refuse(reasonOf(error as NodeJS.ErrnoException, folder));
  }
}

/** What the system says of a file, in words. */
export function reasonOf(error: NodeJS.ErrnoException, place: string): string {
  switch (error.code) {
    case 'ENOENT':
      return `${place} does not exist`;
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOTDIR':
      return `${place} is not a directory`;
    case 'EISDIR':
      return 'it is a directory';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'no space left';
    default:
      return error.message;
  }
}

function besideOf(path: string): string {
  return join(dirname(resolve(path)), `.${basename(path)}.${process.pid}.part`);
}
