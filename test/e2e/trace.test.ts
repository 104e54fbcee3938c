import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FrameLine, parseTranscript, type Transcript } from '../../src/transport/transcript-line.ts';
import { start, touchstone, until } from './touchstone.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-e2e-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const read = (file: string): Transcript => parseTranscript(readFileSync(join(cwd, file), 'utf8'));
const framesOf = ({ lines }: Transcript): FrameLine[] => lines.filter((line) => line.kind === 'frame');

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

interface Report {
  readonly rules: readonly { readonly id: string; readonly verdict: string }[];
}

/** The verdicts of a report that a run printed. */
const verdicts = (stdout: string): string[] =>
  (JSON.parse(stdout) as Report).rules.map(({ id, verdict }) => `${id} ${verdict}`);

describe('a recorded run', () => {
  it('when it was made over a real wire, then its replay gives the same verdicts when the key is gone', async () => {
    const port = await freePort();
    const key = start(
      ['emulate', 'fido2', '--on', `udp:${port}`, '--fault', 'fido2.make-credential.ignores-exclude-list'],
      { cwd },
    );
    await until(key, ({ stdout }) => stdout.includes('\n'));
    const rules = ['--rule', 'ctap2.make-credential.exclude-list.*', '--rule', 'hid.init.*'];
    const record = ['--record', 'run.jsonl', '--show-secrets', '--json', '--quiet'];
    const judged = await touchstone(['test', `udp:127.0.0.1:${port}`, ...rules, '--seed', '5', ...record], { cwd });
    key.child.kill('SIGTERM');
    await key.ended;
    const replayed = await touchstone(['test', 'trace:run.jsonl', '--json', '--quiet'], { cwd });
    expect([judged.code, replayed.code]).toEqual([1, 1]);
    expect(verdicts(replayed.stdout)).toEqual(verdicts(judged.stdout));
  });

  it('when secrets are not asked for, then they are zeros where they were, and all else is as it was', async () => {
    const test = ['test', 'sim:fido2', '--seed', '7', '--quiet'];
    const rules = ['ctap2.client-pin.change-pin.changes', 'ctap2.hmac-secret.output.*'];
    const chosen = rules.flatMap((rule) => ['--rule', rule]);
    await touchstone([...test, ...chosen, '--record', 'kept.jsonl', '--show-secrets'], { cwd });
    await touchstone([...test, ...chosen, '--record', 'redacted.jsonl'], { cwd });
    const kept = framesOf(read('kept.jsonl'));
    const redacted = framesOf(read('redacted.jsonl'));
    expect(redacted.length).toBe(kept.length);
    const expected = redacted.map((frame, index) => {
      const bytes = kept[index]!.bytes.slice();
      for (const { at, length } of frame.redacted) bytes.fill(0, at, at + length);
      return bytes;
    });
    expect(redacted.map(({ bytes }) => bytes)).toEqual(expected);
    const paths = new Set(redacted.flatMap((frame) => frame.redacted.map(({ path }) => path)));
    for (const path of [
      'authenticatorClientPIN.newPinEnc',
      'authenticatorClientPIN.pinHashEnc',
      'authenticatorClientPIN.pinUvAuthToken',
      'authenticatorMakeCredential.pinUvAuthParam',
      'authenticatorMakeCredential.user.name',
      'authenticatorGetAssertion.extensions.hmac-secret.2',
      'authenticatorGetAssertion.authData.extensions.hmac-secret',
    ]) {
      expect(paths).toContain(path);
    }
  });

  it.each(['SIGINT', 'SIGKILL'] as const)('when %s comes, then what was written can be read', async (name) => {
    const run = start(['test', 'sim:fido2', '--seed', '7', '--no-tui', '--record', 'run.jsonl'], { cwd });
    await until(run, ({ stdout }) => stdout.split('\n').length > 4);
    run.child.kill(name);
    await run.ended;
    const { lines } = read('run.jsonl');
    expect(lines.length).toBeGreaterThan(100);
    const last = lines.at(-1);
    if (name === 'SIGINT') expect(last).toMatchObject({ event: 'closed' });
  });

  it('when the run cannot begin, then an older transcript stays, and a new one is for its owner only', async () => {
    const record = ['--rule', 'ctap2.get-info.*', '--quiet', '--record', 'run.jsonl'];
    await touchstone(['test', 'sim:fido2', ...record], { cwd });
    expect(statSync(join(cwd, 'run.jsonl')).mode & 0o077).toBe(0);
    const before = readFileSync(join(cwd, 'run.jsonl'), 'utf8');
    const { code } = await touchstone(['test', 'sim:fido2?fault=none', ...record], { cwd });
    expect(code).toBe(3);
    expect(readFileSync(join(cwd, 'run.jsonl'), 'utf8')).toBe(before);
    await touchstone(['test', 'sim:fido2?fault=none', '--record', 'other.jsonl'], { cwd });
    expect(existsSync(join(cwd, 'other.jsonl'))).toBe(false);
  });
});
