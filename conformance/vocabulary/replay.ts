/** All that is needed to see one counterexample again. */
export interface Replay {
  readonly target: string;
  readonly rule: string;
  /** The seed of the run. */
  readonly seed: number;
  /** fast-check's path to the input. */
  readonly path: string;
  /** Inputs of the run, for a failure that only what came before it explains. */
  readonly runs: number;
  readonly profile: string;
}
