import type { KeyFacts } from '../vocabulary/device.ts';
import { matchesAny } from '../vocabulary/glob.ts';
import type { JudgeProfile } from '../vocabulary/judge-profile.ts';
import type { Rule } from '../vocabulary/rule.ts';

/** Why a rule cannot be judged on this key over this link, or `undefined` when it can. */
export function unsuited(
  rule: Rule,
  facts: KeyFacts,
  profile: JudgeProfile,
  leave: { readonly knownPin: boolean },
): string | undefined {
  if (!isIncluded(rule.id, profile)) return `not part of profile ${profile.id}`;
  const applies = rule.applies(facts);
  if (applies !== true) return applies;
  const { needs } = rule;
  const { powers } = facts;
  if (needs.wire !== undefined && !powers.wires.includes(needs.wire))
    return `needs the raw ${wireName[needs.wire]} wire`;
  if (needs.channels === true && !powers.channels) return 'needs a second CTAPHID channel';
  if ((needs.waitMs ?? 0) > powers.longestWaitMs) {
    return `needs ${Math.ceil((needs.waitMs ?? 0) / 1000)} s of waiting: only in virtual time`;
  }
  if (needs.presence === 'controlled' && powers.presence !== 'controlled') {
    return 'needs touches that can be granted, declined and withheld';
  }
  if (needs.presence === 'withheld' && powers.presence === 'automatic') return 'needs touches that can be withheld';
  if (needs.resets === true && !powers.reset) return 'needs to reset the key: --allow reset';
  if (needs.powerCycle === true && !powers.powerCycle) return 'needs a power cycle: --replug-command';
  if (needs.spoils === true && !powers.reset) return 'leaves the key in need of a reset: --allow reset';
  if ((needs.pinTries ?? 0) > 0 && !powers.pin) return 'tries wrong PINs: --allow pin';
  if (needs.pin === 'set' && !powers.pin && !leave.knownPin) return 'needs a PIN: --allow pin, or --pin-file';
  if (makesChanges(rule) && !powers.write) return 'makes credentials: --allow write';
  return undefined;
}

const wireName = { hid: 'CTAPHID', card: 'ISO 7816' } as const;

/** Whether a profile judges the rule. */
export function isIncluded(ruleId: string, profile: JudgeProfile): boolean {
  return matchesAny(profile.includes, ruleId) && !matchesAny(profile.excludes ?? [], ruleId);
}

/** Whether a rule changes what survives power-off. */
export function makesChanges(rule: Rule): boolean {
  return rule.needs.writes ?? (rule.needs.touches ?? 0) > 0;
}

/** Whether a rule may leave the key otherwise than it found it. */
export function leavesTraces(rule: Rule): boolean {
  const { needs } = rule;
  return (
    makesChanges(rule) ||
    needs.resets === true ||
    needs.spoils === true ||
    needs.powerCycle === true ||
    (needs.pinTries ?? 0) > 0 ||
    (needs.pin ?? 'any') !== 'any'
  );
}
