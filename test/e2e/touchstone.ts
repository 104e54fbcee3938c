import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built binary. */
export const binary: string = fileURLToPath(new URL('../../dist/touchstone.js', import.meta.url));

/** What a process said, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the binary is run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the binary; `output` grows while it speaks. */
export function start(
  args: readonly string[],
  options: RunOptions = {},
): { child: ChildProcess; output: Output; ended: Promise<Outcome> } {
  const env = { ...process.env, NO_COLOR: '1', ...options.env };
  const child = spawn(process.execPath, [binary, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const output: Output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { child, output, ended };
}

/** What a process has said so far. */
export interface Output {
  stdout: string;
  stderr: string;
}

/** Runs the binary to its end. */
export function touchstone(args: readonly string[], options?: RunOptions): Promise<Outcome> {
  return start(args, options).ended;
}

/** Resolves when `holds`, looked at whenever the process speaks; rejects when it ends before. */
export function until(
  { child, output, ended }: ReturnType<typeof start>,
  holds: (output: Output) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (holds(output)) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    ended.then(({ code }) => reject(new Error(`ended with ${code} before: ${output.stdout}${output.stderr}`)), reject);
    look();
  });
}
