import { describe, expect, it } from 'vitest';
import { openSimOtpVerifier } from '../../cli/targets/sim-otp-verifier.ts';
import { judgeSubject } from '../../conformance/engine/judge-subject.ts';
import { oathVerifierProfiles } from '../../conformance/profiles.ts';
import { codeVerifierRules } from '../../conformance/rules/oath/code-verifier.ts';
import type { OtpRule } from '../../conformance/vocabulary/oath-verifier.ts';
import type { RuleResult } from '../../conformance/vocabulary/verdict.ts';
import { otpVerifierMutants } from '../../simulators/mutants/otp-verifier/catalogue.ts';
import { type OtpDecisions, soundOtpDecisions } from '../../simulators/otp-verifier/decisions.ts';
import { simulatedOtpProfiles } from '../../simulators/otp-verifier/profiles.ts';

const rulesById = new Map(codeVerifierRules.map((rule) => [rule.id, rule]));

async function judged(
  rules: readonly OtpRule[],
  profile: string | undefined,
  faults: readonly string[] = [],
  seed = 1,
): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  const session = openSimOtpVerifier({ kind: 'sim-otp-verifier', uri: 'sim:otp-verifier', profile, faults }, { seed });
  await judgeSubject({
    session,
    rules,
    profile: oathVerifierProfiles[0]!,
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

/** Recommendations that a deployed verifier does not follow. */
const observed: Readonly<Record<string, readonly string[]>> = {
  rfc6238: ['drift.walk', 'throttle.slows-guessing'],
  entra: ['drift.walk', 'throttle.slows-guessing'],
  privacyidea: ['activation.nearest-step', 'drift.walk', 'resync.expires', 'throttle.slows-guessing'],
  linotp: ['activation.nearest-step', 'drift.walk', 'resync.expires', 'throttle.slows-guessing'],
  keycloak: ['throttle.slows-guessing'],
  liboath: ['throttle.slows-guessing'],
  otplib: ['throttle.slows-guessing'],
  touchstone: [],
};

describe('the sound verifier', () => {
  it.each([1, 2, 3])('upholds every rule, and every rule can be judged at it (seed %i)', async (seed) => {
    const results = await judged(codeVerifierRules, undefined, [], seed);
    expect(results.filter(({ verdict }) => verdict.kind !== 'upheld').map(told)).toEqual([]);
  });

  it.each(Object.keys(observed))('upholds every MUST as %s; what it does not follow is observed', async (name) => {
    expect(Object.keys(simulatedOtpProfiles)).toContain(name);
    const results = await judged(codeVerifierRules, name);
    const wrong = results.filter(({ verdict }) => verdict.kind === 'violated' || verdict.kind === 'broken');
    expect(wrong.filter(({ level }) => level === 'MUST').map(told)).toEqual([]);
    expect(wrong.map(({ id }) => id.replace('oath.verifier.', ''))).toEqual(observed[name]);
    expect(results.filter(({ verdict }) => verdict.kind === 'upheld').length).toBeGreaterThan(20);
  });
});

describe('the faults of a verifier of codes', () => {
  it('are as many as were asked for, with ids of their own', () => {
    expect(otpVerifierMutants.length).toBeGreaterThanOrEqual(25);
    expect(new Set(otpVerifierMutants.map(({ id }) => id)).size).toBe(otpVerifierMutants.length);
    expect(otpVerifierMutants.filter(({ id }) => !/^oath\.verifier\.[a-z0-9-]+$/.test(id))).toEqual([]);
  });

  it('break a MUST unless all rules that catch them are SHOULD', () => {
    const wrong = otpVerifierMutants.filter(({ level, caughtBy }) => {
      const isMust = caughtBy.some((rule) => rulesById.get(rule)?.level === 'MUST');
      return level !== (isMust ? 'MUST' : 'SHOULD');
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it.each(otpVerifierMutants)('$id is caught by each rule that it names', async ({ id, caughtBy, profile, twist }) => {
    const twisted = twist(soundOtpDecisions);
    const names = Object.keys(soundOtpDecisions) as (keyof OtpDecisions)[];
    expect(names.filter((name) => twisted[name] !== soundOtpDecisions[name])).toHaveLength(1);
    expect(caughtBy.filter((rule) => !rulesById.has(rule))).toEqual([]);
    const named = caughtBy.flatMap((rule) => rulesById.get(rule) ?? []);
    const missed = (await judged(named, profile, [id])).filter(({ verdict }) => verdict.kind !== 'violated');
    expect(missed.map(told)).toEqual([]);
  });

  it('leave no rule that kills none of them', () => {
    const killing = new Set(otpVerifierMutants.flatMap(({ caughtBy }) => caughtBy));
    expect(codeVerifierRules.filter(({ id }) => !killing.has(id)).map(({ id }) => id)).toEqual([]);
  });
});
