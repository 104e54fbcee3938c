import type { IRawProperty } from 'fast-check';
import fc from 'fast-check';
import type { Meaning } from './accusation.ts';

/** What one rule's property runs amounted to. */
export interface Trial {
  /** Property executions that came to an end and said something. */
  checks: number;
  /** Executions made since the first failure, to make it smaller. */
  shrinks: number;
  /** The smallest failure so far. */
  accusation:
    | { readonly expected: string; readonly actual: string; readonly transcript: readonly string[] }
    | undefined;
  /** Said by an input that does not apply to this key. */
  notApplicable: string | undefined;
  /** A mistake of ours, or a key that is gone. */
  fault: string | undefined;
  /** Why the rule ended before its time. */
  stopped: string | undefined;
}

/** What the engine does around each property run. */
export interface Watch {
  /** Why no further run is made, or `undefined`. */
  stop(trial: Trial): string | undefined;
  /** Before each run; a text says why it cannot be made. */
  before(trial: Trial): Promise<string | undefined>;
  /** After each run, however it ended. */
  after(failed: boolean): Promise<void>;
  /** One more check was made. */
  counted(checks: number): void;
  /** What an error means, after the link was brought back where it was lost. */
  read(error: unknown): Promise<Settled>;
  transcript(): readonly string[];
  /** The promise, or a rejection as soon as the run is aborted. */
  unlessAborted<T>(work: Promise<T>): Promise<T>;
}

/** A meaning with nothing left to do about it. */
export type Settled =
  | Exclude<Meaning, { kind: 'link' | 'store-full' | 'cancelled' }>
  | { readonly kind: 'again' }
  | { readonly kind: 'stop'; readonly because: string };

type Outcome = Awaited<ReturnType<IRawProperty<unknown, true>['run']>>;

const STOP = new fc.PreconditionFailure(true);

/** A property whose every run is prepared, counted and judged; fast-check only draws and shrinks. */
export function watchedProperty(
  property: IRawProperty<unknown, true>,
  trial: Trial,
  watch: Watch,
): IRawProperty<unknown, true> {
  const attempt = async (input: unknown): Promise<Settled | 'passed' | 'skipped'> => {
    try {
      await property.runBeforeEach();
      const outcome = await watch.unlessAborted(property.run(input));
      await property.runAfterEach();
      if (outcome === null) return 'passed';
      if (fc.PreconditionFailure.isFailure(outcome)) return 'skipped';
      return await watch.read(outcome.error);
    } catch (error) {
      return await watch.read(error);
    }
  };
  const run = async (input: unknown): Promise<Outcome> => {
    const why = trial.fault ?? trial.stopped ?? watch.stop(trial) ?? (await watch.before(trial));
    if (why !== undefined) {
      trial.stopped ??= why;
      return STOP;
    }
    let met = await attempt(input);
    if (typeof met !== 'string' && met.kind === 'again') met = await attempt(input);
    const failed = typeof met !== 'string' && met.kind !== 'not-applicable';
    // The transcript is read before anything else is sent.
    const transcript = failed ? watch.transcript() : [];
    await watch.after(failed);
    if (trial.accusation !== undefined) trial.shrinks += 1;
    return settle(met, transcript);
  };
  const settle = (met: Settled | 'passed' | 'skipped', transcript: readonly string[]): Outcome => {
    if (met === 'skipped') return new fc.PreconditionFailure();
    if (met === 'passed') {
      count();
      return null;
    }
    switch (met.kind) {
      case 'not-applicable':
        trial.notApplicable = met.because;
        return null;
      case 'violated':
        count();
        trial.accusation = { expected: met.expected, actual: met.actual, transcript };
        return { error: new Error(met.actual) };
      case 'again':
        count();
        trial.accusation = { expected: 'CTAP2_OK', actual: 'CTAP2_ERR_KEY_STORE_FULL (0x28)', transcript };
        return { error: new Error('store full') };
      case 'broken':
        trial.fault = met.because;
        return { error: new Error(met.because) };
      case 'stop':
        trial.stopped = met.because;
        return STOP;
    }
  };
  const count = (): void => {
    trial.checks += 1;
    watch.counted(trial.checks);
  };
  return {
    isAsync: () => true,
    generate: (mrng, runId) => property.generate(mrng, runId),
    shrink: (value) => property.shrink(value),
    run,
    // Part of each attempt, so that what they throw is judged like the rest.
    runBeforeEach: () => Promise.resolve(),
    runAfterEach: () => Promise.resolve(),
  };
}
