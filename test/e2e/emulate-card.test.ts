import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { openVpcdPort, type VpcdPort } from '../../src/transport/vpcd-port.ts';
import { binary, start, touchstone, until } from './touchstone.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-e2e-'));
});
const toStop: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop();
  rmSync(cwd, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A card of the command line in a reader of ours. */
async function inReader(...args: string[]): Promise<{ reader: VpcdPort; run: ReturnType<typeof start> }> {
  const port = await freePort();
  const opening = openVpcdPort({ port });
  const run = start(['emulate', ...args, '--on', `vpcd:${port}?wait`, '--json'], { cwd });
  toStop.push(async () => {
    run.child.kill('SIGKILL');
    await run.ended;
  });
  const reader = await opening;
  toStop.unshift(() => reader.close());
  await until(run, ({ stdout }) => stdout.includes('\n'));
  return { reader, run };
}

const send = async (reader: VpcdPort, apdu: string): Promise<string> => toHex(await reader.transmit(fromHex(apdu)));
const put = '000100000b7101617306110631323334';
const calculate = '00a20001057101617400';
const select = '00a4040007a0000005272101';

describe('emulate oath-card', () => {
  it('when killed at once after an answer, then the card has what it said it has', async () => {
    const first = await inReader('oath-card', '--store', 'card', '--serial', '7', '--firmware', '5.2.0');
    expect(JSON.parse(first.run.output.stdout)).toMatchObject({ profile: 'oath-card 5.2.0', keys: [{ serial: '7' }] });
    expect(await send(first.reader, select)).toMatch(/^79030502007108.{16}9000$/);
    expect(await send(first.reader, put)).toBe('9000');
    const code = await send(first.reader, calculate);
    first.run.child.kill('SIGKILL');
    await first.run.ended;
    await first.reader.close();

    const second = await inReader('oath-card', '--store', 'card');
    await send(second.reader, select);
    expect(await send(second.reader, '00a1000000')).toBe('720211619000');
    const next = await send(second.reader, calculate);
    expect(code).toMatch(/^760506.{8}9000$/);
    expect(next).toMatch(/^760506.{8}9000$/);
    expect(next).not.toBe(code);
    second.run.child.kill('SIGTERM');
    expect(await second.run.ended).toMatchObject({ code: 0 });
  });

  it('when a password is given, then a new card is locked by it', async () => {
    writeFileSync(join(cwd, 'password'), 'correct horse\n');
    const { reader } = await inReader('oath-card', '--password-file', 'password');
    expect(await send(reader, select)).toMatch(/^7903050403.*7408.{16}7b01019000$/);
    expect(await send(reader, '00a1000000')).toBe('6982');
  });

  it('when a seed is given, then the identifier is that of the seed', async () => {
    const { reader } = await inReader('oath-card', '--seed', '1');
    const other = await inReader('oath-card', '--seed', '1');
    expect(await send(reader, select)).toBe(await send(other.reader, select));
  });

  it.each([
    ['a place that is no reader', ['oath-card', '--on', 'udp:1'], /expected vpcd/],
    ['no place', ['oath-card'], /--on: expected one reader/],
    ['two places', ['oath-card', '--on', 'vpcd', '--on', 'vpcd:1'], /--on: expected one reader/],
    ['half a version', ['oath-card', '--on', 'vpcd', '--firmware', '5.4'], /such as 5\.4\.3/],
    ['a serial that is too large', ['oath-card', '--on', 'vpcd', '--serial', '4294967296'], /serial: expected/],
    ['a fault', ['oath-card', '--on', 'vpcd', '--fault', 'x'], /no faults of this card/],
    ['an empty password', ['oath-card', '--on', 'vpcd', '--password-file', '/dev/null'], /expected a password/],
    ['no such password', ['oath-card', '--on', 'vpcd', '--password-file', 'none'], /no such file/],
    ['an unknown model', ['token2-card', '--on', 'vpcd', '--profile', 'restrictd'], /did you mean restricted/],
    ['a serial of letters', ['token2-card', '--on', 'vpcd', '--serial', 'abc'], /8 to 20 digits/],
    ['an unknown device', ['oathcard', '--on', 'vpcd'], /oath-card or token2-card/],
  ])('refuses %s', async (_what, args, said) => {
    const { code, stdout, stderr } = await touchstone(['emulate', ...args], { cwd });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(said);
  });

  it('when there is no reader, then it says what would be one', async () => {
    const { code, stderr } = await touchstone(['emulate', 'oath-card', '--on', `vpcd:${await freePort()}`], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^touchstone: .*pcscd.*\n$/);
  });
});

describe('emulate token2-card', () => {
  it('tells its serial number, and shows its display for a line on stdin', async () => {
    const port = await freePort();
    const opening = openVpcdPort({ port });
    const args = ['emulate', 'token2-card', '--on', `vpcd:${port}?wait`, '--serial', '86596320000001', '--json'];
    const child = spawn(process.execPath, [binary, ...args], { cwd });
    const ended = once(child, 'close');
    toStop.push(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    const reader = await opening;
    toStop.unshift(() => reader.close());
    expect(await send(reader, '80410000020211')).toMatch(/^0000000e38363539363332303030303030310000.{8}9000$/);
    child.stdin.write('\n');
    while (stdout.split('\n').length < 3) await once(child.stdout, 'data');
    expect(JSON.parse(stdout.split('\n')[1]!)).toMatchObject({ serial: '86596320000001', code: null });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
