import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { binary, start, touchstone, until } from './touchstone.ts';

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const steady = ['--drift-ppm', '0', '--seed', '3'];

describe('emulate oath', () => {
  it('when asked once, then it prints the code of its own time', async () => {
    const at = (seconds: string, skew: string) =>
      touchstone(['emulate', 'oath', '--secret', secret, '--digits', '8', '--once', '--at', seconds, '--skew', skew]);
    expect(await at('59', '0s')).toEqual({ code: 0, stdout: '94287082\n', stderr: '' });
    expect(await at('1111111014', '95s')).toEqual({ code: 0, stdout: '07081804\n', stderr: '' });
    expect(await at('1111111229', '-2m')).toEqual({ code: 0, stdout: '07081804\n', stderr: '' });
  });

  it('when asked once as JSON, then the line tells the offset, and the secret only when it may', async () => {
    const args = ['emulate', 'oath', '--secret', secret, '--at', '1111111014', '--skew', '95s', '--json', '--once'];
    const { code, stdout, stderr } = await touchstone([...args, ...steady]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      code: '081804',
      step: 37037036,
      at: '2005-03-18T01:56:54.000Z',
      tokenSeconds: 1111111109,
      offsetSeconds: 95,
      secondsLeft: 1,
      batteryStage: 'healthy',
    });
    expect(stdout).not.toContain(secret);
    const shown = await touchstone([...args, ...steady, '--show-secrets']);
    expect(JSON.parse(shown.stdout)).toMatchObject({ secret });
  });

  it('when a fault is asked for, then the token has it', async () => {
    const fault = ['--fault', 'oath.token.drops-leading-zeros'];
    const args = ['emulate', 'oath', '--secret', secret, '--digits', '8', '--at', '1111111109', '--once'];
    expect((await touchstone([...args, ...fault])).stdout).toBe('7081804\n');
  });

  it('when lines come to a counter token, then each is a press, and it ends with them', async () => {
    const child = spawn(process.execPath, [binary, 'emulate', 'oath', '--hotp', '--secret', secret]);
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stdin.end('\n\n\n');
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    const presses = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { code: string; counter: number });
    expect(presses.map(({ counter, code: shown }) => [counter, shown])).toEqual([
      [0, '755224'],
      [1, '287082'],
      [2, '359152'],
    ]);
  });

  it('when it has no terminal, then it prints a line for the press now and ends with 0 at SIGTERM', async () => {
    const run = start(['emulate', 'oath', '--secret', secret]);
    await until(run, ({ stdout }) => stdout.includes('\n'));
    run.child.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: 0, stderr: '' });
    const { code } = JSON.parse(run.output.stdout.split('\n')[0]!) as { code: string };
    expect(code).toMatch(/^\d{6}$/);
  });

  it('when the battery is empty, then it says so and ends with 2', async () => {
    const { code, stdout, stderr } = await touchstone([
      'emulate',
      'oath',
      '--battery',
      '0',
      '--serial',
      'A1',
      '--once',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('touchstone: token A1: expected a code, its battery is empty\n');
  });

  it.each([
    [['--skew', 'soon'], 'expected a time such as 95s, -2m or 1h'],
    [['--digits', '5', '--once'], 'digits: expected 6 to 10, received 5'],
    [['--algorithm', 'MD5', '--once'], 'hash: expected SHA1, SHA256, SHA512'],
    [['--counter', '3', '--once'], '--counter: expected with --hotp'],
    [['--battery', '101', '--once'], '--battery: battery: expected 0 to 1'],
    [['--at', '59'], '--at: expected with --once'],
    [['--profile', 'generik', '--once'], 'did you mean generic?'],
    [['--fault', 'oath.token.never', '--once'], 'unknown fault'],
    [['--secret', '0OIL', '--once'], '--secret: '],
  ] as const)('when given %j, then it is usage: %s', async (args, says) => {
    const { code, stdout, stderr } = await touchstone(['emulate', 'oath', ...args]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('0OIL');
  });
});
