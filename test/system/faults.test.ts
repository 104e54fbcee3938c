import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allFaults } from '../../cli/faults.ts';
import type { Subject } from '../../conformance/vocabulary/event.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { binary, cleanUpAfterwards, type Outcome, start, temporaryFolder, touchstone } from './processes.ts';

cleanUpAfterwards();

const EVERY = process.env['TOUCHSTONE_ALL'] === '1';
const SAMPLED = 14;
const seed = process.env['TOUCHSTONE_TEST_SEED'] ?? '20261125';
const chosen = EVERY ? allFaults : sampled(allFaults, SAMPLED);
/** The sound one of each subject, to which a fault is given. */
const targets: Readonly<Record<Subject, string>> = {
  key: 'sim:fido2',
  verifier: 'sim:verifier',
  'oath-token': 'sim:oath',
  'oath-verifier': 'sim:otp-verifier',
};

/** `count` of `all`, the same for the same seed. */
function sampled<T>(all: readonly T[], count: number): T[] {
  const random = seededRandom(`faults/${seed}`);
  const drawn = all.map((one) => ({ one, rank: [...random.bytes(4)].reduce((sum, byte) => sum * 256 + byte, 0) }));
  return drawn
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ one }) => one);
}

/** CPU seconds that `faults test` may take: three minutes of one core, however busy the machine is. */
const MATRIX_CPU_SECONDS = 180;

describe('faults test', () => {
  it('kills every fault by each rule it names, accuses the sound key of nothing, in under three minutes', {
    timeout: 900_000,
  }, async () => {
    const { code, stdout, stderr } = await start(
      'bash',
      ['-c', `TIMEFORMAT='%U %S'; time "$0" "$1" faults test --json --quiet`, process.execPath, binary],
      { deadlineMs: 890_000 },
    ).ended;
    const { faults, killed, survivors, falseAccusations, matrix } = JSON.parse(stdout) as {
      faults: number;
      killed: number;
      survivors: string[];
      falseAccusations: string[];
      matrix: Record<string, string[]>;
    };
    expect({ survivors, falseAccusations }).toEqual({ survivors: [], falseAccusations: [] });
    expect(code).toBe(0);
    expect({ faults, killed }).toEqual({ faults: allFaults.length, killed: allFaults.length });
    expect(faults).toBeGreaterThanOrEqual(60);
    expect(Object.keys(matrix).sort()).toEqual(allFaults.map(({ id }) => id).sort());
    const [user = 0, system = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
    expect(user + system).toBeGreaterThan(0);
    expect(user + system).toBeLessThan(MATRIX_CPU_SECONDS);
  });
});

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly rules: readonly {
    readonly id: string;
    readonly level: string;
    readonly verdict: string;
    readonly counterexample?: {
      readonly input: string;
      readonly expected: string;
      readonly actual: string;
      readonly replay: string;
    };
  }[];
}

let shims: string;
beforeAll(() => {
  shims = join(temporaryFolder(), 'bin');
  mkdirSync(shims);
  writeFileSync(join(shims, 'touchstone'), `#!/bin/sh\nexec '${process.execPath}' '${binary}' "$@"\n`);
  chmodSync(join(shims, 'touchstone'), 0o755);
});

/** The line, by the shell, as a person would run it. */
function byShell(line: string, cwd: string): Promise<Outcome> {
  return start('sh', ['-c', line], { cwd, env: { PATH: `${shims}:${process.env['PATH']}` } }).ended;
}

describe.each(chosen.map((fault) => [fault.id, fault] as const))('%s', (id, fault) => {
  it(`makes the run exit ${fault.level === 'MUST' ? 1 : 0}, and the replay line shows the failure again`, async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await touchstone(
      ['test', `${targets[fault.subject]}?fault=${id}`, '--seed', '17', '--report', 'json=r.json', '--no-tui'],
      { cwd },
    );
    const report = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as Report;
    expect({ code, stderr }).toEqual({ code: fault.level === 'MUST' ? 1 : 0, stderr: '' });
    const caught = report.rules.filter(
      ({ id: rule, verdict }) => fault.caughtBy.includes(rule) && verdict === 'violated',
    );
    expect(caught.map((rule) => rule.id).sort()).toEqual([...fault.caughtBy].sort());
    if (fault.level === 'SHOULD') {
      expect(report.summary).toMatchObject({ violated: 0, observed: expect.any(Number) });
      expect(report.summary['observed']).toBeGreaterThanOrEqual(caught.length);
    }
    for (const { id: rule, level, counterexample } of caught) {
      const { replay, input } = counterexample!;
      expect(stdout).toContain(replay);
      const shown = await byShell(replay, cwd);
      expect({ rule, code: shown.code, stderr: shown.stderr }).toEqual({
        rule,
        code: level === 'MUST' ? 1 : 0,
        stderr: '',
      });
      expect(shown.stdout).toContain(rule);
      const again = await byShell(`${replay} --report json=again.json --quiet`, cwd);
      expect(again.code).toBe(shown.code);
      const found = JSON.parse(readFileSync(join(cwd, 'again.json'), 'utf8')) as Report;
      expect(found.rules.find((one) => one.id === rule)).toMatchObject({
        verdict: 'violated',
        // Channel numbers differ, and so may the step at which a key that was left locked is caught.
        counterexample: { input },
      });
    }
  });
});
