import type { CardPolicy } from '../endpoints/card-policy.ts';
import type { HidPolicy } from '../endpoints/hid-policy.ts';
import type { Policy } from '../fido2/policy.ts';

/** Every decision of the sound device, those of its endpoints included: what a fault may replace. */
export interface Decisions {
  readonly fido2: Policy;
  readonly hid: HidPolicy;
  readonly card: CardPolicy;
}

/** One fault of a device, and who must notice. */
export interface Mutant {
  /** `fido2.ignores-exclude-list`; begins with what it spoils. */
  readonly id: string;
  /** The fault in one sentence. */
  readonly fault: string;
  /** `SHOULD`: it breaks only recommendations; its run exits 0 and it counts as killed when observed. */
  readonly level: 'MUST' | 'SHOULD';
  /** The rules that must catch it, each of them. */
  readonly caughtBy: readonly string[];
  /** The device profile on which it shows, where the default one cannot show it. */
  readonly profile?: string;
  /** For faults that only a sequence shows: the fewest commands that can. */
  readonly shortest?: number;
  /** The sound decisions with exactly one of them spoiled. */
  readonly twist: (sound: Decisions) => Decisions;
}

/** Makes a mutant; the level is MUST unless said. */
export function mutant(definition: Omit<Mutant, 'level'> & { readonly level?: Mutant['level'] }): Mutant {
  return { level: 'MUST', ...definition };
}
