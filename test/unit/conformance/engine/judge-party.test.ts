import { describe, expect, it } from 'vitest';
import { openSimVerifier } from '../../../../cli/targets/sim-verifier.ts';
import { judgeParty } from '../../../../conformance/engine/judge-party.ts';
import type { PartySession } from '../../../../conformance/engine/party-session.ts';
import { parseReplayToken } from '../../../../conformance/engine/replay-token.ts';
import { partyProfiles } from '../../../../conformance/profiles.ts';
import { foldEvents } from '../../../../conformance/report/fold.ts';
import type { Report } from '../../../../conformance/report/report.ts';
import { reportSchema } from '../../../../conformance/report/schema.ts';
import { partyRules } from '../../../../conformance/rules/catalogue.ts';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';
import { PartyError, type RelyingParty } from '../../../../conformance/vocabulary/relying-party.ts';

const SEED = 7;
const sound = (): PartySession =>
  openSimVerifier({ kind: 'sim-verifier', uri: 'sim:verifier', profile: undefined, faults: [] }, { seed: SEED });

/** The sound party with some of its answers replaced. */
function altered(change: (party: RelyingParty) => Partial<RelyingParty>, session = sound()): PartySession {
  return { ...session, party: { ...session.party, ...change(session.party) } };
}

interface How {
  readonly rules?: readonly string[];
  readonly path?: string;
  readonly signal?: AbortSignal;
  readonly heard?: (event: RunEvent) => void;
}

async function run(session: PartySession, how: How = {}): Promise<{ report: Report; events: RunEvent[] }> {
  const events: RunEvent[] = [];
  const rules = how.rules === undefined ? partyRules : partyRules.filter(({ id }) => how.rules?.includes(id));
  await judgeParty({
    session,
    rules,
    profile: partyProfiles[0]!,
    seed: SEED,
    ...(how.path === undefined ? {} : { path: how.path }),
    ...(how.signal === undefined ? {} : { signal: how.signal }),
    listener: (event) => {
      events.push(event);
      how.heard?.(event);
    },
  });
  return { report: foldEvents(events, { name: 'touchstone', version: 'test' }), events };
}

const few = ['verifier.registration.accepts.none', 'verifier.assertion.accepts.sound', 'verifier.challenge.single-use'];
const verdicts = (report: Report): Record<string, string> =>
  Object.fromEntries(report.rules.map(({ id, verdict }) => [id, verdict]));

describe('judgeParty', () => {
  it('tells of a relying party by the events and the report of a key', async () => {
    const { report, events } = await run(sound(), { rules: few });
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.target).toEqual({
      subject: 'verifier',
      uri: 'sim:verifier',
      aaguid: '00000000-0000-0000-0000-000000000000',
      versions: [],
      transport: 'in-process',
    });
    expect(events.at(0)?.kind).toBe('runStarted');
    expect(events.at(-1)?.kind).toBe('runFinished');
    expect(report.observations.map(({ says }) => says)).toContain('it was told our root certificate');
  });

  it('is the same run with the same seed', async () => {
    const [first, second] = [await run(sound(), { rules: few }), await run(sound(), { rules: few })];
    expect(second.events.map((event) => ({ ...event, startedAt: '' }))).toEqual(
      first.events.map((event) => ({ ...event, startedAt: '' })),
    );
  });

  it('tries the origins in turn and takes the first that the party takes', async () => {
    const session = { ...sound(), origins: ['https://a.rp.example', 'https://rp.example'], originIsKnown: false };
    const { report } = await run(session, { rules: few });
    expect(report.observations[0]?.says).toContain('origin https://rp.example,');
    expect(report.summary.upheld).toBe(few.length);
  });

  it('when no origin is taken, then the run ends and asks for the right one', async () => {
    const session = { ...sound(), origins: ['https://a.rp.example', 'https://b.rp.example'], originIsKnown: false };
    const refusing = altered(
      () => ({ attestationResult: async () => ({ kind: 'refused', because: 'origin' }) }),
      session,
    );
    const { report } = await run(refusing, { rules: few });
    expect(report.interrupted).toContain('?origin=');
    expect(report.rules).toEqual([]);
  });

  it('a failure has a replay that shows it alone', async () => {
    const forgetful = (party: RelyingParty): Partial<RelyingParty> => ({
      assertionResult: async (body) => {
        const verdict = await party.assertionResult(body);
        return verdict.kind === 'refused' && verdict.because.includes('challenge') ? { kind: 'accepted' } : verdict;
      },
    });
    const { report } = await run(altered(forgetful), { rules: ['verifier.challenge.single-use'] });
    const { counterexample } = report.rules[0]!;
    expect(counterexample).toMatchObject({ expected: expect.stringContaining('refused'), actual: 'it is accepted' });
    expect(counterexample?.transcript.length).toBeGreaterThan(0);
    const token = parseReplayToken(counterexample!.replay.replace('touchstone replay ', ''));
    expect(token).toMatchObject({ rule: 'verifier.challenge.single-use', seed: SEED, profile: 'relying-party' });
    const again = await run(altered(forgetful), { rules: [token.rule], path: token.path });
    expect(again.report.rules[0]?.counterexample).toMatchObject({ input: counterexample!.input });
  });

  it('when the party falls silent once, then the rule is violated and the run goes on', async () => {
    let calls = 0;
    const session = altered((party) => ({
      assertionResult: (body) => {
        calls += 1;
        if (calls === 1) throw new PartyError('link', 'the connection was reset');
        return party.assertionResult(body);
      },
    }));
    const { report } = await run(session, { rules: few });
    expect(verdicts(report)).toEqual({
      'verifier.registration.accepts.none': 'upheld',
      'verifier.assertion.accepts.sound': 'violated',
      'verifier.challenge.single-use': 'upheld',
    });
    expect(report.rules.find(({ verdict }) => verdict === 'violated')?.counterexample?.actual).toBe(
      'the connection was reset',
    );
    expect(report.interrupted).toBeUndefined();
  });

  it('when the party is gone for good, then the run ends as broken with what was found', async () => {
    let isGone = false;
    const gone = async (): Promise<never> => {
      throw new PartyError('link', 'nobody listens there');
    };
    const session = altered((party) => ({
      attestationOptions: (request) => (isGone ? gone() : party.attestationOptions(request)),
      assertionResult: () => {
        isGone = true;
        return gone();
      },
    }));
    const { report } = await run(session, { rules: few });
    expect(verdicts(report)).toMatchObject({ 'verifier.assertion.accepts.sound': 'broken' });
    expect(report.interrupted).toContain('does not answer any more');
  });

  it.each([
    ['link', 'does not answer'],
    ['protocol', 'does not speak'],
    ['unwilling', 'go away'],
  ] as const)(
    'when the first answer is an error of kind %s, then the run ends before it begins',
    async (kind, says) => {
      const session = altered(() => ({
        attestationOptions: async () => {
          throw new PartyError(kind, 'go away');
        },
      }));
      const { report } = await run(session);
      expect(report.interrupted).toContain(says);
      expect(report.summary.rules).toBe(0);
    },
  );

  it('when an answer does not follow the protocol, then the rule is violated', async () => {
    const session = altered(() => ({
      assertionResult: async () => {
        throw new PartyError('protocol', '/assertion/result: expected a JSON object, received "<html>"');
      },
    }));
    const { report } = await run(session, { rules: ['verifier.assertion.accepts.sound'] });
    expect(report.rules[0]).toMatchObject({ verdict: 'violated' });
  });

  it('remarks on a refusal that says the server failed, once a rule', async () => {
    const session = altered((party) => ({
      assertionResult: async (body) => {
        const verdict = await party.assertionResult(body);
        return verdict.kind === 'refused' ? { ...verdict, status: 500 } : verdict;
      },
    }));
    const { report } = await run(session, { rules: ['verifier.assertion.refuses.unknown-credential'] });
    expect(report.observations.filter(({ says }) => says.includes('status 500'))).toHaveLength(1);
    expect(report.rules[0]?.verdict).toBe('upheld');
  });

  it('an aborted run ends with what was found so far', async () => {
    const stop = new AbortController();
    const { report } = await run(sound(), {
      signal: stop.signal,
      heard: (event) => {
        if (event.kind === 'ruleFinished') stop.abort(new Error('enough'));
      },
    });
    expect(report.interrupted).toBe('aborted');
    expect(report.rules.length).toBeLessThan(partyRules.length);
    expect(report.rules.some(({ verdict }) => verdict === 'broken' || verdict === 'violated')).toBe(false);
  });
});
