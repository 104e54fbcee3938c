import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../conformance/report/report.ts';
import { reportSchema } from '../../conformance/report/schema.ts';
import { createOtpVerifier } from '../../simulators/otp-verifier/otp-verifier.ts';
import { fromBase32 } from '../../src/bytes/base32.ts';
import { otpProfiles } from '../../src/verifier/otp/profiles.ts';
import { touchstone } from './touchstone.ts';

/** The command of docs/adapters.md, as it stands there. */
const documented: string =
  /^```js\n(\/\/ verifier\.mjs\n[\s\S]*?)^```$/m.exec(
    readFileSync(fileURLToPath(new URL('../../docs/adapters.md', import.meta.url)), 'utf8'),
  )?.[1] ?? '';

let cwd: string;
let server: Server | undefined;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-oath-'));
  writeFileSync(join(cwd, 'verifier.mjs'), documented);
});

afterEach(() => {
  rmSync(cwd, { recursive: true });
  server?.close();
  server = undefined;
});

function spoiled(from: string, to: string): string {
  expect(documented).toContain(from);
  writeFileSync(join(cwd, 'spoiled.mjs'), documented.replace(from, to));
  return 'exec:node spoiled.mjs';
}

async function judged(
  target: string,
  ...options: string[]
): Promise<{ code: number | null; report: Report; stderr: string }> {
  const { code, stdout, stderr } = await touchstone(['test', target, '--json', ...options], { cwd });
  return { code, stderr, report: reportSchema.parse(JSON.parse(stdout)) as Report };
}

function withVerdict(report: Report, verdict: string): string[] {
  return report.rules.filter((rule) => rule.verdict === verdict).map(({ id }) => id);
}

describe('the built-in token', () => {
  it('when it is judged, then every rule is upheld or does not apply to a token without counter', async () => {
    const { code, report } = await judged('sim:oath');
    expect(code).toBe(0);
    expect(report.target).toMatchObject({ subject: 'oath-token', uri: 'sim:oath', transport: 'in-process' });
    const others = report.rules.filter(({ verdict }) => verdict !== 'upheld');
    expect(new Set(others.map(({ because }) => because))).toEqual(new Set(['it counts no presses']));
  });

  it('when it counts presses, has a skew and another crystal, then it is upheld, too', async () => {
    for (const target of ['sim:oath?profile=hotp', 'sim:oath?skew=95s&drift-ppm=20&seed=3']) {
      expect((await judged(target)).code).toBe(0);
    }
  });

  it('when it has a fault, then the counterexample can be replayed, and not on the sound one', async () => {
    const target = 'sim:oath?fault=oath.token.drops-leading-zeros';
    const options = ['--rule', 'oath.token.code.*', '--report', 'json=r.json', '--quiet'];
    expect((await touchstone(['test', target, ...options], { cwd })).code).toBe(1);
    expect((await touchstone(['replay', 'r.json', '--quiet'], { cwd })).code).toBe(1);
    expect((await touchstone(['replay', 'r.json', '--target', 'sim:oath', '--quiet'], { cwd })).code).toBe(0);
  });
});

describe('our verifiers of codes', () => {
  it('when the default is judged, then every rule is upheld', async () => {
    const { code, report } = await judged('sim:otp-verifier');
    expect(code).toBe(0);
    expect(report.rules.filter(({ verdict }) => verdict !== 'upheld')).toEqual([]);
  });

  it('when privacyidea is judged, then the walk is observed, and its half-open window told', async () => {
    const { code, report } = await judged('sim:otp-verifier?profile=privacyidea');
    expect(code).toBe(0);
    expect(withVerdict(report, 'violated')).toContain('oath.verifier.drift.walk');
    expect(report.observations.some(({ says }) => says.includes('half-open'))).toBe(true);
  });

  it.each([
    ['sim:otp-verifier?profile=entr', 'did you mean entra?'],
    ['sim:otp-verifier?fault=oath.verifier.nothing', 'unknown fault of a verifier of one-time codes'],
    ['sim:oath?profile=fob60', 'did you mean fob-60?'],
  ])('when %s is judged, then it is a mistake of usage', async (target, says) => {
    const { code, stderr } = await touchstone(['test', target], { cwd });
    expect(stderr).toContain(says);
    expect(code).toBe(3);
  });
});

describe('a verifier that is a command', () => {
  it('when it is the one of the documents, then no MUST is violated, and guessing is observed', async () => {
    expect(documented).not.toBe('');
    const { code, report } = await judged('exec:node verifier.mjs');
    expect(code).toBe(0);
    expect(withVerdict(report, 'violated')).toEqual(['oath.verifier.throttle.slows-guessing']);
    expect(report.target).toMatchObject({ subject: 'oath-verifier', transport: 'command' });
    expect(report.summary.upheld).toBeGreaterThanOrEqual(25);
  });

  it('when it claims nothing, then its window is tried and told', async () => {
    const { code, report } = await judged(spoiled('describe:', 'other:'));
    expect(code).toBe(0);
    expect(report.observations.map(({ says }) => says).join('\n')).toContain('it accepts -1 to +1');
  });

  it('when it accepts codes again, then that is violated, without the secret in the transcript', async () => {
    const { code, report } = await judged(spoiled('one > token.last && ', ''));
    expect(code).toBe(1);
    expect(withVerdict(report, 'violated')).toContain('oath.verifier.replay.same-code');
    const lines = report.rules.flatMap(({ counterexample }) => counterexample?.transcript ?? []);
    expect(lines.some((line) => line.includes('"secret":"…"'))).toBe(true);
  });

  it('when it ends at codes that are no digits, then it is started again and has violated the rules', async () => {
    const { code, report } = await judged(
      spoiled(
        'const token = tokens[handle];',
        'const token = tokens[handle];\n    if (!/^\\d+$/.test(code)) process.exit(7);',
      ),
    );
    expect(code).toBe(1);
    const rule = report.rules.find(({ id }) => id === 'oath.verifier.refuses.letters');
    expect(rule?.counterexample?.actual).toContain('the command ended (exit 7)');
    expect(withVerdict(report, 'broken')).toEqual([]);
    expect(withVerdict(report, 'upheld')).toContain('oath.verifier.replay.same-code');
  });

  it('when it speaks something else, then one line says so', async () => {
    const { code, stderr } = await touchstone(['test', 'exec:echo hello', '--quiet'], { cwd });
    expect(stderr).toContain('expected a line of JSON, received "hello"');
    expect(code).toBe(2);
  });

  it('when there is no such command, then one line says so', async () => {
    const { code, stderr } = await touchstone(['test', 'exec:no-such-command-here', '--quiet'], { cwd });
    expect(stderr).toContain('the command ended (exit 127)');
    expect(code).toBe(2);
  });
});

describe('a verifier that is a server', () => {
  it('when it is sound, then no MUST is violated', async () => {
    const base = await served();
    const { code, report } = await judged(`${base}/base/?as=oath`);
    expect(code).toBe(0);
    expect(withVerdict(report, 'broken')).toEqual([]);
    expect(report.target).toMatchObject({ subject: 'oath-verifier', transport: 'http' });
    expect(report.summary.upheld).toBeGreaterThanOrEqual(20);
  });
});

/** The rfc6238 profile as a server that claims nothing. */
async function served(): Promise<string> {
  const verifier = createOtpVerifier({ profile: otpProfiles.rfc6238 });
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += String(part);
    });
    request.on('end', () => {
      const { secret, algorithm, period = 30, t0 = 0, counter = 0, handle, code, at, ...more } = JSON.parse(body);
      const answer = (value: unknown): void => void response.end(JSON.stringify(value));
      switch (request.url) {
        case '/base/oath/enroll':
          if (more.kind === 'hotp') return answer({ unwilling: 'no counters' });
          return answer({
            handle: verifier.enroll({
              ...more,
              secret: fromBase32(secret),
              hash: algorithm,
              periodSeconds: period,
              t0Seconds: t0,
              counter,
            }),
          });
        case '/base/oath/activate':
          return answer({ accepted: verifier.activate(handle, code, at).kind === 'accepted' });
        case '/base/oath/verify':
          return answer({ accepted: verifier.verify(handle, code, at).kind === 'accepted' });
        default:
          response.statusCode = 404;
          response.end('no such thing');
      }
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
