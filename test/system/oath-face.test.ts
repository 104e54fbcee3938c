import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lcdLines, lcdSizes } from '../../cli/tui/lcd.ts';
import { segmentsOf } from '../../simulators/oath/display.ts';
import { fromBase32 } from '../../src/bytes/base32.ts';
import { hotp } from '../../src/oath/hotp.ts';
import { mark } from './marked.ts';
import { binary, cleanUpAfterwards, start, temporaryFolder } from './processes.ts';

cleanUpAfterwards();

/** A tmux server of this test's own. */
const socket = join(temporaryFolder(), 'tmux');
const tmux = (...args: string[]) =>
  start('tmux', ['-S', socket, '-f', '/dev/null', ...args], { deadlineMs: 60_000 }).ended;
afterAll(async () => {
  await tmux('kill-server');
});

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** A token in a terminal: keys go in, its screen is looked at until it shows what is waited for. */
async function token(...args: string[]) {
  const { env } = mark();
  const settings = Object.entries(env).map(([key, value]) => `${key}='${value}'`);
  // tmux hands on the environment of the test; a person's terminal has neither of these two.
  const line = `env -u CI -u NO_COLOR ${settings.join(' ')} ${process.execPath} ${binary} emulate oath ${args.join(' ')}`;
  const name = `face${process.pid}-${args.length}`;
  const opened = await tmux(
    'new-session',
    '-d',
    '-x',
    '100',
    '-y',
    '30',
    '-s',
    name,
    `${line}; echo "exit $?"; exec sleep 600`,
  );
  expect(opened.code).toBe(0);
  return {
    key: (...keys: string[]) => tmux('send-keys', '-t', name, ...keys),
    screen: async (shows: (screen: string) => boolean): Promise<string> => {
      let screen = '';
      for (let look = 0; look < 200; look += 1) {
        screen = (await tmux('capture-pane', '-p', '-t', name)).stdout;
        if (shows(screen)) return screen;
      }
      throw new Error(`the screen never showed it:\n${screen}`);
    },
    close: () => tmux('kill-session', '-t', name),
  };
}

describe('emulate oath in a terminal', () => {
  it('shows true offset and rate, a code when the button is pressed, and ends at q', async () => {
    const face = await token('--skew', '95s', '--drift-ppm', '20', '--secret', secret);
    const dark = await face.screen((screen) => screen.includes('q quit'));
    expect(dark).toMatch(/offset +\+95\.\d{3} s from the system clock/);
    expect(dark).toMatch(/crystal +\+(19|20)\.\d\d ppm/);
    expect(dark).toContain('off until the button is pressed');
    expect(dark).not.toContain('┃');
    expect(dark).not.toContain(secret);
    await face.key('Space', '+', '+');
    const lit = await face.screen((screen) => screen.includes('+97.'));
    expect(lit).toContain('┃');
    expect(lit).toContain('lit, off in');
    for (let press = 0; press < 4; press += 1) await face.key('b');
    await face.key('Space');
    await face.screen((screen) => screen.includes('the battery is empty'));
    await face.key('q');
    await face.screen((screen) => screen.includes('exit 0'));
    await face.close();
  });

  it('draws exactly the code of the counter', async () => {
    const face = await token('--hotp', '--counter', '4', '--secret', secret, '--digits', '8');
    await face.screen((screen) => screen.includes('next 4'));
    await face.key('Enter');
    const lit = await face.screen((screen) => screen.includes('next 5'));
    const code = hotp(fromBase32(secret), 4, { digits: 8 });
    for (const line of lcdLines([...code].map(segmentsOf), lcdSizes[0]!)) expect(lit).toContain(line.trim());
    await face.key('C-c');
    await face.screen((screen) => screen.includes('exit 0'));
    await face.close();
  });
});
