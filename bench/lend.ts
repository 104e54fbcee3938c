import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Place } from './answer.ts';
import { pinned } from './c-child.ts';

/** A node program on the first processor. */
export function started(servers: ChildProcess[], args: readonly string[]): ChildProcess {
  const [program = '', ...rest] = pinned([process.execPath, ...args]);
  const server = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  servers.push(server);
  return server;
}

/** Lends the simulated key of a profile over UDP; its port. */
export async function lend(servers: ChildProcess[], { root }: Place, profile: string): Promise<string> {
  const port = await freePort();
  const touchstone = join(root, 'dist/touchstone.js');
  await firstLine(started(servers, [touchstone, 'emulate', 'fido2', '--on', `udp:${port}`, '--profile', profile]));
  return `${port}`;
}

/** The first line that a program says. Rejects where it ends without one. */
export async function firstLine(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) return line;
  throw new Error(`${server.spawnargs.join(' ')}: ended without a word`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
