import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanUpAfterwards, root, start, temporaryFolder } from './processes.ts';

cleanUpAfterwards();

const told =
  'reports: touchstone-report/report.json, touchstone-report/report.xml, touchstone-report/report.html, touchstone-report/report-oath.json, touchstone-report/report-oath.xml, touchstone-report/report-oath.html\n';

/** The tracked files of HEAD, in a folder of their own. */
async function freshCopy(): Promise<string> {
  const folder = temporaryFolder();
  const script = 'git archive --format=tar HEAD | tar -x -C "$0"';
  const { code, stderr } = await start('bash', ['-o', 'pipefail', '-c', script, folder], { cwd: root }).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return folder;
}

/** npm as a newcomer has it: none of the variables by which the npm that runs the tests speaks to its children. */
/** A set of reports for the key, and one for the token. */
const written = ['report-oath', 'report']
  .flatMap((name) => ['html', 'json', 'xml'].map((kind) => `${name}.${kind}`))
  .sort();

function npm(args: readonly string[], cwd: string): ReturnType<typeof start>['ended'] {
  const own = Object.keys(process.env).filter((name) => /^npm_/i.test(name));
  return start('env', [...own.flatMap((name) => ['-u', name]), 'npm', ...args], { cwd, deadlineMs: 400_000 }).ended;
}

describe('a fresh copy of the tracked files', () => {
  it('is built without install scripts, judges the key and writes its reports', { timeout: 900_000 }, async () => {
    const folder = await freshCopy();
    const install = await npm(['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], folder);
    expect({ code: install.code, said: install.code === 0 ? '' : install.stderr }).toEqual({ code: 0, said: '' });
    const build = await npm(['run', 'build'], folder);
    expect({ code: build.code, stderr: build.stderr }).toEqual({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await start(process.execPath, ['dist/touchstone.js'], { cwd: folder }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: told });
    expect(stdout).toContain('Upheld');
    const reports = join(folder, 'touchstone-report');
    expect(readdirSync(reports).sort()).toEqual(written);
    const { schema, summary } = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as {
      schema: string;
      summary: Readonly<Record<string, number>>;
    };
    expect(schema).toBe('touchstone-report/1');
    expect(summary).toMatchObject({ violated: 0, broken: 0 });
    expect(summary['rules']).toBeGreaterThanOrEqual(120);
    expect(summary['checks']).toBeGreaterThanOrEqual(3000);
    expect(readFileSync(join(reports, 'report.xml'), 'utf8')).toMatch(/^<\?xml .*<testsuites? /s);
    expect(readFileSync(join(reports, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('is installed and started by two commands, and leaves nothing but what git ignores', {
    timeout: 900_000,
  }, async () => {
    const folder = await freshCopy();
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
    ])
      expect((await start('git', args, { cwd: folder }).ended).code).toBe(0);
    const install = await npm(['ci', '--prefer-offline', '--no-audit', '--no-fund'], folder);
    expect({ code: install.code, said: install.code === 0 ? '' : install.stderr }).toEqual({ code: 0, said: '' });
    const run = await npm(['start', '--silent'], folder);
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: told });
    expect(readdirSync(join(folder, 'touchstone-report')).sort()).toEqual(written);
    const { stdout } = await start('git', ['ls-files', '--others', '--modified', '--exclude-standard'], { cwd: folder })
      .ended;
    expect(stdout).toBe('');
  });
});
