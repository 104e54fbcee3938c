import type { HidKey } from '../../src/transport/hid/node-hid.ts';
import type { PcscReader } from '../../src/transport/pcsc/pcsc.ts';

/** What is looked at: nothing of it changes anything. */
export interface Machine {
  /** As Node names it: `linux`, `win32`, `darwin`. */
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's login name. */
  readonly user: string;
  /** Names in a folder; `undefined` where there is none. */
  list(folder: string): Promise<readonly string[] | undefined>;
  /** What a file holds; `undefined` where there is none or it may not be read. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Whether this user may read and write what is at a path. */
  access(path: string): Promise<'allowed' | 'denied' | 'absent'>;
  /** Runs a program that only looks; `undefined` where there is none. */
  run(program: string, ...args: string[]): Promise<{ readonly code: number; readonly stdout: string } | undefined>;
  /** The keys as node-hid sees them. Rejects with `DriverMissing`, or with node-hid's own error. */
  hidKeys(): Promise<readonly HidKey[]>;
  /** The readers, and the binding that carried the question. Rejects with `DriverMissing` or `PcscError`. */
  readers(): Promise<{ readonly binding: string; readonly readers: readonly PcscReader[] }>;
}

/** A small text file; empty where there is none. */
export async function readText(machine: Machine, path: string): Promise<string> {
  return new TextDecoder().decode((await machine.read(path)) ?? new Uint8Array(0));
}

/** The names of the programs that run on Linux. */
export async function runningPrograms(machine: Machine): Promise<ReadonlySet<string>> {
  const processes = ((await machine.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(processes.map((id) => readText(machine, `/proc/${id}/comm`)));
  return new Set(names.map((name) => name.trim()));
}
