import { describe, expect, it } from 'vitest';
import { openSimVerifier } from '../../cli/targets/sim-verifier.ts';
import { judgeParty } from '../../conformance/engine/judge-party.ts';
import { profiles as judgeProfiles } from '../../conformance/profiles.ts';
import { relyingPartyRules } from '../../conformance/rules/verifier/relying-party.ts';
import type { RunEvent } from '../../conformance/vocabulary/event.ts';
import type { PartyRule } from '../../conformance/vocabulary/party-rule.ts';
import type { RuleResult } from '../../conformance/vocabulary/verdict.ts';
import { verifierMutants } from '../../simulators/mutants/verifier/catalogue.ts';

const SEED = 1;
const rulesById = new Map(relyingPartyRules.map((rule) => [rule.id, rule]));

/** The verdicts of a run over the rules, at the sound party or one with that fault. */
async function judged(rules: readonly PartyRule[], fault?: string): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  const interrupted: string[] = [];
  const listener = (event: RunEvent): void => {
    if (event.kind === 'ruleFinished') results.push(event.result);
    if (event.kind === 'runFinished' && event.interrupted !== undefined) interrupted.push(event.interrupted);
  };
  const faults = fault === undefined ? [] : [fault];
  const session = openSimVerifier(
    { kind: 'sim-verifier', uri: 'sim:verifier', profile: undefined, faults },
    { seed: SEED },
  );
  await judgeParty({ session, rules, profile: judgeProfiles[0]!, seed: SEED, listener });
  await session.close();
  expect(interrupted).toEqual([]);
  return results;
}

/** What a rule said, for people. */
function told({ id, verdict }: RuleResult): string {
  if (verdict.kind === 'violated') return `${id}: ${verdict.counterexample.actual} (${verdict.counterexample.input})`;
  return verdict.kind === 'upheld' ? `${id}: upheld` : `${id}: ${verdict.kind}: ${verdict.because}`;
}

describe('the sound relying party', () => {
  it('upholds every rule, and every rule can be judged at it', async () => {
    const results = await judged(relyingPartyRules);
    expect(results.filter(({ verdict }) => verdict.kind !== 'upheld').map(told)).toEqual([]);
  });
});

describe('the faults of a relying party', () => {
  it('have ids of their own', () => {
    expect(new Set(verifierMutants.map(({ id }) => id)).size).toBe(verifierMutants.length);
    expect(verifierMutants.filter(({ id }) => !id.startsWith('verifier.'))).toEqual([]);
  });

  it('break a MUST unless all rules that catch them are SHOULD', () => {
    const wrong = verifierMutants.filter(({ level, caughtBy }) => {
      const isMust = caughtBy.some((rule) => rulesById.get(rule)?.level === 'MUST');
      return level !== (isMust ? 'MUST' : 'SHOULD');
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it.each(verifierMutants)('$id is caught by each rule that it names', async ({ id, caughtBy }) => {
    expect(caughtBy.filter((rule) => !rulesById.has(rule))).toEqual([]);
    const named = caughtBy.flatMap((rule) => rulesById.get(rule) ?? []);
    const missed = (await judged(named, id)).filter(({ verdict }) => verdict.kind !== 'violated');
    expect(missed.map(told)).toEqual([]);
  });

  it('are caught by every rule that refuses: one that says ok to all breaks each', async () => {
    const refusing = relyingPartyRules.filter(({ id }) => id.includes('.refuses.'));
    const results = await judged(refusing, 'verifier.says-ok-to-all');
    expect(results.filter(({ verdict }) => verdict.kind !== 'violated').map(told)).toEqual([]);
  });

  it('leave no rule that kills none of them', () => {
    const killing = new Set(verifierMutants.flatMap(({ caughtBy }) => caughtBy));
    const idle = relyingPartyRules.filter(({ id }) => !killing.has(id));
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});
