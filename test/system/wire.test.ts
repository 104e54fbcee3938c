import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mark, mark } from './marked.ts';
import {
  binary,
  cleanUpAfterwards,
  type Emulator,
  emulate,
  freePort,
  start,
  startTouchstone,
  temporaryFolder,
  touchstone,
  until,
} from './processes.ts';

cleanUpAfterwards();

interface Report {
  readonly summary: Readonly<Record<string, number>>;
  readonly interrupted?: string;
  readonly rules: readonly {
    readonly id: string;
    readonly level: string;
    readonly verdict: string;
    readonly because?: string;
    readonly counterexample?: { readonly expected: string; readonly actual: string };
  }[];
}

let cwd: string;
let marked: Mark;
beforeEach(() => {
  cwd = temporaryFolder();
  marked = mark();
});
/** Whatever a test left behind has to go before the next one. */
afterEach(() => {
  for (const pid of marked.living()) process.kill(pid, 'SIGKILL');
});

const read = (file: string): Report => JSON.parse(readFileSync(join(cwd, file), 'utf8')) as Report;
const lines = (text: string): number => text.split('\n').length - 1;

/** A judge at work on a key: it has judged the first rules. */
async function judging(key: Emulator, ...args: string[]): Promise<ReturnType<typeof startTouchstone>> {
  const run = startTouchstone(
    ['test', `udp:127.0.0.1:${key.port}`, '--seed', '5', '--report', 'json=r.json', '--no-tui', ...args],
    { cwd, env: marked.env },
  );
  await until(run, ({ stdout }) => /\bupheld\b/.test(stdout));
  return run;
}

describe('a key judged over UDP', () => {
  it('is judged as in process, but for what the wire cannot carry, which says so', async () => {
    const key = await emulate();
    const wire = await touchstone(
      ['test', `udp:127.0.0.1:${key.port}`, '--seed', '11', '--report', 'json=wire.json', '--quiet'],
      { cwd },
    );
    const near = await touchstone(['test', 'sim:fido2', '--seed', '11', '--report', 'json=near.json', '--quiet'], {
      cwd,
    });
    const stopped = await key.stop();
    expect(stopped.code).toBe(0);
    // nothing but what a person at the key would see
    expect(
      stopped.stderr.split('\n').filter((line) => !/^$|: (?:LOCK|WINK) on channel|is unlocked on channel/.test(line)),
    ).toEqual([]);
    expect({ wire, near }).toMatchObject({ wire: { code: 0, stderr: '' }, near: { code: 0, stderr: '' } });
    expect(read('near.json').summary).toMatchObject({ violated: 0, broken: 0 });
    expect(read('wire.json').summary).toMatchObject({ violated: 0, broken: 0 });
    const inProcess = new Map(read('near.json').rules.map(({ id, verdict }) => [id, verdict]));
    const onTheWire = read('wire.json').rules;
    expect(onTheWire.map(({ id }) => id).sort()).toEqual([...inProcess.keys()].sort());
    const unexplained = onTheWire
      .filter(({ id, verdict }) => verdict !== inProcess.get(id))
      .filter(
        ({ verdict, because = '' }) =>
          verdict !== 'not-applicable' || !/\bwire\b|virtual time|\btouches that can be\b/.test(because),
      );
    expect(unexplained).toEqual([]);
    // What cannot be carried is the exception.
    expect(read('wire.json').summary['upheld']).toBeGreaterThan(read('near.json').summary['upheld']! / 2);
  });

  it('that another process serves already is not served twice', async () => {
    const key = await emulate();
    const second = await touchstone(['emulate', 'fido2', '--on', `udp:${key.port}`], { cwd });
    expect(second).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `touchstone: udp:127.0.0.1:${key.port}: the port is taken\n`,
    });
    // The first one is none the worse for it.
    expect((await touchstone(['info', `udp:127.0.0.1:${key.port}`], { cwd })).code).toBe(0);
    await key.stop();
  });

  it('that is not there is said not to answer', async () => {
    const port = await freePort();
    const { code, stdout, stderr } = await touchstone(['test', `udp:127.0.0.1:${port}`, '--report', 'json=r.json'], {
      cwd,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^touchstone: .*nobody answers.*\n$/);
    expect(existsSync(join(cwd, 'r.json'))).toBe(false);
  });
});

describe('killing', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('the judge by %s leaves the key and nothing else', async (signal) => {
    const key = await emulate();
    const run = await judging(key);
    expect(marked.living()).toEqual([run.child.pid]);
    run.child.kill(signal);
    await run.ended;
    expect(marked.living()).toEqual([]);
    expect((await touchstone(['info', `udp:127.0.0.1:${key.port}`], { cwd })).code).toBe(0);
    expect(await key.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  it('the judge by SIGTERM ends the touch command that it runs', async () => {
    const key = await emulate(['--touch', 'never']);
    const begun = join(cwd, 'begun');
    const run = startTouchstone(
      [
        'test',
        `udp:127.0.0.1:${key.port}`,
        '--no-tui',
        '--touch-command',
        `echo > ${begun}; while :; do sleep 1; done`,
        '--rule',
        'ctap2.make-credential.*',
      ],
      { cwd, env: marked.env },
    );
    await poll(() => existsSync(begun));
    run.child.kill('SIGTERM');
    expect((await run.ended).code).toBe(2);
    await poll(() => marked.living().length === 0);
    await key.stop();
  });

  it('the key in the middle of a run ends the run with 2 and a partial report', async () => {
    const key = await emulate();
    const run = await judging(key);
    await key.stop('SIGKILL');
    const { code, stderr } = await run.ended;
    expect(code).toBe(2);
    expect(lines(stderr)).toBe(1);
    expect(stderr).toMatch(/^touchstone: udp:/);
    const { summary, interrupted } = read('r.json');
    expect(summary['upheld']).toBeGreaterThan(0);
    expect(interrupted).toBeTypeOf('string');
    expect(marked.living()).toEqual([]);
  });

  it('the key and starting it again is a rule violated, and the run goes on to its end', async () => {
    const store = join(cwd, 'store');
    const key = await emulate(['--store', store]);
    const run = await judging(key, '--rule', 'ctap2.get-info.*', '--rule', 'ctap2.make-credential.*', '--runs', '40');
    await key.stop('SIGKILL');
    const again = await emulate(['--store', store], key.port);
    const { code, stderr } = await run.ended;
    const { summary, interrupted, rules } = read('r.json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(interrupted).toBeUndefined();
    const violated = rules.filter(({ verdict }) => verdict === 'violated');
    // One death, one violation: the rules after it are judged as ever.
    expect(violated).toHaveLength(1);
    expect(violated[0]?.counterexample).toMatchObject({ expected: /./, actual: /./ });
    expect(summary['broken']).toBe(0);
    expect(summary['upheld']).toBeGreaterThan(1);
    expect(await again.stop()).toMatchObject({ code: 0 });
  });

  it('the key that hangs, by the replug command, is a rule violated, and the run goes on to its end', async () => {
    const port = await freePort();
    // The first touch that the key asks for stops it in the middle of its command, once and for all.
    const finger = join(cwd, 'finger');
    writeFileSync(finger, `[ -e ${cwd}/hung ] || { : >${cwd}/hung; kill -STOP "$1"; }\n`);
    const plug = join(cwd, 'plug');
    writeFileSync(
      plug,
      `cd ${cwd}
[ ! -e pid ] || kill -9 "$(cat pid)"
: >said
${process.execPath} ${binary} emulate fido2 --on udp:${port} --store ${cwd}/store \\
  --touch "command:sh ${finger} \\$PPID" >said 2>trouble &
echo $! >pid
tries=0
until grep -q listening said; do tries=$((tries + 1)); [ $tries -lt 2000 ] || exit 1; sleep 0.02; done
`,
    );
    expect((await start('sh', [plug], { env: marked.env }).ended).code).toBe(0);
    const run = startTouchstone(
      ['test', `udp:127.0.0.1:${port}`, '--rule', 'ctap2.get-info.*', '--rule', 'ctap2.make-credential.exclude-list.*']
        .concat(['--runs', '2', '--seed', '5', '--report', 'json=r.json', '--no-tui'])
        .concat(['--replug-command', `sh ${plug}`]),
      { cwd, env: marked.env },
    );
    const { code, stderr } = await run.ended;
    expect(existsSync(join(cwd, 'hung'))).toBe(true);
    const { summary, interrupted, rules } = read('r.json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(interrupted).toBeUndefined();
    expect(rules.filter(({ verdict }) => verdict === 'violated')).toHaveLength(1);
    expect(summary['broken']).toBe(0);
    expect(summary['upheld']).toBeGreaterThan(1);
  });
});

/** Looks again and again; the test's own deadline ends it. */
async function poll(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
