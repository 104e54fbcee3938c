import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { start, touchstone, until } from './touchstone.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-e2e-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** An emulated key, listening. */
async function emulated(...args: string[]): Promise<{ port: number; run: ReturnType<typeof start> }> {
  const port = await freePort();
  const run = start(['emulate', 'fido2', '--on', `udp:${port}`, ...args], { cwd });
  await until(run, ({ stdout }) => stdout.includes('\n'));
  return { port, run };
}

interface Report {
  readonly summary: Record<string, number>;
  readonly rules: readonly { readonly id: string; readonly verdict: string; readonly because?: string }[];
}
const read = (file: string): Report => JSON.parse(readFileSync(join(cwd, file), 'utf8')) as Report;

describe('emulate', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'when %s comes, then it says where it listened, ends with 0 and frees the port',
    async (name) => {
      const { port, run } = await emulated();
      expect(run.output.stdout).toBe(`listening on udp:127.0.0.1:${port}\n`);
      run.child.kill(name);
      expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
      const socket = createSocket('udp4');
      socket.bind(port, '127.0.0.1');
      await once(socket, 'listening');
      socket.close();
    },
  );

  it('when JSON is asked for, then the line that announces it is an object', async () => {
    const { port, run } = await emulated('--json');
    expect(JSON.parse(run.output.stdout)).toMatchObject({ listening: `udp:127.0.0.1:${port}`, profile: 'ctap-2.1' });
    run.child.kill('SIGTERM');
    await run.ended;
  });

  it('when a store is kept, then the key is the same after a restart', async () => {
    const aaguids: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const { port, run } = await emulated('--store', join(cwd, 'store'), '--seed', '3');
      const { code, stdout } = await touchstone(['info', `udp:127.0.0.1:${port}`, '--json'], { cwd });
      expect(code).toBe(0);
      aaguids.push(String((JSON.parse(stdout) as { aaguid: unknown }).aaguid));
      run.child.kill('SIGTERM');
      expect((await run.ended).code).toBe(0);
    }
    expect(aaguids[1]).toBe(aaguids[0]);
  });

  it('when the same store is asked for twice, then the second emulator does not start', async () => {
    const { run } = await emulated('--store', join(cwd, 'store'));
    const second = await touchstone(
      ['emulate', 'fido2', '--on', `udp:${await freePort()}`, '--store', join(cwd, 'store')],
      { cwd },
    );
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/^touchstone: .*store.*\n$/);
    run.child.kill('SIGTERM');
    await run.ended;
  });
});

describe('test over UDP', () => {
  it('when a sound key is judged over the wire, then no verdict is worse than in process', async () => {
    const { port, run } = await emulated();
    const wire = await touchstone(
      ['test', `udp:127.0.0.1:${port}`, '--seed', '11', '--report', 'json=wire.json', '--quiet'],
      { cwd },
    );
    await touchstone(['test', 'sim:fido2', '--seed', '11', '--report', 'json=near.json', '--quiet'], { cwd });
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(0);
    expect(wire).toMatchObject({ code: 0, stderr: '' });
    const near = new Map(read('near.json').rules.map(({ id, verdict }) => [id, verdict]));
    const differing = read('wire.json').rules.filter(({ id, verdict }) => verdict !== near.get(id));
    // What the wire cannot carry is not applicable, and says why.
    expect(differing.filter(({ verdict, because }) => verdict !== 'not-applicable' || because === undefined)).toEqual(
      [],
    );
    expect(read('wire.json').summary['upheld']).toBeGreaterThan(80);
  });

  it('when the key waits for a touch, then the touch command is run', async () => {
    const marker = join(cwd, 'touched');
    const { port, run } = await emulated(
      '--touch',
      `command:while [ ! -e '${marker}' ]; do sleep 0.05; done; rm '${marker}'`,
    );
    const { code, stderr } = await touchstone(
      [
        'test',
        `udp:127.0.0.1:${port}`,
        '--rule',
        'ctap2.make-credential.exclude-list.own',
        '--runs',
        '2',
        '--touch-command',
        `touch '${marker}'`,
        '--quiet',
      ],
      { cwd },
    );
    run.child.kill('SIGTERM');
    await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('when the touch command fails, then the run ends with 2 and names it', async () => {
    const { port, run } = await emulated('--touch', 'never');
    const { code, stderr } = await touchstone(
      [
        'test',
        `udp:127.0.0.1:${port}`,
        '--rule',
        'ctap2.make-credential.exclude-list.own',
        '--touch-command',
        'exit 7',
        '--quiet',
      ],
      { cwd },
    );
    run.child.kill('SIGTERM');
    await run.ended;
    expect(code).toBe(2);
    expect(stderr).toContain('touch command "exit 7" exited with 7');
  });

  it.each([
    ['succeeds', 'true', 0, ''],
    ['fails', 'exit 7', 2, 'replug command "exit 7" exited with 7'],
  ])('when the replug command %s, then the run ends with its word', async (_, command, expected, says) => {
    const { port, run } = await emulated();
    const { code, stderr } = await touchstone(
      [
        'test',
        `udp:127.0.0.1:${port}`,
        '--rule',
        'ctap2.get-assertion.*',
        '--runs',
        '1',
        '--replug-command',
        command,
        '--quiet',
      ],
      { cwd },
    );
    run.child.kill('SIGTERM');
    await run.ended;
    expect(code).toBe(expected);
    expect(stderr).toContain(says);
  });

  it('when the key answers to a fixed port, then that port is bound', async () => {
    const { port, run } = await emulated();
    const local = await freePort();
    const { code, stderr } = await touchstone(
      ['test', `udp:127.0.0.1:${port}?local=${local}`, '--rule', 'hid.*', '--rule', 'ctap2.get-info.*', '--quiet'],
      { cwd },
    );
    run.child.kill('SIGTERM');
    await run.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('when the key dies during the run, then the run ends with 2 and a partial report', async () => {
    const { port, run } = await emulated();
    const judging = start(['test', `udp:127.0.0.1:${port}`, '--report', 'json=r.json', '--no-tui'], { cwd });
    await until(judging, ({ stdout, stderr }) => /\bupheld\b/.test(stdout + stderr));
    run.child.kill('SIGKILL');
    await run.ended;
    const { code } = await judging.ended;
    expect(code).toBe(2);
    expect(read('r.json').summary['upheld']).toBeGreaterThan(0);
  });
});
