import { afterEach, describe, expect, it } from 'vitest';
import { LineCommand } from '../../../../cli/targets/exec.ts';

let command: LineCommand | undefined;

afterEach(() => command?.close());

describe('LineCommand', () => {
  it('answers each request with the next line', async () => {
    command = new LineCommand('while read line; do echo "{\\"heard\\":$line}"; done');
    expect(await command.ask('verify', { at: 1 })).toEqual({ heard: { op: 'verify', at: 1 } });
    expect(await command.ask('verify', { at: 2 })).toEqual({ heard: { op: 'verify', at: 2 } });
  });

  it('gives the last line of its complaint when it ends, and starts again with the next token', async () => {
    command = new LineCommand('read line; echo "1"; echo oh >&2; exit 3');
    expect(await command.ask('enroll', {})).toBe(1);
    await expect(command.ask('verify', {})).rejects.toMatchObject({
      kind: 'link',
      message: 'verify: the command ended (exit 3): oh',
    });
    await expect(command.ask('verify', {})).rejects.toMatchObject({ kind: 'link' });
    expect(await command.ask('enroll', {})).toBe(1);
  });

  it('takes no late answer for that of the next request', async () => {
    command = new LineCommand('while read line; do sleep 30; echo 1; done', 50);
    await expect(command.ask('verify', {})).rejects.toMatchObject({ message: 'verify: no answer within 50 ms' });
    await expect(command.ask('verify', {})).rejects.toMatchObject({ kind: 'link' });
  });

  it('says what is no JSON', async () => {
    command = new LineCommand('echo moo; cat');
    await expect(command.ask('verify', {})).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('"moo"'),
    });
  });
});
