import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Answer, type Benchmark, timeText } from '../answer.ts';
import { compileC } from '../c-child.ts';
import { type Contestant, race } from '../race.ts';

const aims = [
  ['--version', 'touchstone --version beside node -e 0, by CPU time', 1.15],
  ['profiles', 'touchstone profiles (a plain command) beside node -e 0, by CPU time', 1.3],
  ['first frame', 'the first frame of the live view beside node -e 0, by CPU time', 3.5],
] as const;

/** What does a user wait for before anything happens? */
export const startUp: Benchmark = {
  name: 'start-up',
  run: async (place) => {
    const program = compileC(place, 'start-up', ['util']);
    if ('missing' in program) return aims.map(([, question]) => ({ question, skipped: program.missing }));
    const touchstone = join(place.root, 'dist/touchstone.js');
    const finish = await race(
      [
        nodeProcess('node -e 0', program.path, ['-e', '0']),
        nodeProcess('--version', program.path, [touchstone, '--version']),
        nodeProcess('profiles', program.path, [touchstone, 'profiles']),
        nodeProcess('first frame', program.path, [touchstone, 'test', 'sim:fido2'], '--frame'),
      ],
      { pace: place.pace, clock: 'cpu', times: 1 },
    );
    const bare = `node -e 0 ${timeText(finish.microseconds('node -e 0'))}`;
    return aims.map(
      ([name, question, atMost]): Answer => ({
        question,
        aim: { atMost },
        value: finish.ratio(name, 'node -e 0'),
        scale: `${timeText(finish.microseconds(name))}, ${bare}`,
        inTheWay:
          name === 'first frame'
            ? 'ink with react and its layout, bundled, was 3.2 on its own in an earlier measurement; the rules, fast-check and the simulated key come on top; bundling fast-check and the curves as well gained about 3 %, which is within the noise'
            : 'commander and the reading of our own chunks; three runs gave 1.30 to 1.31',
      }),
    );
  },
};

/** One node process, measured by the program that waits for it. */
function nodeProcess(name: string, starter: string, args: readonly string[], ...how: string[]): Contestant {
  const { CI: _ci, NO_COLOR: _noColor, ...env } = process.env;
  return {
    name,
    measure: async () => {
      const command = [...how, process.execPath, ...args];
      const { stdout } = await promisify(execFile)(starter, command, { env: { ...env, TERM: 'xterm-256color' } });
      const [wallNs, cpuNs] = stdout.split(' ').map(Number);
      return { wallNs: wallNs!, cpuNs: cpuNs! };
    },
  };
}
