import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './answer.ts';
import { firstLine } from './lend.ts';

/** A pcscd of its own with an emulated key in its virtual reader. */
export interface Pcscd {
  /** The command that runs another one beside this pcscd. */
  beside(command: readonly string[]): string[];
  stop(): void;
}

/** Why no pcscd of our own can run here; empty where it can. */
export function pcscdLacks(): string {
  const succeeds = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!succeeds('sh', '-c', 'PATH=$PATH:/usr/sbin command -v pcscd')) return 'pcscd is not installed';
  if (!existsSync('/etc/reader.conf.d/vpcd')) return 'vsmartcard-vpcd is not installed';
  if (!succeeds('/usr/bin/python3', '-c', 'import smartcard')) return 'python3-pyscard is not installed';
  if (!succeeds('unshare', '--mount', '--net', '--pid', '--fork', '--', 'true')) return 'namespaces need root';
  return '';
}

/**
 * Starts pcscd. `slow`: as Debian's virtual reader comes, which sends in two pieces and waits 40 ms for an acknowledgement in
 * between; `quick`: over a loopback address whose acknowledgements are not delayed. Rejects where that cannot be had.
 */
export async function startPcscd({ root }: Place, reader: 'slow' | 'quick'): Promise<Pcscd> {
  const host = reader === 'quick' ? '127.35.96.3' : '127.0.0.1';
  const script = `
    ${reader === 'quick' ? `ip route add local ${host}/32 dev lo table local quickack 1 || exit 1` : ''}
    "$NODE" "$BINARY" emulate fido2 --on vpcd:${host}:35963 >/dev/null & key=$!
    for _ in $(seq 100); do "$NODE" "$BINARY" devices | grep -q 'holds a card' && break; done
    echo ready; wait $key`;
  const server = spawn(join(root, 'test/system/foreign/with-pcscd.sh'), ['bash', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE: process.execPath, BINARY: join(root, 'dist/touchstone.js') },
  });
  const said = await firstLine(server);
  if (said !== 'ready') throw new Error(`pcscd, ${reader}: did not start`);
  const inside = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ')[0]!;
  return {
    beside: (command) => ['nsenter', '--target', inside, '--mount', '--net', '--pid', '--', ...command],
    // killing unshare kills its child, and with the first process of the namespace everything in it
    stop: () => server.kill('SIGTERM'),
  };
}
