import type { IRawProperty } from 'fast-check';
import fc from 'fast-check';
import type { WithExamples } from '../vocabulary/cases.ts';
import { type Trial, type Watch, watchedProperty } from './watched-property.ts';

/** What fast-check found: the smallest failing input and the path to it. */
export interface Found {
  readonly counterexample: unknown;
  readonly path: string | null;
}

/** How a property is run: by seed and number of inputs, or along the path to one. */
export interface CheckHow {
  readonly seed: number;
  readonly runs: number;
  readonly path: string | undefined;
}

/** Runs a property under watch, its examples first. What it amounts to is in the trial. */
export async function checkProperty(
  property: IRawProperty<unknown, true>,
  trial: Trial,
  watch: Watch,
  how: CheckHow,
): Promise<Found> {
  const { examples = [] } = property as IRawProperty<unknown, true> & WithExamples<unknown>;
  const details = await fc.check(watchedProperty(property, trial, watch), {
    seed: how.seed,
    numRuns: Math.max(how.runs, examples.length),
    examples: [...examples],
    // On replay the path already leads to the smallest input.
    ...(how.path === undefined ? { endOnFailure: false } : { path: how.path, endOnFailure: true }),
    markInterruptAsFailure: false,
  });
  return { counterexample: details.counterexample, path: details.counterexamplePath };
}

/** The path alone; where that input alone does not fail, what came before it matters, and the whole run is made again. */
export async function checkOrReplay(
  property: IRawProperty<unknown, true>,
  trial: Trial,
  watch: Watch,
  how: CheckHow,
): Promise<Found> {
  const found = await checkProperty(property, trial, watch, how);
  const isSilent = trial.accusation === undefined && trial.fault === undefined && trial.stopped === undefined;
  if (how.path === undefined || !isSilent) return found;
  return checkProperty(property, trial, watch, { ...how, path: undefined });
}

/** The work, or a rejection with the signal's reason as soon as it is aborted. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    // It may have been aborted while the work was begun.
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
