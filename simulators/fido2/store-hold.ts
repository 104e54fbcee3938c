import { closeSync, openSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { lockSync } from 'proper-lockfile';
import { StoreError } from '../ports/store.ts';

/** A directory held for one process. */
export interface DirectoryHold {
  /** False once released, or once somebody else took the lock away. */
  isHeld(): boolean;
  /** Gives the directory free; a second call does nothing. */
  release(): void;
}

/** Never stale by age: whether the holder lives decides, so a stopped process keeps its store and a killed one frees it at once. */
const NEVER_STALE_MS = Number.MAX_SAFE_INTEGER;
const UPDATE_MS = 5_000;

/**
 * Takes a directory for this process. Every contender leaves a file naming itself before it tries the lock, so that a
 * lock without a living contender is known to be a dead process's and is removed. Two that race for a dead process's
 * lock may both be refused, never both admitted. Throws `StoreError` naming the process that holds the directory.
 */
export function holdDirectory(directory: string): DirectoryHold {
  const lockfilePath = join(directory, 'lock');
  const mine = announce(directory);
  let held = true;
  const take = (): (() => void) =>
    lockSync(directory, {
      realpath: false,
      lockfilePath,
      stale: NEVER_STALE_MS,
      update: UPDATE_MS,
      onCompromised: () => {
        held = false;
      },
    });
  try {
    const unlock = takeOrReplace(directory, lockfilePath, mine, take);
    removeDead(directory, mine);
    return {
      isHeld: () => held,
      release: () => {
        if (held) unlock();
        held = false;
        rmSync(join(directory, mine), { force: true });
      },
    };
  } catch (error) {
    rmSync(join(directory, mine), { force: true });
    throw error;
  }
}

function takeOrReplace(directory: string, lockfilePath: string, mine: string, take: () => () => void): () => void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return take();
    } catch (cause) {
      if (!hasCode(cause, 'ELOCKED')) {
        const finding = cause instanceof Error ? cause.message : String(cause);
        throw new StoreError(`${directory}: expected a directory that can be locked, received ${finding}`, { cause });
      }
      const rival = contenders(directory).find((name) => name !== mine && isAlive(name));
      if (rival !== undefined || attempt > 0) throw heldBy(directory, rival, cause);
      removeLock(lockfilePath);
    }
  }
}

function heldBy(directory: string, rival: string | undefined, cause: unknown): StoreError {
  const who = rival === undefined ? 'another process' : describeContender(rival);
  return new StoreError(`${directory}: expected a store that no other process uses, received one held by ${who}`, {
    cause,
  });
}

function removeLock(lockfilePath: string): void {
  try {
    rmdirSync(lockfilePath);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

const CONTENDER = /^holder\.(\d+)\.(\d+)\.(\d+)\.(.+)$/;

/** A file whose name alone says who asks: process, its start time (0 where unknown), a number, the machine. */
function announce(directory: string): string {
  const machine = encodeURIComponent(hostname());
  for (let count = 0; ; count += 1) {
    const name = `holder.${process.pid}.${startTicks(process.pid) ?? 0}.${count}.${machine}`;
    try {
      closeSync(openSync(join(directory, name), 'wx', 0o600));
      return name;
    } catch (cause) {
      if (hasCode(cause, 'EEXIST')) continue;
      const finding = cause instanceof Error ? cause.message : String(cause);
      throw new StoreError(`${directory}: expected a directory that can be written, received ${finding}`, { cause });
    }
  }
}

function contenders(directory: string): string[] {
  return readdirSync(directory).filter((name) => CONTENDER.test(name));
}

function removeDead(directory: string, mine: string): void {
  for (const name of contenders(directory)) {
    if (name !== mine && !isAlive(name)) rmSync(join(directory, name), { force: true });
  }
}

function describeContender(name: string): string {
  const [, pid, , , machine = ''] = CONTENDER.exec(name) ?? [];
  const where = machine === encodeURIComponent(hostname()) ? '' : ` on ${decodeURIComponent(machine)}`;
  return `process ${pid}${where}`;
}

/** A process of another machine counts as living: nothing here can tell. */
function isAlive(name: string): boolean {
  const [, pidText, started, , machine] = CONTENDER.exec(name) ?? [];
  if (machine !== encodeURIComponent(hostname())) return true;
  const pid = Number(pidText);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
  const now = startTicks(pid);
  return now === undefined || started === '0' || now === started;
}

/** When a process began, in clock ticks since boot (Linux); tells a process from a later one with its number. */
function startTicks(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has died and only waits to be counted.
    return fields[0] === 'Z' ? 'dead' : fields[19];
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
