import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hidCommand, splitMessage } from '../../src/transport/hid/packet.ts';
import { lengthPrefixed } from '../../src/transport/length-prefixed.ts';
import { binary, start, touchstone, until } from './touchstone.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-e2e-'));
});
const toStop: ReturnType<typeof start>[] = [];
afterEach(async () => {
  for (const run of toStop.splice(0)) {
    run.child.kill('SIGKILL');
    await run.ended;
  }
  rmSync(cwd, { recursive: true, force: true });
});

/** The first of some TCP ports that nobody has at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function emulated(...args: string[]): Promise<ReturnType<typeof start>> {
  const run = start(['emulate', 'fido2', ...args], { cwd });
  toStop.push(run);
  await until(run, ({ stdout }) => stdout.includes('\n'));
  return run;
}

async function ended(run: ReturnType<typeof start>): Promise<Awaited<typeof run.ended>> {
  run.child.kill('SIGTERM');
  return run.ended;
}

async function client(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** One message of a key that has a single channel open: INIT, then the command. */
async function exchange(socket: Socket, command: number, payload: Uint8Array): Promise<Uint8Array> {
  const ask = async (channel: number, code: number, bytes: Uint8Array): Promise<Uint8Array> => {
    socket.write(lengthPrefixed(splitMessage(channel, code, bytes, 64)[0]!));
    let got = Buffer.alloc(0);
    while (got.length < 66) got = Buffer.concat([got, (await once(socket, 'data'))[0] as Buffer]);
    return new Uint8Array(got.subarray(2, 66));
  };
  const init = await ask(0xffff_ffff, hidCommand.INIT, new Uint8Array(8));
  return ask(new DataView(init.buffer, init.byteOffset).getUint32(15), command, payload);
}

describe('emulate on several places', () => {
  it('lends one key over UDP, TCP and USB/IP, and says where', async () => {
    const [udp, tcp, usbip] = [await freePort(), await freePort(), await freePort()];
    const places = ['--on', `udp:${udp}`, '--on', `tcp:${tcp}`, '--on', `usbip:${usbip}`];
    const run = await emulated(...places, '--json');
    expect(JSON.parse(run.output.stdout)).toEqual({
      listening: `udp:127.0.0.1:${udp}`,
      profile: 'ctap-2.1',
      pid: run.child.pid,
      keys: [
        {
          serial: 'TS000001',
          targets: [`udp:127.0.0.1:${udp}`, `tcp:127.0.0.1:${tcp}`, `usbip:127.0.0.1:${usbip}/1-1`],
        },
      ],
    });
    const read = async (target: string): Promise<unknown> =>
      JSON.parse((await touchstone(['info', target, '--json'], { cwd })).stdout);
    expect(await read(`tcp:127.0.0.1:${tcp}`)).toMatchObject({ aaguid: expect.any(String) });
    expect(await read(`udp:127.0.0.1:${udp}`)).toMatchObject({ aaguid: expect.any(String) });
    expect(await ended(run)).toMatchObject({ code: 0, stderr: '' });
  });

  it('tells when the key is made to blink or is locked', async () => {
    const port = await freePort();
    const run = await emulated('--on', `tcp:${port}`);
    const socket = await client(port);
    await exchange(socket, hidCommand.WINK, new Uint8Array(0));
    await exchange(socket, hidCommand.LOCK, Uint8Array.of(3));
    socket.destroy();
    const { code, stderr } = await ended(run);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^the key blinks: WINK on channel [0-9a-f]{8}\nthe key is locked for 3 s: LOCK on channel [0-9a-f]{8}\n/,
    );
  });

  it('says what is wrong with a client that speaks nonsense, and serves the next', async () => {
    const port = await freePort();
    const run = await emulated('--on', `tcp:${port}`);
    const nonsense = await client(port);
    nonsense.end('GET / HTTP/1.1\r\n\r\n');
    await until(run, ({ stderr }) => stderr.includes('expected a report of 64 bytes, received the length 18245'));
    const socket = await client(port);
    await exchange(socket, hidCommand.PING, Uint8Array.of(1));
    socket.destroy();
    expect((await ended(run)).code).toBe(0);
  });

  it('makes several keys, ports counted up, each with a store of its own', async () => {
    const port = await freePort();
    const store = join(cwd, 'store');
    const run = await emulated('--on', `tcp:${port}`, '--count', '3', '--json', '--seed', '1', '--store', store);
    const { keys } = JSON.parse(run.output.stdout) as { keys: { serial: string; targets: string[] }[] };
    expect(keys.map(({ targets }) => targets)).toEqual([0, 1, 2].map((index) => [`tcp:127.0.0.1:${port + index}`]));
    expect(new Set(keys.map(({ serial }) => serial)).size).toBe(3);
    expect([1, 2, 3].map((number) => existsSync(join(store, `key-${number}`)))).toEqual([true, true, true]);
    expect((await ended(run)).code).toBe(0);
  });

  it('frees what it had when a later place cannot be had', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: taken } = server.address() as { port: number };
    const first = await freePort();
    const run = await touchstone(['emulate', 'fido2', '--on', `tcp:${first}`, '--on', `usbip:${taken}`], { cwd });
    server.close();
    expect(run).toEqual({ code: 2, stdout: '', stderr: `touchstone: usbip:127.0.0.1:${taken}: the port is taken\n` });
  });

  it('pulls the key and plugs it in again at SIGUSR2', async () => {
    const port = await freePort();
    const run = await emulated('--on', `tcp:${port}`);
    const socket = await client(port);
    await exchange(socket, hidCommand.PING, Uint8Array.of(1));
    const closed = once(socket, 'close');
    run.child.kill('SIGUSR2');
    await closed;
    const again = await client(port);
    await exchange(again, hidCommand.PING, Uint8Array.of(1));
    again.destroy();
    expect((await ended(run)).code).toBe(0);
  });

  it('is the card of a reader that is there, and waits for one that is not when told to', async () => {
    const port = await freePort();
    const run = await emulated('--on', `vpcd:${port}?wait`);
    const info = await touchstone(['info', `vpcd:${port}`, '--json'], { cwd });
    expect({ code: info.code, stderr: info.stderr }).toEqual({ code: 0, stderr: '' });
    await until(run, ({ stderr }) => stderr.includes('went away'));
    expect((await ended(run)).code).toBe(0);
  });

  it.skipIf(existsSync('/dev/uhid'))(
    'says in one line that the kernel has no uhid (skipped where it has)',
    async () => {
      const { code, stdout, stderr } = await touchstone(['emulate', 'fido2', '--on', 'uhid'], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^touchstone: uhid: no \/dev\/uhid: [^\n]+\n$/);
    },
  );

  it.each([
    [['--on', 'udp:65535', '--count', '2'], /ports run out/],
    [['--on', 'udp:8111', '--count', '2000'], /--count: expected 1 to 1000 keys/],
  ])('refuses %j', (args, says) => {
    const { status, stderr } = spawnSync(process.execPath, [binary, 'emulate', 'fido2', ...args], {
      encoding: 'utf8',
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(says);
  });
});
