import type { IAsyncProperty, IAsyncPropertyWithHooks } from 'fast-check';
import type { Env } from '../../src/env/env.ts';
import type { Device, KeyFacts } from './device.ts';
import type { SpecReference } from './spec.ts';

/** What a rule's property is given. */
export interface RuleContext {
  readonly device: Device;
  readonly env: Env;
  /** A relying-party id of this rule's own, so that rules do not meet on one device. */
  readonly rpId: string;
}

/** What must hold before a rule runs, and what it costs. The engine arranges it with the fewest touches and resets. */
export interface Needs {
  /** `unset`: no PIN; `set`: a PIN that the engine knows; `any`: the rule copes. Default `any`. */
  readonly pin?: 'unset' | 'set' | 'any';
  /** Touches of one property run, roughly. Default 0. */
  readonly touches?: number;
  /** The raw wire that the rule speaks. */
  readonly wire?: 'hid' | 'card';
  /** The key must hold no discoverable credential when the rule starts. */
  readonly emptyStore?: boolean;
  /** Each property run resets the key, itself, through `device.reset()`. */
  readonly resets?: boolean;
  /** The rule cuts power. */
  readonly powerCycle?: boolean;
  /** The rule grants, declines and withholds touches. */
  readonly presence?: 'controlled' | 'withheld';
  /** The longest wait within one run; beyond what a real run may wait the rule is not applicable. */
  readonly waitMs?: number;
  /** The rule makes credentials or changes what survives. Default true when touches > 0. */
  readonly writes?: boolean;
  /** Leaves the key in need of a reset: PIN blocked, store full. */
  readonly spoils?: boolean;
  /** Wrong PINs tried in one run. */
  readonly pinTries?: number;
  /** A second CTAPHID channel. */
  readonly channels?: boolean;
}

/** One duty of a key, with the property that tells whether it is met. */
export interface Rule {
  /** A slug, for ever: `ctap2.make-credential.exclude-list.refuses-own`. */
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  /** The duty in our own words, one sentence. */
  readonly says: string;
  readonly spec: readonly SpecReference[];
  readonly needs: Needs;
  /** `true` when the key's own getInfo and the standard make the rule apply; otherwise why not. */
  readonly applies: (facts: KeyFacts) => true | string;
  /** How many random inputs by default: a rule without chance in it says 1. */
  readonly runs: number;
  /** Tells whether key and harness work at all: judged first, and once more at the end. */
  readonly sanity?: boolean;
  /** Builds the property. It throws `Violation` to accuse; any CtapError that escapes accuses too (a sound request was refused). */
  readonly property: (context: RuleContext) => IAsyncProperty<never> | IAsyncPropertyWithHooks<never>;
}

/** A rule as written: what may be left out is filled in. Ids are checked when the catalogue is built. */
export interface RuleDefinition<Ts> extends Pick<Rule, 'id' | 'level' | 'says' | 'spec'> {
  readonly needs?: Needs;
  readonly applies?: Rule['applies'];
  readonly runs?: number;
  readonly sanity?: boolean;
  readonly property: (context: RuleContext) => IAsyncProperty<Ts> | IAsyncPropertyWithHooks<Ts>;
}

/** Makes a rule. */
export function rule<Ts>(definition: RuleDefinition<Ts>): Rule {
  return {
    needs: {},
    applies: () => true,
    runs: 30,
    ...definition,
    // The tuple type is the property's own business; the engine only runs it and prints what failed.
    property: definition.property as unknown as Rule['property'],
  };
}
