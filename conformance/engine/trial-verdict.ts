import type { Listener } from '../vocabulary/event.ts';
import type { Counterexample, Verdict } from '../vocabulary/verdict.ts';
import type { Found } from './check-property.ts';
import { printInput } from './print-input.ts';
import type { Trial } from './watched-property.ts';

/** What a verdict needs to know beside the trial. */
export interface TrialSurroundings {
  readonly ruleId: string;
  /** The seed of the run. */
  readonly seed: number;
  readonly listener: Listener;
  /** The command line that shows the input at a path again. */
  readonly replay: (path: string) => string;
  /** Why the subject is gone for good, if it is. */
  readonly gone: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Why nothing was judged where the inputs themselves do not say. */
  readonly nothing: string;
}

/** What the property runs of one rule amount to: a fault of ours before an accusation, an accusation before an end of the link. A counterexample is told to the listener. */
export function verdictOfTrial(trial: Trial, found: Found, around: TrialSurroundings): Verdict {
  if (trial.fault !== undefined) return { kind: 'broken', because: trial.fault };
  if (trial.accusation !== undefined) {
    const path = found.path ?? '0';
    const counterexample: Counterexample = {
      input: printInput(found.counterexample),
      ...trial.accusation,
      seed: around.seed,
      path,
      replay: around.replay(path),
    };
    around.listener({ kind: 'counterexampleFound', id: around.ruleId, counterexample });
    return { kind: 'violated', counterexample };
  }
  if (around.gone !== undefined) return { kind: 'broken', because: around.gone };
  if (around.signal?.aborted === true) return { kind: 'not-applicable', because: 'interrupted' };
  if (trial.checks > 0) return { kind: 'upheld' };
  return { kind: 'not-applicable', because: trial.notApplicable ?? trial.stopped ?? around.nothing };
}
