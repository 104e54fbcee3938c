import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReplayToken } from '../../../../conformance/engine/replay-token.ts';
import { judge } from '../../../../conformance/engine/run.ts';
import type { Session } from '../../../../conformance/engine/session.ts';
import { exitCodeOf } from '../../../../conformance/report/exit-code.ts';
import { foldEvents } from '../../../../conformance/report/fold.ts';
import { type Rule, type RuleContext, type RuleDefinition, rule } from '../../../../conformance/vocabulary/rule.ts';
import { expectThat, NotApplicable, Violation } from '../../../../conformance/vocabulary/violation.ts';
import { CtapError } from '../../../../src/errors/ctap-error.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { everyRule, fakeSession, heard } from './fake-session.ts';

const spec = [{ document: 'CTAP 2.3', section: '1' }];

function ruleOf(
  id: string,
  run: (context: RuleContext, byte: number) => Promise<void>,
  more: Partial<RuleDefinition<[number]>> = {},
): Rule {
  return rule<[number]>({
    id,
    level: 'MUST',
    says: 'It does what it must.',
    spec,
    property: (context) => fc.asyncProperty(fc.integer({ min: 0, max: 255 }), (byte) => run(context, byte)),
    ...more,
  });
}

const ping = (context: RuleContext, byte = 0): Promise<void> =>
  context.device
    .send(Uint8Array.of(0x50, byte))
    .then(({ status }) => expectThat(status === 0, 'CTAP2_OK', `status ${status}`));

async function run(
  session: Session,
  rules: Rule[],
  more: Partial<Parameters<typeof judge>[0]> = {},
): Promise<ReturnType<typeof heard>> {
  const ears = heard();
  await judge({ session, rules, profile: everyRule, seed: 7, listener: ears.listener, ...more });
  return ears;
}

const fold = (ears: ReturnType<typeof heard>): ReturnType<typeof foldEvents> =>
  foldEvents(ears.events, { name: 't', version: '0' });

describe('judge', () => {
  it('upholds a rule that holds and counts each of its checks', async () => {
    const { session } = fakeSession();
    const ears = await run(session, [ruleOf('a.holds', ping, { runs: 13 })]);
    expect(ears.result('a.holds')).toMatchObject({ verdict: { kind: 'upheld' }, checks: 13 });
    expect(ears.events.filter(({ kind }) => kind === 'checkMade')).toHaveLength(13);
    expect(ears.events.at(0)?.kind).toBe('runStarted');
    expect(ears.events.at(-1)?.kind).toBe('runFinished');
  });

  it('shrinks a violation to its smallest input and prints it with what was expected', async () => {
    const { session, key } = fakeSession();
    key.answer = (request) => Uint8Array.of(request[1]! >= 100 ? 0x33 : 0);
    const ears = await run(session, [ruleOf('a.fails', ping, { runs: 50 })]);
    const { verdict } = ears.result('a.fails');
    if (verdict.kind !== 'violated') throw new Error(verdict.kind);
    expect(verdict.counterexample).toMatchObject({ input: '100', expected: 'CTAP2_OK', actual: 'status 51', seed: 7 });
    expect(verdict.counterexample.transcript).toEqual(['-> 80']);
    expect(exitCodeOf(fold(ears))).toBe(1);
  });

  it('replays a counterexample alone, at once, from its line', async () => {
    const opened = fakeSession();
    opened.key.answer = (request) => Uint8Array.of(request[1]! >= 100 ? 0x33 : 0);
    const rules = [ruleOf('a.other', ping), ruleOf('a.fails', ping, { runs: 50 })];
    const first = (await run(opened.session, rules)).result('a.fails');
    if (first.verdict.kind !== 'violated') throw new Error('expected a violation');
    const word = first.verdict.counterexample.replay.split(' ').at(-1)!;
    const replay = parseReplayToken(word);
    expect(replay).toMatchObject({ target: 'fake:key', rule: 'a.fails', seed: 7, profile: 'all', runs: 50 });
    const again = fakeSession();
    again.key.answer = opened.key.answer;
    const { path, seed, runs } = replay;
    const second = (await run(again.session, rules.slice(1), { path, seed, runs })).result('a.fails');
    expect(second).toMatchObject({ checks: 1, verdict: { kind: 'violated', counterexample: { input: '100', path } } });
  });

  it('replays the whole run where an input fails only after others', async () => {
    const flawed = (): Session => {
      const { session, key } = fakeSession({ reset: false });
      let count = 0;
      key.answer = () => {
        count += 1;
        return Uint8Array.of(count >= 5 ? 0x33 : 0);
      };
      return session;
    };
    const rules = [ruleOf('a.fails-fifth', ping)];
    const { verdict } = (await run(flawed(), rules)).result('a.fails-fifth');
    if (verdict.kind !== 'violated') throw new Error('expected a violation');
    const { path } = verdict.counterexample;
    expect((await run(flawed(), rules, { path })).result('a.fails-fifth').verdict.kind).toBe('violated');
  });

  it.each([
    [
      'a CtapError that escapes',
      new CtapError(0x33),
      { kind: 'violated', counterexample: { expected: 'CTAP2_OK', actual: 'CTAP2_ERR_PIN_AUTH_INVALID (0x33)' } },
    ],
    [
      'an answer against its format',
      new DecodeError('authenticatorX.y', 'bytes', 'text'),
      { kind: 'violated', counterexample: { expected: 'authenticatorX.y: bytes', actual: 'text' } },
    ],
    [
      'a Violation',
      new Violation('this', 'that'),
      { kind: 'violated', counterexample: { expected: 'this', actual: 'that' } },
    ],
    [
      'an input that does not apply',
      new NotApplicable('no such option'),
      { kind: 'not-applicable', because: 'no such option' },
    ],
    ['a mistake of ours', new TypeError('oh'), { kind: 'broken', because: expect.stringContaining('TypeError: oh') }],
  ])('reads %s', async (_name, error, verdict) => {
    const ears = await run(fakeSession().session, [ruleOf('a.throws', () => Promise.reject(error))]);
    expect(ears.result('a.throws').verdict).toMatchObject(verdict);
  });

  it('counts a violated SHOULD as observed, and exits 0', async () => {
    const should = ruleOf('a.should', () => Promise.reject(new Violation('x', 'y')), { level: 'SHOULD' });
    const report = fold(await run(fakeSession().session, [should]));
    expect(report.summary).toMatchObject({ violated: 0, observed: 1 });
    expect(exitCodeOf(report)).toBe(0);
  });

  it('notices a key that falls silent, cuts its power, accuses the rule and goes on', async () => {
    const { session, key } = fakeSession();
    const silences = ruleOf('a.silences', async (context, byte) => {
      if (byte >= 10) key.isSilent = true;
      await ping(context, byte);
    });
    const ears = await run(session, [silences, ruleOf('b.after', ping)]);
    expect(ears.result('a.silences').verdict).toMatchObject({
      kind: 'violated',
      counterexample: { input: '10', expected: 'an answer', actual: 'fake: no answer in time' },
    });
    expect(ears.result('b.after').verdict.kind).toBe('upheld');
    expect(ears.events.some(({ kind }) => kind === 'linkLost')).toBe(true);
    expect(ears.events.some(({ kind }) => kind === 'linkBack')).toBe(true);
  });

  it('accuses the rule it prepared the key for when the key falls silent between two rules and comes back', async () => {
    const { session, key } = fakeSession();
    const lastCheck = ruleOf('a.last-check', async (context) => {
      await ping(context);
      // It answered, and is silent from now on.
      key.isSilent = true;
    });
    const ears = await run(session, [{ ...lastCheck, runs: 1 }, ruleOf('b.after', ping), ruleOf('c.later', ping)]);
    expect(ears.result('a.last-check').verdict.kind).toBe('upheld');
    expect(ears.result('b.after').verdict).toMatchObject({
      kind: 'violated',
      counterexample: { expected: 'an answer', actual: expect.stringMatching(/fell silent.*no answer in time/) },
    });
    expect(ears.result('c.later').verdict.kind).toBe('upheld');
    expect(exitCodeOf(fold(ears))).toBe(1);
  });

  it('ends the run, exit 2, with a partial report when the key does not come back within ten seconds', async () => {
    const { session, key } = fakeSession();
    const kills = ruleOf('b.kills', async (context) => {
      key.isDead = true;
      await ping(context);
    });
    const startMs = session.env.clock.nowMs();
    const ears = await run(session, [ruleOf('a.holds', ping), kills, ruleOf('c.never', ping)]);
    const report = fold(ears);
    expect(session.env.clock.nowMs() - startMs).toBeLessThan(20_000);
    expect(report.rules.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['a.holds', 'upheld'],
      ['b.kills', 'broken'],
    ]);
    expect(report.interrupted).toMatch(/does not answer any more/);
    expect(exitCodeOf(report)).toBe(2);
  });

  it('ends at once when the target never answers', async () => {
    const { session, key } = fakeSession();
    key.isDead = true;
    const ears = await run(session, [ruleOf('a.holds', ping)]);
    expect(ears.events.map(({ kind }) => kind)).toEqual(['runStarted', 'runFinished']);
    expect(exitCodeOf(fold(ears))).toBe(2);
  });

  it('leaves a partial report when it is aborted, whatever the rule is waiting for', async () => {
    const { session, key } = fakeSession();
    const controller = new AbortController();
    key.answer = () => {
      controller.abort();
      return new Promise(() => undefined);
    };
    const ears = await run(
      session,
      [ruleOf('a.held', async () => undefined), ruleOf('b.waits', ping), ruleOf('c.never', ping)],
      {
        signal: controller.signal,
      },
    );
    const report = fold(ears);
    expect(report.rules.map(({ id }) => id)).toEqual(['a.held', 'b.waits']);
    expect(report.interrupted).toBe('aborted');
    expect(exitCodeOf(report)).toBe(2);
  });

  it('judges nothing more once the time budget is spent, and says so', async () => {
    const { session } = fakeSession();
    const slow = ruleOf('a.slow', ({ device }) => device.wait(400), { runs: 10 });
    const ears = await run(session, [slow, ruleOf('b.late', ping)], { timeBudgetMs: 1000 });
    expect(ears.result('a.slow').checks).toBeLessThan(10);
    expect(ears.result('a.slow').verdict.kind).toBe('upheld');
    expect(ears.result('b.late').verdict).toEqual({ kind: 'not-applicable', because: 'the time budget is spent' });
  });

  it('gives a rule alone the inputs that it has among others', async () => {
    const seen: number[][] = [];
    const watcher = (): Rule => {
      const mine: number[] = [];
      seen.push(mine);
      return ruleOf('z.watches', async (_context, byte) => void mine.push(byte));
    };
    await run(fakeSession().session, [ruleOf('a.other', ping), watcher()]);
    await run(fakeSession().session, [watcher()]);
    expect(seen[0]).toEqual(seen[1]);
  });

  it('empties a full store once instead of accusing the key', async () => {
    const { session, key } = fakeSession();
    let stored = 0;
    key.answer = () => {
      stored += 1;
      return Uint8Array.of(stored > 6 ? 0x28 : 0);
    };
    session.powerCycle = async () => {
      stored = 0;
    };
    const fills = ruleOf('a.fills', ({ device }) => device.client.command(0x50).then(() => undefined), {
      needs: { touches: 1 },
    });
    const ears = await run(session, [fills]);
    expect(ears.result('a.fills')).toMatchObject({ verdict: { kind: 'upheld' }, checks: fills.runs });
    expect(key.log.filter((entry) => entry === 7).length).toBeGreaterThan(0);
  });

  it.each([
    ['does not accuse a real key that its owner has filled, and that may not be reset', false],
    ['empties a full real key by leave to reset it', true],
  ])('%s', async (_what, reset) => {
    const { session, key } = fakeSession({ reset }, { real: true, allow: { reset, pin: true, write: true } });
    key.answer = () => Uint8Array.of(key.log.includes(7) ? 0 : 0x28);
    const fills = ruleOf('a.fills', ({ device }) => device.client.command(0x50).then(() => undefined), {
      needs: { touches: 1 },
    });
    const ears = await run(session, [fills]);
    expect(ears.result('a.fills').verdict).toEqual(
      reset
        ? { kind: 'upheld' }
        : { kind: 'not-applicable', because: 'the key is full, and it cannot be reset: --allow reset' },
    );
  });

  it('judges sanity first and once more at the end', async () => {
    const order: string[] = [];
    const noting = (id: string, more: Partial<RuleDefinition<[number]>> = {}): Rule =>
      ruleOf(id, async () => void order.push(id), { runs: 1, ...more });
    await run(fakeSession().session, [noting('a.one'), noting('b.sane', { sanity: true })]);
    expect(order).toEqual(['b.sane', 'a.one', 'b.sane']);
  });
});

describe('a real key', () => {
  it('has its person told when to keep off and when to touch', async () => {
    const { session } = fakeSession({}, { real: true });
    const rule = ruleOf('a.withholds', async ({ device }) => device.touch('withhold'), {
      needs: { presence: 'withheld', touches: 1 },
      runs: 1,
    });
    const ears = await run(session, [rule]);
    const said = ears.events.filter(({ kind }) => kind === 'touchAsked' || kind === 'touchForbidden');
    expect(said).toEqual([
      { kind: 'touchAsked', because: rule.says, withinMs: 30_000 },
      { kind: 'touchForbidden', because: rule.says },
    ]);
  });

  it('has no wrong PIN tried when fewer than four tries would stay', async () => {
    const { session, key } = fakeSession(
      { reset: false },
      { real: true, allow: { reset: false, pin: true, write: true } },
    );
    let tries = 5;
    key.hasPin = true;
    // clientPIN getPinRetries: { 3: tries }
    key.answer = (request) => (request[0] === 0x06 ? Uint8Array.of(0, 0xa1, 0x03, tries) : Uint8Array.of(0));
    const wrongPin = ruleOf(
      'a.wrong-pin',
      async () => {
        tries -= 1;
      },
      { needs: { pinTries: 1 } },
    );
    const ears = await run(session, [wrongPin]);
    expect(tries).toBe(3);
    expect(ears.result('a.wrong-pin')).toMatchObject({ checks: 2 });
  });
});
