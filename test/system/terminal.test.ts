import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mutants } from '../../simulators/mutants/catalogue.ts';
import { mark } from './marked.ts';
import { binary, cleanUpAfterwards, start, temporaryFolder, touchstone } from './processes.ts';

cleanUpAfterwards();

/** A tmux server of this test's own. */
const socket = join(temporaryFolder(), 'tmux');
const tmux = (...args: string[]) =>
  start('tmux', ['-S', socket, '-f', '/dev/null', ...args], { deadlineMs: 60_000 }).ended;
afterAll(async () => {
  await tmux('kill-server');
});

const ESC = String.fromCharCode(27);

/** One command line in a terminal: what is on its screen when it is over, and all that was written to it. */
async function inTerminal(line: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = temporaryFolder();
  const marked = mark();
  const said = join(cwd, 'exit');
  const name = `t${process.pid}-${cwd.slice(-6)}`;
  const settings = Object.entries({ ...marked.env, ...env }).map(([key, value]) => `${key}='${value}'`);
  // tmux hands on the environment of the test; a person's terminal has neither of these two.
  const command = `env -u CI -u NO_COLOR ${settings.join(' ')} ${line}; echo "exit $?" >${said}; tmux -S ${socket} wait-for -S ${name}; exec sleep 600`;
  expect((await tmux('new-session', '-d', '-x', '120', '-y', '40', '-s', name, '-c', cwd, command)).code).toBe(0);
  expect((await tmux('pipe-pane', '-t', name, `cat >>${cwd}/written`)).code).toBe(0);
  const waited = await start('tmux', ['-S', socket, 'wait-for', name], { deadlineMs: 240_000 }).ended;
  expect(waited.code).toBe(0);
  const screen = (await tmux('capture-pane', '-p', '-t', name)).stdout;
  const coloured = (await tmux('capture-pane', '-p', '-e', '-t', name)).stdout;
  await tmux('kill-session', '-t', name);
  return { cwd, screen, coloured, exit: readFileSync(said, 'utf8').trim(), marked };
}

const judge = (target: string, ...more: string[]): string =>
  [process.execPath, binary, 'test', `'${target}'`, '--seed', '3', ...more].join(' ');

describe('in a terminal', () => {
  it('the last screen shows the summary of a sound key, in colour', async () => {
    const { screen, coloured, exit } = await inTerminal(judge('sim:fido2'));
    expect(exit).toBe('exit 0');
    const shown = screen.trimEnd().split('\n');
    expect(shown.join('\n')).toMatch(/\d+ upheld/);
    expect(shown.join('\n')).toMatch(/0 violated/);
    expect(shown.join('\n')).toMatch(/seed 3\b/);
    expect(coloured).toContain(`${ESC}[`);
  });

  it('the last screen of a key with a fault shows rule, expected, actual, input and the replay line', async () => {
    const { id, caughtBy } = mutants.find(({ level }) => level === 'MUST')!;
    const { screen, exit } = await inTerminal(judge(`sim:fido2?fault=${id}`, '--rule', caughtBy[0]!));
    expect(exit).toBe('exit 1');
    for (const word of ['violated', 'expected', 'actual', 'touchstone replay']) expect(screen).toContain(word);
  });

  it('nothing of the live view is written with NO_COLOR or CI', async () => {
    for (const env of [{ NO_COLOR: '1' }, { CI: 'true' }]) {
      const { screen, coloured, exit } = await inTerminal(judge('sim:fido2', '--rule', "'ctap2.get-info.*'"), env);
      expect(exit).toBe('exit 0');
      expect(screen).toMatch(/\d+ upheld/);
      expect(coloured).not.toContain(`${ESC}[`);
    }
  });
});

describe('in a pipe', () => {
  it('plain lines are written, without one control character', async () => {
    const { code, stdout, stderr } = await touchstone(['test', 'sim:fido2', '--rule', 'ctap2.get-info.*'], {
      env: { CI: '', NO_COLOR: '' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\d+ upheld/);
    expect([...stdout].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
  });
});
