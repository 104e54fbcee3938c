import { partyProfiles, profiles } from '../conformance/profiles.ts';
import { partyRules, rules } from '../conformance/rules/catalogue.ts';
import type { Subject } from '../conformance/vocabulary/event.ts';
import { matchesGlob } from '../conformance/vocabulary/glob.ts';
import type { JudgeProfile } from '../conformance/vocabulary/judge-profile.ts';
import type { PartyRule } from '../conformance/vocabulary/party-rule.ts';
import type { Needs, Rule } from '../conformance/vocabulary/rule.ts';
import { UsageError } from './exit-code.ts';
import { oneById, selectByGlobs } from './globs.ts';

const subjects = {
  key: { named: 'a key', rules, profiles },
  verifier: { named: 'a relying party', rules: partyRules, profiles: partyProfiles },
} as const;

/** The rules of a key that fit the patterns; all without patterns. Throws `UsageError` for a pattern that fits none. */
export function keyRules(patterns: readonly string[]): readonly Rule[] {
  return selected(rules, patterns, 'key');
}

/** The rules of a relying party that fit the patterns; all without patterns. Throws `UsageError` for a pattern that fits none. */
export function partyRulesBy(patterns: readonly string[]): readonly PartyRule[] {
  return selected(partyRules, patterns, 'verifier');
}

function selected<Kind extends { readonly id: string }>(
  own: readonly Kind[],
  patterns: readonly string[],
  subject: Subject,
): readonly Kind[] {
  const other = subject === 'key' ? 'verifier' : 'key';
  for (const pattern of patterns) {
    if (own.some(({ id }) => matchesGlob(pattern, id))) continue;
    if (subjects[other].rules.some(({ id }) => matchesGlob(pattern, id))) {
      const { named } = subjects[subject];
      throw new UsageError(
        `no rule of ${named} matches ${JSON.stringify(pattern)}: the rules that do judge ${subjects[other].named}`,
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
  const other = subject === 'key' ? 'verifier' : 'key';
  if (subjects[other].profiles.some((profile) => profile.id === id)) {
    throw new UsageError(`profile ${id} is of ${subjects[other].named}, and the target is ${subjects[subject].named}`);
  }
  return oneById(subjects[subject].profiles, id, 'profile');
}

/** The profile by which relying parties are judged. */
export const partyProfile: JudgeProfile = partyProfiles[0]!;

/** A rule of either subject as listings show it. */
export interface ListedRule {
  readonly id: string;
  readonly subject: Subject;
  readonly level: 'MUST' | 'SHOULD';
  readonly says: string;
  readonly spec: Rule['spec'];
  /** Of a rule of a relying party: nothing. */
  readonly needs: Needs;
  readonly runs: number;
}

/** Every rule of either subject, keys first. */
export const allRules: readonly ListedRule[] = [
  ...rules.map(({ id, level, says, spec, needs, runs }): ListedRule => {
    return { id, subject: 'key', level, says, spec, needs, runs };
  }),
  ...partyRules.map(({ id, level, says, spec, runs }): ListedRule => {
    return { id, subject: 'verifier', level, says, spec, needs: {}, runs };
  }),
];
