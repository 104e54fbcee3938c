import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { start, touchstone, until } from './touchstone.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A relying party that is being served. */
async function served(...args: string[]): Promise<{ port: number; run: ReturnType<typeof start> }> {
  const port = await freePort();
  const run = start(['emulate', 'rp', '--on', `http:${port}`, ...args]);
  await until(run, ({ stdout }) => stdout.includes('\n'));
  return { port, run };
}

async function challengeOf(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/attestation/options`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'alice', displayName: 'Alice' }),
  });
  const answer = (await response.json()) as { status: string; challenge: unknown };
  expect(answer.status).toBe('ok');
  return answer.challenge;
}

describe('emulate rp', () => {
  it('when SIGTERM comes, then it has said where it listens and what it trusts, and ends with 0', async () => {
    const { port, run } = await served();
    expect(run.output.stdout.split('\n')).toEqual([
      `listening on http://127.0.0.1:${port}`,
      `relying-party id localhost, origin http://localhost:${port}, profile strict`,
      expect.stringMatching(/^trusts the root of touchstone's own ceremonies, SHA-256 [0-9a-f]{64}$/),
      '',
    ]);
    await challengeOf(port);
    run.child.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
  });

  it('when JSON is asked for, then the line that announces it is an object', async () => {
    const { port, run } = await served('--json', '--profile', 'lenient', '--fault', 'verifier.parses-origins');
    expect(JSON.parse(run.output.stdout)).toMatchObject({
      listening: `http://127.0.0.1:${port}`,
      rpId: 'localhost',
      origins: [`http://localhost:${port}`],
      profile: 'lenient',
    });
    run.child.kill('SIGTERM');
    await run.ended;
  });

  it('when a seed is given, then its challenges are the same every time', async () => {
    const challenges: unknown[] = [];
    for (let round = 0; round < 2; round += 1) {
      const { port, run } = await served('--seed', '3');
      challenges.push(await challengeOf(port));
      run.child.kill('SIGTERM');
      await run.ended;
    }
    expect(challenges[1]).toBe(challenges[0]);
  });

  it('when the port is taken, then it ends with 2 and one line', async () => {
    const { port, run } = await served();
    const second = await touchstone(['emulate', 'rp', '--on', `http:${port}`]);
    expect(second).toEqual({ code: 2, stdout: '', stderr: `touchstone: http:127.0.0.1:${port}: the port is taken\n` });
    run.child.kill('SIGTERM');
    await run.ended;
  });

  it.each([
    [['--on', 'udp:8111'], 'unknown place "udp:8111": expected http:PORT or http:HOST:PORT'],
    [['--on', 'http:8080', '--fault', 'verifier.no-such-fault'], 'unknown fault "verifier.no-such-fault"'],
    [
      ['--on', 'http:8080', '--profile', 'nonesuch'],
      'unknown profile "nonesuch" of the relying party: expected one of strict',
    ],
    [['--on', 'http:8080', '--store', 'accounts'], '--store: a relying party keeps nothing'],
  ])('when it is asked for %j, then one line says what is wrong', async (args, because) => {
    const { code, stderr } = await touchstone(['emulate', 'rp', ...args]);
    expect(code).toBe(3);
    expect(stderr).toContain(`touchstone: ${because}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
