import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { touchstone } from './touchstone.ts';
import { fits, readTranscript, type Step } from './transcript.ts';

const folder = fileURLToPath(new URL('transcripts', import.meta.url));

/** `$TAKEN` is a UDP port that somebody holds and never answers on, `$FREE` one that nobody holds. */
const ports = { TAKEN: 0, FREE: 0 };
let taken: Socket;

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

beforeAll(async () => {
  taken = await bound();
  const free = await bound();
  ports.TAKEN = taken.address().port;
  ports.FREE = free.address().port;
  free.close();
});
afterAll(() => {
  taken.close();
});

const filled = (text: string): string =>
  text.replaceAll('$TAKEN', `${ports.TAKEN}`).replaceAll('$FREE', `${ports.FREE}`);

async function play(step: Step, cwd: string): Promise<void> {
  const command = step.command.map(filled);
  const { code, stdout, stderr } = await touchstone(command, { cwd });
  const said = { command: command.join(' '), exit: code, stdout, stderr };
  // Where the text does not fit, the comparison shows both texts whole.
  expect(said).toEqual({
    command: command.join(' '),
    exit: step.exit,
    stdout: fits(stdout, step.stdout.map(filled)) ? stdout : step.stdout.map(filled).join('\n'),
    stderr: fits(stderr, step.stderr.map(filled)) ? stderr : step.stderr.map(filled).join('\n'),
  });
}

for (const name of readdirSync(folder)) {
  describe(name.replace(/\.txt$/, ''), () => {
    for (const scene of readTranscript(readFileSync(join(folder, name), 'utf8'))) {
      it(scene.title, async () => {
        const cwd = mkdtempSync(join(tmpdir(), 'touchstone-e2e-'));
        try {
          for (const [file, text] of scene.files) writeFileSync(join(cwd, file), text);
          for (const step of scene.steps) await play(step, cwd);
          if (scene.leaves !== undefined) expect(readdirSync(cwd).sort()).toEqual([...scene.leaves].sort());
        } finally {
          rmSync(cwd, { recursive: true, force: true });
        }
      });
    }
  });
}
