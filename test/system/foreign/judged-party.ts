import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterSession, type VerifierAdapter } from '../../../conformance/engine/adapter-party.ts';
import { judgeParty } from '../../../conformance/engine/judge-party.ts';
import { partyProfiles } from '../../../conformance/profiles.ts';
import type { PartyRule } from '../../../conformance/vocabulary/party-rule.ts';
import type { RuleResult } from '../../../conformance/vocabulary/verdict.ts';
import { SAFETYNET_TIME_MS } from '../../../src/ceremonies/formats/android-safetynet.ts';
import { VirtualClock } from '../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../src/env/seeded-random.ts';
import { root } from '../processes.ts';

/** The time of every ceremony, milliseconds since the epoch: a peer that reads a clock of its own is to be told it. */
export const ceremonyTimeMs: number = SAFETYNET_TIME_MS;

/** Judges somebody else's verifier with a fixed seed; one result a rule, of the last time that it was judged. */
export async function judgedParty<Credential>(
  adapter: VerifierAdapter<Credential>,
  name: string,
  algorithms: readonly number[],
  rules: readonly PartyRule[],
): Promise<RuleResult[]> {
  const results = new Map<string, RuleResult>();
  const session = adapterSession(adapter, {
    uri: `adapter:${name}`,
    env: { clock: new VirtualClock(ceremonyTimeMs), random: seededRandom(name) },
    algorithms,
    claims: { trust: 'ours' },
  });
  await judgeParty({
    session,
    rules,
    profile: partyProfiles[0]!,
    seed: 1,
    listener: (event) => {
      if (event.kind === 'ruleFinished') results.set(event.result.id, event.result);
    },
  });
  return [...results.values()];
}

/** Every accusation as `MUST verifier.…`, sorted. */
export function accusations(results: readonly RuleResult[]): string[] {
  return results
    .filter(({ verdict }) => verdict.kind === 'violated')
    .map(({ id, level }) => `${level} ${id}`)
    .sort();
}

/**
 * The accusations that the table of a peer in docs/peers.md argues, as `accusations` gives them, sorted. A row names rules in its first
 * column, with lists in braces, and their level in its second.
 */
export function arguedAccusations(peer: string): string[] {
  const page = readFileSync(join(root, 'docs/peers.md'), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(peer)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows
    .flatMap((row) => {
      const [, rules = '', level = ''] = row.split('|').map((cell) => cell.trim());
      const named = [...rules.matchAll(/`([^`]+)`/g)].flatMap(([, pattern = '']) => expanded(pattern));
      return named.map((id) => `${level} ${id}`);
    })
    .sort();
}

/** `a.{b,c}` is `a.b` and `a.c`. */
function expanded(pattern: string): string[] {
  const list = /\{([^{}]*)\}/.exec(pattern);
  if (list === null) return [pattern.trim()];
  const [whole, members = ''] = list;
  return members.split(',').flatMap((member) => expanded(pattern.replace(whole, member.trim())));
}
