import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema } from '../../conformance/report/schema.ts';
import { verifierMutants } from '../../simulators/mutants/verifier/catalogue.ts';
import { soundVerifier } from '../../simulators/verifier/decisions.ts';
import { createRelyingParty } from '../../simulators/verifier/relying-party.ts';
import { serveHttp } from '../../simulators/verifier/serve-http.ts';
import { testRoots } from '../../src/ceremonies/authority.ts';
import { systemClock, systemRandom } from '../../src/env/system.ts';
import { touchstone } from './touchstone.ts';

let cwd: string;
const closing: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-e2e-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(cwd, { recursive: true, force: true });
});

/** A relying party made of our verifier, with a fault or none; gives its address. */
async function relyingParty(fault?: string): Promise<string> {
  const mutant = verifierMutants.find(({ id }) => id === fault);
  const server = await serveHttp({
    random: systemRandom,
    party: (port) =>
      createRelyingParty({
        rpId: 'localhost',
        origins: [`http://localhost:${port}`],
        random: systemRandom,
        clock: systemClock,
        verifier: mutant?.twist(soundVerifier) ?? soundVerifier,
        anchors: testRoots(),
      }),
  });
  closing.push(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

async function plainServer(listener: RequestListener): Promise<{ base: string; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const some = [
  'verifier.challenge.*',
  'verifier.registration.options.*',
  'verifier.registration.accepts.*',
  'verifier.assertion.accepts.*',
  'verifier.assertion.refuses.client-data.origin.*',
].flatMap((glob) => ['--rule', glob]);

const faulty = verifierMutants.find(({ level, caughtBy }) => level === 'MUST' && caughtBy.some(isOfOrigin))!;
function isOfOrigin(rule: string): boolean {
  return rule.startsWith('verifier.assertion.refuses.client-data.origin');
}

describe('touchstone test http://…', () => {
  it('when the server is sound, then nothing is violated, and the origin was found by trial', async () => {
    const base = await relyingParty();
    const { code, stdout } = await touchstone(['test', base, ...some, '--report', 'json=r.json'], { cwd });
    expect(stdout).toContain(`judging ${base} (a relying party over HTTP)`);
    expect(stdout).toContain(`origin ${base.replace('127.0.0.1', 'localhost')}, relying-party id localhost`);
    expect(stdout).not.toContain('touch');
    expect(code).toBe(0);
    const report = reportSchema.parse(JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')));
    expect(report.target).toMatchObject({ subject: 'verifier', transport: 'http', versions: [] });
    expect(report.summary).toMatchObject({ violated: 0, observed: 0, broken: 0, touches: 0, resets: 0 });
  });

  it('when the server has a fault, then its rule is violated, and the replay shows it again there and not elsewhere', async () => {
    const base = await relyingParty(faulty.id);
    const rule = faulty.caughtBy.find(isOfOrigin)!;
    const run = await touchstone(['test', base, '--rule', rule, '--report', 'json=r.json'], { cwd });
    expect(run.stdout).toContain(`violated ${rule}`);
    expect(run.stdout).toContain('POST /assertion/result');
    expect(run.code).toBe(1);
    expect((await touchstone(['replay', 'r.json', '--no-tui'], { cwd })).code).toBe(1);
    expect((await touchstone(['replay', 'r.json', '--target', await relyingParty()], { cwd })).code).toBe(0);
    expect((await touchstone(['replay', 'r.json', '--target', 'sim:verifier'], { cwd })).code).toBe(0);
  });

  it('when the origin that was named is not the one that it takes, then it is accused of refusing', async () => {
    const base = await relyingParty();
    const origin = '?origin=https://localhost';
    const { code, stdout } = await touchstone(
      ['test', `${base}${origin}`, '--rule', 'verifier.registration.accepts.none'],
      { cwd },
    );
    expect(stdout).toContain('violated verifier.registration.accepts.none');
    expect(code).toBe(1);
  });

  it.each<[string, RequestListener, string]>([
    ['speaks HTML', (_request, response) => response.end('<html>hello</html>'), 'does not speak'],
    ['fails always', (_request, response) => response.writeHead(500).end('oops'), 'gives no options'],
    [
      'redirects',
      (_request, response) => response.writeHead(302, { location: '/login' }).end(),
      'a redirect to /login',
    ],
    ['cuts connections', (request) => request.socket.destroy(), 'does not answer'],
    ['answers too much', (_request, response) => response.end('x'.repeat(1 << 21)), 'expected at most 1048576 bytes'],
    ['gives half of the options', (_request, response) => response.end('{"status":"ok","challenge":"AAAA"}'), 'rp:'],
  ])('when the server %s, then the run is broken and says why', async (_name, listener, says) => {
    const { base } = await plainServer(listener);
    const { code, stderr } = await touchstone(['test', base, '--no-tui', '--report', 'json=r.json'], { cwd });
    expect(stderr).toContain(says);
    expect(code).toBe(2);
    expect(JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))).toHaveProperty('interrupted');
  });

  it('when nobody listens, then the run is broken; its plan needs nobody', async () => {
    const { base, server } = await plainServer(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const { code, stderr } = await touchstone(['test', base], { cwd });
    expect(stderr).toContain('nobody listens there');
    expect(code).toBe(2);
    const plan = await touchstone(['test', base, '--plan', '--json'], { cwd });
    expect(plan.code).toBe(0);
    expect(JSON.parse(plan.stdout)).toMatchObject({ target: base, touches: 0, requests: expect.any(Number) });
  });

  it.each([
    ['http://x', ['--rule', 'ctap2.*'], 'the rules that do judge a key'],
    ['sim:fido2', ['--rule', 'verifier.*'], 'the rules that do judge a relying party'],
    ['http://x', ['--profile', 'microsoft'], 'profile microsoft is of a key'],
    ['sim:fido2', ['--profile', 'relying-party'], 'profile relying-party is of a relying party'],
    ['http://x?as=entra', [], 'does not drive as=entra yet'],
    ['sim:verifier?fault=verifier.nothing', [], 'unknown fault of a verifier'],
    ['sim:verifier?profile=strickt', [], 'did you mean strict?'],
  ])('when %s is judged with %j, then it is a mistake of usage', async (target, options, says) => {
    const { code, stderr } = await touchstone(['test', target, ...options], { cwd });
    expect(stderr).toContain(says);
    expect(code).toBe(3);
  });
});

describe('listings', () => {
  it('rules and faults name their subject', async () => {
    for (const list of ['rules', 'faults']) {
      const listed = JSON.parse((await touchstone([list, '--json'])).stdout) as { id: string; subject: string }[];
      expect(new Set(listed.map(({ subject }) => subject))).toEqual(
        new Set(['key', 'verifier', 'oath-token', 'oath-verifier']),
      );
      expect(listed.filter(({ id, subject }) => (subject === 'verifier') !== id.startsWith('verifier.'))).toEqual([]);
    }
  });

  it('explain tells of a rule of a relying party, and of the faults that it catches', async () => {
    const rule = faulty.caughtBy.find(isOfOrigin)!;
    const { code, stdout } = await touchstone(['explain', rule]);
    expect(stdout).toContain('judges   a relying party');
    expect(stdout).toContain(faulty.id);
    expect(stdout).toContain(`touchstone test sim:verifier --rule ${rule}`);
    expect(code).toBe(0);
  });

  it('faults test kills faults of both subjects in one matrix', async () => {
    const options = [
      '--fault',
      faulty.id,
      '--fault',
      'fido2.make-credential.ignores-exclude-list',
      '--json',
      '--quiet',
    ];
    const { code, stdout } = await touchstone(['faults', 'test', ...options]);
    expect(JSON.parse(stdout)).toMatchObject({ faults: 2, killed: 2, survivors: [], falseAccusations: [] });
    expect(code).toBe(0);
  });
});
