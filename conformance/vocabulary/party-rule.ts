import type { IAsyncProperty, IAsyncPropertyWithHooks } from 'fast-check';
import type { Env } from '../../src/env/env.ts';
import type { PartyFacts } from './party-facts.ts';
import type { PartyTools } from './party-tools.ts';
import type { RelyingParty } from './relying-party.ts';
import type { SpecReference } from './spec.ts';

/** What the property of a relying party's rule is given. */
export interface PartyContext {
  readonly party: RelyingParty;
  readonly env: Env;
  readonly facts: PartyFacts;
  /** Whole ceremonies at this party. */
  readonly tools: PartyTools;
}

/** One duty of a relying party, with the property that tells whether it is met. */
export interface PartyRule {
  /** A slug, for ever: `verifier.registration.refuses.client-data.type-of-assertion`. */
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  /** The duty in our own words, one sentence. */
  readonly says: string;
  readonly spec: readonly SpecReference[];
  /** `true` when what is known of the party and the standard make the rule apply; otherwise why not. */
  readonly applies: (facts: PartyFacts) => true | string;
  /** How many random inputs by default: a rule without chance in it says 1. */
  readonly runs: number;
  /** Tells whether party and harness work at all: judged first, and once more at the end. */
  readonly sanity?: boolean;
  /** Builds the property. It throws `Violation` to accuse, `NotApplicable` where a sound ceremony is refused too. */
  readonly property: (context: PartyContext) => IAsyncProperty<never> | IAsyncPropertyWithHooks<never>;
}

/** A rule of a relying party as written: what may be left out is filled in. */
export interface PartyRuleDefinition<Ts> extends Pick<PartyRule, 'id' | 'level' | 'says' | 'spec'> {
  readonly applies?: PartyRule['applies'];
  readonly runs?: number;
  readonly sanity?: boolean;
  readonly property: (context: PartyContext) => IAsyncProperty<Ts> | IAsyncPropertyWithHooks<Ts>;
}

/** Makes a rule of a relying party. */
export function partyRule<Ts>(definition: PartyRuleDefinition<Ts>): PartyRule {
  return {
    applies: () => true,
    runs: 1,
    ...definition,
    // The tuple type is the property's own business; the engine only runs it and prints what failed.
    property: definition.property as unknown as PartyRule['property'],
  };
}
