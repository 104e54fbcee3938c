import type { IAsyncProperty, IAsyncPropertyWithHooks } from 'fast-check';
import type { SpecReference } from './spec.ts';

/** One duty of a subject that is no key, with the property that tells whether it is met. */
export interface SubjectRule<Context, Facts> {
  /** A slug, for ever: `oath.token.step.edge`. */
  readonly id: string;
  readonly level: 'MUST' | 'SHOULD';
  /** The duty in our own words, one sentence. */
  readonly says: string;
  readonly spec: readonly SpecReference[];
  /** `true` when what is known of the subject makes the rule apply; otherwise why not. */
  readonly applies: (facts: Facts) => true | string;
  /** How many random inputs by default: a rule without chance in it says 1. */
  readonly runs: number;
  /** Tells whether subject and harness work at all: judged first, and once more at the end. */
  readonly sanity?: boolean;
  /** Builds the property. It throws `Violation` to accuse, `NotApplicable` where an input does not fit. */
  readonly property: (context: Context) => IAsyncProperty<never> | IAsyncPropertyWithHooks<never>;
}

/** Such a rule as written: what may be left out is filled in. */
export interface SubjectRuleDefinition<Context, Facts, Ts>
  extends Pick<SubjectRule<Context, Facts>, 'id' | 'level' | 'says' | 'spec'> {
  readonly applies?: SubjectRule<Context, Facts>['applies'];
  readonly runs?: number;
  readonly sanity?: boolean;
  readonly property: (context: Context) => IAsyncProperty<Ts> | IAsyncPropertyWithHooks<Ts>;
}

/** Makes such a rule. */
export function subjectRule<Context, Facts, Ts>(
  definition: SubjectRuleDefinition<Context, Facts, Ts>,
): SubjectRule<Context, Facts> {
  return {
    applies: () => true,
    runs: 20,
    ...definition,
    // The tuple type is the property's own business; the engine only runs it and prints what failed.
    property: definition.property as unknown as SubjectRule<Context, Facts>['property'],
  };
}
