import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** A mark in the environment of a process: all that descend from it carry it too, whoever adopts them. */
export interface Mark {
  readonly env: Readonly<Record<string, string>>;
  /** The living processes that carry it. */
  living(): number[];
}

const NAME = 'TOUCHSTONE_TEST_MARK';

/** A new mark. */
export function mark(): Mark {
  const value = randomUUID();
  return {
    env: { [NAME]: value },
    living: () =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => environmentOf(pid).includes(`${NAME}=${value}`)),
  };
}

/** Empty for a process that is gone, dead and not buried, or somebody else's. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return '';
    throw error;
  }
}
