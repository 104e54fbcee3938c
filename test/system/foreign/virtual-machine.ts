import { binary, root, start } from '../processes.ts';
import { vmRun } from './needs.ts';

/** Longest life of a virtual machine; one that waits for another lives no longer. */
export const VM_DEADLINE_MS = 420_000;

/** `writable`: a folder that keeps what is written there. `deadlineMs`: another longest life. */
export interface MachineOptions {
  readonly writable?: string;
  readonly deadlineMs?: number;
}

/**
 * Runs a command in a virtual machine of its own, from the checkout, and gives what it said; NODE and BINARY name the tool. One
 * machine runs at a time, whoever asks: they are heavy. Rejects where the command does not end with 0.
 */
export async function inVirtualMachine(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { writable, deadlineMs = VM_DEADLINE_MS }: MachineOptions = {},
): Promise<string> {
  const seconds = `${deadlineMs / 1000}`;
  const kept = writable === undefined ? [] : ['--rw', writable];
  // qemu opens its output anew, which the sockets that we hand out as pipes do not allow
  const piped = ['bash', '-c', 'set -o pipefail; { "$@" | cat; } 2> >(cat >&2)', 'bash'];
  const args = ['/tmp/vm.lock', ...piped, vmRun, '--timeout', seconds, ...kept, '--', ...command];
  const { code, stdout, stderr } = await start('flock', args, {
    cwd: root,
    env: { NODE: process.execPath, BINARY: binary, ...env },
    // it waits for the machine of another test
    deadlineMs: deadlineMs + 2 * VM_DEADLINE_MS,
  }).ended;
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code} in the virtual machine: ${stderr}${stdout}`);
  return stdout;
}
