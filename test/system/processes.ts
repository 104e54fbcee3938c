import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** The checkout. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** The built binary. */
export const binary: string = join(root, 'dist/touchstone.js');

/** What a process said, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process is started. `deadlineMs` (4 minutes unless said) ends it by SIGKILL: no test waits for ever. */
export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
}

/** A process that was started; `output` grows while it speaks. */
export interface Started {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<Outcome>;
}

const DEADLINE_MS = 240_000;
const living = new Set<ChildProcess>();

/** Starts a process. It is killed when the file's tests are over. */
export function start(command: string, args: readonly string[], options: StartOptions = {}): Started {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', CI: 'true', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  living.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), options.deadlineMs ?? DEADLINE_MS);
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      living.delete(child);
      resolve({ code, signal, ...output });
    });
  });
  return { child, output, ended };
}

/** Starts the binary. */
export function startTouchstone(args: readonly string[], options?: StartOptions): Started {
  return start(process.execPath, [binary, ...args], options);
}

/** Runs the binary to its end. */
export function touchstone(args: readonly string[], options?: StartOptions): Promise<Outcome> {
  return startTouchstone(args, options).ended;
}

/** Resolves when `holds`, looked at whenever the process speaks; rejects when it ends before. */
export function until({ child, output, ended }: Started, holds: (output: Started['output']) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (holds(output)) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    ended.then(({ code, signal, stderr }) => {
      look();
      reject(new Error(`the process ended with ${code ?? signal} before: ${stderr}`));
    }, reject);
    look();
  });
}

/** A UDP port on loopback that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** An emulated key that listens. */
export interface Emulator {
  readonly port: number;
  readonly run: Started;
  /** Ends it and waits. */
  stop(signal?: NodeJS.Signals): Promise<Outcome>;
}

/** Starts an emulated key, on that port or a free one. A port that somebody else took meanwhile is given up for another. */
export async function emulate(args: readonly string[] = [], at?: number): Promise<Emulator> {
  for (let tries = 3; ; tries -= 1) {
    const port = at ?? (await freePort());
    const run = startTouchstone(['emulate', 'fido2', '--on', `udp:${port}`, ...args]);
    try {
      await until(run, ({ stdout }) => stdout.includes('listening'));
      const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<Outcome> => {
        run.child.kill(signal);
        return run.ended;
      };
      return { port, run, stop };
    } catch (error) {
      if (tries === 0 || at !== undefined || !run.output.stderr.includes('taken')) throw error;
    }
  }
}

/** A temporary folder, removed when the file's tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-system-'));
  folders.add(folder);
  return folder;
}

const folders = new Set<string>();

/** Registers the end of a test file: every process killed, every folder removed. */
export function cleanUpAfterwards(): void {
  afterAll(() => {
    for (const child of living) child.kill('SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
}
