import { createHash } from 'node:crypto';

/** The seed of one rule within a run, a signed 32-bit integer: the same whichever other rules run. */
export function ruleSeed(runSeed: number, ruleId: string): number {
  return createHash('sha256').update(`touchstone/rule/${runSeed}/${ruleId}`).digest().readInt32BE(0);
}

/** The relying-party id of a rule: its own, a legal host name, at most 63 characters. */
export function rulePartyId(ruleId: string): string {
  const digest = createHash('sha256').update(ruleId).digest('hex').slice(0, 8);
  const slug = ruleId
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return `${slug}-${digest}.example`;
}
