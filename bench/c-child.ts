import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Place } from './answer.ts';
import type { Contestant, Spent } from './race.ts';

/** A program of bench/c, compiled; or why it could not be. */
export type Compiled = { readonly path: string } | { readonly missing: string };

/** Compiles `bench/c/NAME.c` against libraries (`crypto`, `fido2`). */
export function compileC({ root, scratch }: Place, name: string, libraries: readonly string[] = []): Compiled {
  const path = join(scratch, name);
  const links = libraries.map((library) => `-l${library}`);
  const gcc = spawnSync('gcc', ['-O3', '-march=native', '-o', path, join(root, 'bench/c', `${name}.c`), ...links], {
    encoding: 'utf8',
  });
  if (gcc.error !== undefined) return { missing: 'gcc is not installed' };
  if (gcc.status === 0) return { path };
  const header = /fatal error: (\S+): No such file/.exec(gcc.stderr)?.[1];
  if (header === 'fido.h') return { missing: 'libfido2-dev is not installed' };
  if (header?.startsWith('openssl/') === true) return { missing: 'libssl-dev is not installed' };
  throw new Error(`bench/c/${name}.c: ${gcc.stderr.trim()}`);
}

/** The command that runs another one on the first processor, where that can be said. */
export function pinned(command: readonly string[]): string[] {
  const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  return canPin ? ['taskset', '-c', '0', ...command] : [...command];
}

/** A program that reads `OPERATION TIMES` lines and answers each with `WALL_NS CPU_NS`. */
export class CChild {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor([program = '', ...args]: readonly string[]) {
    this.#child = spawn(program, args);
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  contestant(operation: string, name: string): Contestant {
    return { name, measure: (times) => this.#ask(operation, times) };
  }

  async #ask(operation: string, times: number): Promise<Spent> {
    this.#child.stdin.write(`${operation} ${times}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`${operation} ${times}: the C child ended without an answer`);
    const [wallNs, cpuNs] = String(value).split(' ').map(Number);
    return { wallNs: wallNs!, cpuNs: cpuNs! };
  }

  /** The child ends with its input. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.stdin.end();
    });
  }
}
