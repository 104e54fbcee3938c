import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { start, touchstone, until } from './touchstone.ts';

interface Report {
  readonly schema: string;
  readonly seed: number;
  readonly summary: Record<string, number>;
  readonly rules: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly counterexample?: {
      readonly expected: string;
      readonly actual: string;
      readonly input: string;
      readonly replay: string;
    };
  }[];
}

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-e2e-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});
const read = (file: string): Report => JSON.parse(readFileSync(join(cwd, file), 'utf8')) as Report;

interface Fault {
  readonly id: string;
  readonly level: string;
  readonly caughtBy: readonly string[];
}
const faults = async (): Promise<Fault[]> => JSON.parse((await touchstone(['faults', '--json'])).stdout) as Fault[];

type Counterexample = NonNullable<Report['rules'][number]['counterexample']>;
function counterexampleOf(report: Report, rule: string): Counterexample {
  const found = report.rules.find(({ id }) => id === rule)?.counterexample;
  if (found === undefined) throw new Error(`no counterexample of ${rule}`);
  return found;
}

describe('the main job', () => {
  it('when nothing is asked for, then the built-in key and the built-in token are judged and their reports are written', async () => {
    const { code, stdout } = await touchstone([], { cwd });
    expect(code).toBe(0);
    expect(stdout).not.toBe('');
    expect(readdirSync(join(cwd, 'touchstone-report')).sort()).toEqual([
      'report-oath.html',
      'report-oath.json',
      'report-oath.xml',
      'report.html',
      'report.json',
      'report.xml',
    ]);
    const ofToken = read('touchstone-report/report-oath.json');
    expect(ofToken.summary).toMatchObject({ violated: 0, broken: 0, observed: 0 });
    expect(ofToken.summary['upheld']).toBeGreaterThanOrEqual(20);
    const { schema, summary } = read('touchstone-report/report.json');
    expect(schema).toBe('touchstone-report/1');
    expect(summary).toMatchObject({ violated: 0, broken: 0 });
    expect(summary['rules']).toBeGreaterThanOrEqual(120);
  });

  it('when the built-in key is judged, then at least 3,000 checks are made', async () => {
    await touchstone(['test', 'sim:fido2', '--report', 'json=r.json', '--quiet'], { cwd });
    expect(read('r.json').summary['checks']).toBeGreaterThanOrEqual(3000);
  });
});

describe('test', () => {
  it('when the seed is the same, then so are all verdicts and the printed report', async () => {
    const args = ['test', 'sim:fido2', '--rule', 'ctap2.get-info.*', '--seed', '7', '--json'];
    const [first, second] = [await touchstone(args, { cwd }), await touchstone(args, { cwd })];
    const verdicts = ({ stdout }: typeof first): string[] =>
      (JSON.parse(stdout) as Report).rules.map(({ id, verdict }) => `${id} ${verdict}`);
    expect(first.code).toBe(0);
    expect(verdicts(first).length).toBeGreaterThan(1);
    expect(verdicts(second)).toEqual(verdicts(first));
  });

  it.each([
    ['json report', true],
    ['line itself', false],
  ] as const)('when the key has a fault, then the run exits 1 and the %s replays it', async (_, hasReport) => {
    const { id: fault, caughtBy } = (await faults()).find(
      ({ level, caughtBy: rules }) => level === 'MUST' && rules.length > 0,
    )!;
    const rule = caughtBy[0]!;
    const args = ['test', `sim:fido2?fault=${fault}`, '--rule', rule];
    const first = await touchstone(
      [...args, ...(hasReport ? ['--report', 'json=r.json', '--quiet'] : ['--json', '--quiet'])],
      { cwd },
    );
    expect(first.code).toBe(1);
    const found = counterexampleOf(hasReport ? read('r.json') : (JSON.parse(first.stdout) as Report), rule);
    expect(found.replay).toMatch(hasReport ? /^touchstone replay r\.json / : /^touchstone replay inline:/);
    const replay = found.replay.split(' ').slice(1);
    const again = await touchstone([...replay, '--report', 'json=again.json'], { cwd });
    expect(again.code).toBe(1);
    const { expected, input } = counterexampleOf(read('again.json'), rule);
    expect({ expected, input }).toEqual({ expected: found.expected, input: found.input });
    expect((await touchstone([...replay, '--target', 'sim:fido2'], { cwd })).code).toBe(0);
  });

  it('when the cost is asked for, then it is printed and nothing is judged', async () => {
    const { code, stdout } = await touchstone(['test', 'sim:fido2', '--plan'], { cwd });
    expect(code).toBe(0);
    for (const word of ['rules', 'touches', 'resets', 'PIN tries', 'minutes']) expect(stdout).toContain(word);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'when %s comes, then a partial report is left and the run counts as broken',
    async (name) => {
      const run = start(['test', 'sim:fido2', '--runs', '100000', '--report', 'json=r.json', '--no-tui'], { cwd });
      await until(run, ({ stdout, stderr }) => /\bupheld\b/.test(stdout + stderr));
      run.child.kill(name);
      const { code } = await run.ended;
      expect(code).toBe(2);
      expect(read('r.json').schema).toBe('touchstone-report/1');
      expect(readdirSync(cwd)).toEqual(['r.json']);
    },
  );

  it('when a reader goes away, then nothing is said of it', async () => {
    const run = start(['rules'], { cwd });
    run.child.stdout?.destroy();
    const { stderr } = await run.ended;
    expect(stderr).not.toContain('EPIPE');
  });
});

describe('listings', () => {
  it.each([['rules'], ['faults'], ['profiles'], ['devices']])(
    'when %s is asked for as JSON, then it is an array of objects with ids',
    async (name) => {
      const { code, stdout } = await touchstone([name, '--json'], { cwd });
      const listed = JSON.parse(stdout) as { id?: unknown }[];
      expect(code).toBe(0);
      expect(listed.length).toBeGreaterThan(0);
      expect(listed.every(({ id }) => typeof id === 'string' && id !== '')).toBe(true);
    },
  );

  it('when a rule is explained, then its clause, cost and faults are told', async () => {
    const { code, stdout } = await touchstone(['explain', 'ctap2.make-credential.exclude-list.own'], { cwd });
    expect(code).toBe(0);
    for (const word of ['clause', 'needs', 'cost', 'catches']) expect(stdout).toContain(word);
  });

  it('when a key is asked for its info, then the profiles speak too', async () => {
    const { code, stdout } = await touchstone(['info', 'sim:fido2'], { cwd });
    expect(code).toBe(0);
    for (const word of ['FIDO_2_1', 'aaguid', 'hmac-secret', 'microsoft']) expect(stdout).toContain(word);
    expect(existsSync(join(cwd, 'touchstone-report'))).toBe(false);
  });
});
