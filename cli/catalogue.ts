import { oathTokenProfiles, oathVerifierProfiles, partyProfiles, profiles } from '../conformance/profiles.ts';
import { oathTokenRules, oathVerifierRules, partyRules, rules } from '../conformance/rules/catalogue.ts';
import { type Subject, subjects } from '../conformance/vocabulary/event.ts';
import { matchesGlob } from '../conformance/vocabulary/glob.ts';
import type { JudgeProfile } from '../conformance/vocabulary/judge-profile.ts';
import type { TokenRule } from '../conformance/vocabulary/oath-token.ts';
import type { OtpRule } from '../conformance/vocabulary/oath-verifier.ts';
import type { PartyRule } from '../conformance/vocabulary/party-rule.ts';
import type { Needs, Rule } from '../conformance/vocabulary/rule.ts';
import { UsageError } from './exit-code.ts';
import { oneById, selectByGlobs } from './globs.ts';

/** What of a rule both listings and selection read. */
type AnyRule = Pick<Rule, 'id' | 'level' | 'says' | 'spec' | 'runs'> & { readonly needs?: Needs };

const bySubject: Readonly<
  Record<
    Subject,
    { readonly named: string; readonly rules: readonly AnyRule[]; readonly profiles: readonly JudgeProfile[] }
  >
> = {
  key: { named: 'a key', rules, profiles },
  verifier: { named: 'a relying party', rules: partyRules, profiles: partyProfiles },
  'oath-token': { named: 'a token of one-time codes', rules: oathTokenRules, profiles: oathTokenProfiles },
  'oath-verifier': { named: 'a verifier of one-time codes', rules: oathVerifierRules, profiles: oathVerifierProfiles },
};

/** What a subject is called: `a key`. */
export function nameOfSubject(subject: Subject): string {
  return bySubject[subject].named;
}

/** The rules of a key that fit the patterns; all without patterns. Throws `UsageError` for a pattern that fits none. */
export function keyRules(patterns: readonly string[]): readonly Rule[] {
  return selected(rules, patterns, 'key');
}

/** The rules of a relying party that fit the patterns; all without patterns. Throws `UsageError` for a pattern that fits none. */
export function partyRulesBy(patterns: readonly string[]): readonly PartyRule[] {
  return selected(partyRules, patterns, 'verifier');
}

/** The rules of a token of one-time codes that fit the patterns; all without patterns. Throws `UsageError` for a pattern that fits none. */
export function tokenRulesBy(patterns: readonly string[]): readonly TokenRule[] {
  return selected(oathTokenRules, patterns, 'oath-token');
}

/** The rules of a verifier of one-time codes that fit the patterns; all without patterns. Throws `UsageError` for a pattern that fits none. */
export function otpRulesBy(patterns: readonly string[]): readonly OtpRule[] {
  return selected(oathVerifierRules, patterns, 'oath-verifier');
}

function selected<Kind extends { readonly id: string }>(
  own: readonly Kind[],
  patterns: readonly string[],
  subject: Subject,
): readonly Kind[] {
  for (const pattern of patterns) {
    if (own.some(({ id }) => matchesGlob(pattern, id))) continue;
    const other = subjects.find((one) => bySubject[one].rules.some(({ id }) => matchesGlob(pattern, id)));
    if (other !== undefined) {
      throw new UsageError(
        `no rule of ${nameOfSubject(subject)} matches ${JSON.stringify(pattern)}: the rules that do judge ${nameOfSubject(other)}`,
      );
    }
  }
  const chosen = new Set(
    selectByGlobs(
      own.map(({ id }) => id),
      patterns,
      'rule',
    ),
  );
  return own.filter(({ id }) => chosen.has(id));
}

/** A profile of that subject by its id. Throws `UsageError`. */
export function profileBy(subject: Subject, id: string): JudgeProfile {
  const own = bySubject[subject].profiles;
  const other = subjects.find((one) => one !== subject && bySubject[one].profiles.some((profile) => profile.id === id));
  if (other !== undefined && !own.some((profile) => profile.id === id)) {
    throw new UsageError(`profile ${id} is of ${nameOfSubject(other)}, and the target is ${nameOfSubject(subject)}`);
  }
  return oneById(own, id, 'profile');
}

/** The profile by which relying parties are judged. */
export const partyProfile: JudgeProfile = partyProfiles[0]!;
/** The profile by which tokens of one-time codes are judged. */
export const tokenProfile: JudgeProfile = oathTokenProfiles[0]!;
/** The profile by which verifiers of one-time codes are judged. */
export const otpProfile: JudgeProfile = oathVerifierProfiles[0]!;

/** A rule of any subject as listings show it. */
export interface ListedRule {
  readonly id: string;
  readonly subject: Subject;
  readonly level: 'MUST' | 'SHOULD';
  readonly says: string;
  readonly spec: Rule['spec'];
  /** Of a rule of no key: nothing. */
  readonly needs: Needs;
  readonly runs: number;
}

/** Every rule of every subject, keys first. */
export const allRules: readonly ListedRule[] = subjects.flatMap((subject) =>
  bySubject[subject].rules.map(({ id, level, says, spec, needs = {}, runs }): ListedRule => {
    return { id, subject, level, says, spec, needs, runs };
  }),
);
