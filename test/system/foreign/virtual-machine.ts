import { binary, type Outcome, root, start } from '../processes.ts';
import { vmRun } from './needs.ts';

/** Longest life of a virtual machine; one that waits for another lives no longer. */
export const VM_DEADLINE_MS = 420_000;

/**
 * Runs a command in a virtual machine of its own, from the checkout; NODE and BINARY name the tool. One machine runs at a time,
 * whoever asks: they are heavy.
 */
export async function inVirtualMachine(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const seconds = `${VM_DEADLINE_MS / 1000}`;
  const args = ['/tmp/vm.lock', vmRun, '--timeout', seconds, '--', ...command];
  return start('flock', args, {
    cwd: root,
    env: { NODE: process.execPath, BINARY: binary, ...env },
    deadlineMs: 2 * VM_DEADLINE_MS,
  }).ended;
}
