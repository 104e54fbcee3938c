import { describe, expect, it } from 'vitest';
import { openSimOath } from '../../cli/targets/sim-oath.ts';
import { judgeSubject } from '../../conformance/engine/judge-subject.ts';
import { oathTokenProfiles } from '../../conformance/profiles.ts';
import { hardwareTokenRules } from '../../conformance/rules/oath/hardware-token.ts';
import type { TokenRule } from '../../conformance/vocabulary/oath-token.ts';
import type { RuleResult } from '../../conformance/vocabulary/verdict.ts';
import { oathMutants } from '../../simulators/mutants/oath/catalogue.ts';
import { oathProfiles } from '../../simulators/oath/profiles.ts';

const rulesById = new Map(hardwareTokenRules.map((rule) => [rule.id, rule]));

interface Which {
  readonly profile?: string | undefined;
  readonly faults?: readonly string[];
  readonly skewSeconds?: number;
  readonly driftPpm?: number;
  readonly seed?: number;
}

async function judged(rules: readonly TokenRule[], which: Which, seed = 1): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  const session = openSimOath(
    {
      kind: 'sim-oath',
      uri: 'sim:oath',
      profile: which.profile,
      faults: which.faults ?? [],
      skewSeconds: which.skewSeconds,
      driftPpm: which.driftPpm,
      seed: which.seed,
    },
    { seed },
  );
  await judgeSubject({
    session,
    rules,
    profile: oathTokenProfiles[0]!,
    seed,
    listener: (event) => {
      if (event.kind === 'ruleFinished') results.push(event.result);
    },
  });
  return results;
}

function told({ id, verdict }: RuleResult): string {
  if (verdict.kind === 'violated')
    return `${id}: ${verdict.counterexample.expected} / ${verdict.counterexample.actual} (${verdict.counterexample.input})`;
  return verdict.kind === 'upheld' ? `${id}: upheld` : `${id}: ${verdict.kind}: ${verdict.because}`;
}

/** Why a rule may not apply to a sound token. */
const REASONS = [
  'it has no clock',
  'it counts no presses',
  'its display keeps the code of the press',
  'no codes of its kind are published',
];

describe('the sound token', () => {
  const sound: readonly Which[] = [
    ...oathProfiles.map(({ name }) => ({ profile: name })),
    { skewSeconds: 95, driftPpm: 20, seed: 3 },
    { profile: 'fob-60', skewSeconds: -4000, driftPpm: -20, seed: 4 },
  ];
  it.each(sound)('upholds every rule that applies to it: %j', async (which) => {
    for (const seed of [1, 2]) {
      const results = await judged(hardwareTokenRules, which, seed);
      const wrong = results.filter(
        ({ verdict }) =>
          verdict.kind !== 'upheld' && !(verdict.kind === 'not-applicable' && REASONS.includes(verdict.because)),
      );
      expect(wrong.map(told)).toEqual([]);
      expect(results.filter(({ verdict }) => verdict.kind === 'upheld').length).toBeGreaterThan(8);
    }
  });

  it('is accused where its crystal is not what its data sheet says', async () => {
    const results = await judged(hardwareTokenRules, { driftPpm: 60 });
    const accusing = results.filter(({ verdict }) => verdict.kind === 'violated').map(({ id }) => id);
    expect([...new Set(accusing)]).toEqual(['oath.token.drift.within-data-sheet', 'oath.token.drift.temperature']);
  });
});

describe('the faults of a token', () => {
  it('break a MUST unless all rules that catch them are SHOULD', () => {
    const wrong = oathMutants.filter(({ level, caughtBy }) => {
      const isMust = caughtBy.some((rule) => rulesById.get(rule)?.level === 'MUST');
      return level !== (isMust ? 'MUST' : 'SHOULD');
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it.each(oathMutants)('$id is caught by each rule that it names', async ({ id, caughtBy, profile }) => {
    expect(caughtBy.filter((rule) => !rulesById.has(rule))).toEqual([]);
    const named = caughtBy.flatMap((rule) => rulesById.get(rule) ?? []);
    const missed = (await judged(named, { profile, faults: [id] })).filter(
      ({ verdict }) => verdict.kind !== 'violated',
    );
    expect(missed.map(told)).toEqual([]);
  });

  it('leave no rule that kills none of them', () => {
    const killing = new Set(oathMutants.flatMap(({ caughtBy }) => caughtBy));
    expect(hardwareTokenRules.filter(({ id }) => !killing.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
