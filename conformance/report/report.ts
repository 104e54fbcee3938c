import type { TargetFacts } from '../vocabulary/event.ts';
import type { SpecReference } from '../vocabulary/spec.ts';
import type { Counterexample, Observation } from '../vocabulary/verdict.ts';

/** A run as it is kept: the object of `report.json`, from which every other format is made. */
export interface Report {
  readonly schema: 'touchstone-report/1';
  readonly tool: Tool;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly target: TargetFacts;
  readonly profile: string;
  readonly summary: Summary;
  readonly rules: readonly ReportedRule[];
  readonly observations: readonly Observation[];
  /** Why the run ended before its end; absent when it did not. */
  readonly interrupted?: string;
}

/** What made the report. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** What a run came to, in numbers. */
export interface Summary {
  readonly rules: number;
  readonly upheld: number;
  /** Violated MUSTs. */
  readonly violated: number;
  /** Violated SHOULDs. */
  readonly observed: number;
  readonly notApplicable: number;
  readonly broken: number;
  /** Property executions made. */
  readonly checks: number;
  readonly touches: number;
  readonly resets: number;
}

/** One rule with its verdict. */
export interface ReportedRule {
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly verdict: 'upheld' | 'violated' | 'not-applicable' | 'broken';
  readonly says: string;
  /** Why it is not applicable or broken. */
  readonly because?: string;
  readonly checks: number;
  readonly durationMs: number;
  readonly spec: readonly SpecReference[];
  readonly counterexample?: Counterexample;
}

/** How a rule is shown: a violated SHOULD is `observed`. */
export type Standing = 'upheld' | 'violated' | 'observed' | 'not-applicable' | 'broken';

/** The standing of a rule. */
export function standingOf(rule: Pick<ReportedRule, 'level' | 'verdict'>): Standing {
  return rule.verdict === 'violated' && rule.level === 'SHOULD' ? 'observed' : rule.verdict;
}

/** The family of a rule: the first two words of its id, `ctap2.make-credential`; of any other subject three, `verifier.registration.refuses`. */
export function familyOf(ruleId: string): string {
  const words = ruleId.split('.');
  const length = ['verifier', 'oath'].includes(words[0]!) && words.length > 3 ? 3 : 2;
  return words.slice(0, length).join('.');
}

const named = {
  verifier: 'a relying party',
  'oath-token': 'a token of one-time codes',
  'oath-verifier': 'a verifier of one-time codes',
} as const;

/** Whether a target is a key. */
export function isKeyTarget({ subject }: TargetFacts): boolean {
  return subject === undefined || subject === 'key';
}

/** What a target is, beside its name: a key by its AAGUID and versions, anything else by its wire. */
export function describeTarget(target: TargetFacts): string {
  if (target.subject !== undefined && target.subject !== 'key') {
    const what = named[target.subject];
    return target.transport === 'http' ? `${what} over HTTP` : `${what}, ${target.transport}`;
  }
  return `AAGUID ${target.aaguid}; ${target.versions.join(', ') || 'no versions'}`;
}

/** A clause as people cite it: `CTAP 2.3 section 6.1.2, step 12`. */
export function citation(spec: SpecReference): string {
  return `${spec.document} section ${spec.section}${spec.step === undefined ? '' : `, step ${spec.step}`}`;
}

/** Rules by their family, in order of appearance. */
export function byFamily<T extends { readonly id: string }>(rules: readonly T[]): Map<string, T[]> {
  const families = new Map<string, T[]>();
  for (const rule of rules) {
    const family = familyOf(rule.id);
    const members = families.get(family);
    if (members === undefined) families.set(family, [rule]);
    else members.push(rule);
  }
  return families;
}
