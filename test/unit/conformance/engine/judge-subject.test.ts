import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeSubject } from '../../../../conformance/engine/judge-subject.ts';
import type { SubjectSession } from '../../../../conformance/engine/subject-session.ts';
import { foldRun } from '../../../../conformance/report/fold.ts';
import { toHtml } from '../../../../conformance/report/html.ts';
import { toMarkdown } from '../../../../conformance/report/markdown.ts';
import { reportSchema } from '../../../../conformance/report/schema.ts';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';
import { PartyError } from '../../../../conformance/vocabulary/relying-party.ts';
import { type SubjectRule, subjectRule } from '../../../../conformance/vocabulary/subject-rule.ts';
import { NotApplicable, Violation } from '../../../../conformance/vocabulary/violation.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';

interface Facts {
  readonly most: number;
}

type Rule = SubjectRule<Facts, Facts>;

const profile = { id: 'any', title: 'any', says: 'any', includes: ['*'], requires: [] };

function rule(id: string, check: (number: number, most: number) => void, more: Partial<Rule> = {}): Rule {
  return subjectRule<Facts, Facts, [{ number: number }]>({
    id: `subject.${id}`,
    level: 'MUST',
    says: 'It is so.',
    spec: [{ document: 'a standard', section: '1' }],
    ...more,
    property: ({ most }) =>
      fc.asyncProperty(fc.record({ number: fc.nat(1000) }), async ({ number }) => check(number, most)),
  });
}

function sessionOf(change: Partial<SubjectSession<Facts, Facts>> = {}): SubjectSession<Facts, Facts> {
  return {
    subject: 'oath-verifier',
    uri: 'exec:it',
    transport: 'command',
    env: { clock: new VirtualClock(), random: seededRandom(1) },
    open: async () => ({ facts: { most: 50 }, observations: ['it has fifty'] }),
    context: (facts) => facts,
    transcript: () => ['said this'],
    forgetTranscript: () => undefined,
    answers: async () => true,
    close: async () => undefined,
    ...change,
  };
}

async function judged(
  rules: readonly Rule[],
  session = sessionOf(),
  more: { path?: string; signal?: AbortSignal } = {},
) {
  const events: RunEvent[] = [];
  const fold = foldRun({ name: 'touchstone', version: '0' });
  await judgeSubject({
    session,
    rules,
    profile,
    seed: 1,
    ...more,
    listener: (event) => {
      events.push(event);
      fold.listener(event);
    },
  });
  return { events, report: fold.report() };
}

const small = rule('small', (number, most) => {
  if (number > most) throw new Violation(`at most ${most}`, `${number}`);
});

describe('judgeSubject', () => {
  it('gives a verdict of every rule, the smallest counterexample, and what replays it', async () => {
    const { events, report } = await judged([small, rule('sane', () => undefined, { sanity: true })]);
    expect(events.at(-1)).toMatchObject({ kind: 'runFinished' });
    expect(report.observations).toEqual([{ says: 'it has fifty' }]);
    expect(report.rules.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['subject.sane', 'upheld'],
      ['subject.small', 'violated'],
    ]);
    const { counterexample } = report.rules[1]!;
    expect(counterexample).toMatchObject({ input: '{number: 51}', actual: '51', transcript: ['said this'] });
    const again = await judged([small], sessionOf(), { path: counterexample!.path });
    expect(again.report.rules[0]?.counterexample?.input).toBe('{number: 51}');
  });

  it('reports in every form, without AAGUID and touches', async () => {
    const { report } = await judged([small]);
    expect(reportSchema.safeParse(report).success).toBe(true);
    expect(toHtml(report)).not.toContain('AAGUID');
    expect(toMarkdown(report)).toContain('a verifier of one-time codes, command');
  });

  it('leaves out what does not apply, by facts or by input', async () => {
    const { report } = await judged([
      rule('never', () => undefined, { applies: ({ most }) => most > 50 || 'too few' }),
      rule('nowhere', () => {
        throw new NotApplicable('no input does');
      }),
      rule('unwilling', () => {
        throw new PartyError('unwilling', 'it takes none');
      }),
    ]);
    expect(report.rules.map(({ verdict, because }) => [verdict, because])).toEqual([
      ['not-applicable', 'too few'],
      ['not-applicable', 'no input does'],
      ['not-applicable', 'it takes none'],
    ]);
  });

  it('accuses where an answer is none of the protocol, and where none comes but the next does', async () => {
    const { report, events } = await judged([
      rule('protocol', () => {
        throw new PartyError('protocol', 'it said moo');
      }),
      rule('crash', () => {
        throw new PartyError('link', 'it ended');
      }),
    ]);
    expect(report.rules.map(({ verdict, counterexample }) => [verdict, counterexample?.actual])).toEqual([
      ['violated', 'it said moo'],
      ['violated', 'it ended'],
    ]);
    expect(events.some(({ kind }) => kind === 'linkBack')).toBe(true);
  });

  it('ends when it is gone for good: that rule is broken, the rest is not judged', async () => {
    const gone = rule('crash', () => {
      throw new PartyError('link', 'it ended');
    });
    const { report } = await judged([gone, small], sessionOf({ answers: async () => false }));
    expect(report.rules.map(({ id, verdict }) => [id, verdict])).toEqual([['subject.crash', 'broken']]);
    expect(report.interrupted).toContain('it does not answer any more');
  });

  it('calls a mistake of a rule broken, not violated', async () => {
    const { report } = await judged([
      rule('wrong', () => {
        throw new TypeError('oh');
      }),
    ]);
    expect(report.rules[0]).toMatchObject({ verdict: 'broken', because: expect.stringContaining('TypeError: oh') });
  });

  it('says why nothing can be judged where it does not open', async () => {
    const closed = sessionOf({ open: () => Promise.reject(new PartyError('link', 'nobody is there')) });
    const { report } = await judged([small], closed);
    expect(report).toMatchObject({ interrupted: 'it does not answer: nobody is there', rules: [] });
  });

  it('ends at once when it is aborted, with what was found so far', async () => {
    const controller = new AbortController();
    const stops = rule('stops', () => controller.abort(new Error('enough')));
    const { report, events } = await judged([stops, small], sessionOf(), { signal: controller.signal });
    expect(report.interrupted).toBe('aborted');
    expect(report.rules.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
    expect(events.at(-1)?.kind).toBe('runFinished');
  });
});
