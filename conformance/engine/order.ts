import type { Rule } from '../vocabulary/rule.ts';
import { makesChanges } from './select.ts';

/**
 * The order that costs the fewest resets: sanity first; then without a PIN, then with one; within each what needs an empty
 * store before what fills it; then what resets by itself; what spoils the key last. Otherwise as in the catalogue.
 */
export function ordered(rules: readonly Rule[]): Rule[] {
  return rules
    .map((rule, place) => ({ rule, place, rank: rank(rule) }))
    .sort((left, right) => left.rank - right.rank || left.place - right.place)
    .map(({ rule }) => rule);
}

function rank(rule: Rule): number {
  const { needs } = rule;
  if (rule.sanity === true) return 0;
  const stage = needs.spoils === true ? 3 : needs.resets === true ? 2 : needs.pin === 'set' ? 1 : 0;
  const store = needs.emptyStore === true ? 0 : makesChanges(rule) ? 2 : 1;
  const pin = needs.pin === 'set' ? 1 : 0;
  return 1 + stage * 100 + pin * 10 + store;
}
