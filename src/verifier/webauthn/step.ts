/** A clause of a standard: which document with its version, which section, which step. */
export interface SpecReference {
  readonly document: string;
  readonly section: string;
  readonly step?: string;
}

/** What became of a step. `not-requested`: nothing was expected, or the profile waives it (then a warning says so). */
export type StepOutcome = 'passed' | 'failed' | 'not-requested';

/** One step of a ceremony as it was judged; `judged` is a view of the caller's bytes, not a copy. */
export interface Step {
  readonly spec: SpecReference;
  /** The duty, in our own words. */
  readonly says: string;
  readonly outcome: StepOutcome;
  readonly judged?: Uint8Array;
}

/** A step before it is judged, with its frequent outcomes made once, so that judging allocates little. */
export interface StepDefinition {
  readonly spec: SpecReference;
  readonly says: string;
  readonly passed: Step;
  readonly notRequested: Step;
}

/** The document that the steps of this room follow. */
export const webAuthnLevel3 = 'WebAuthn Level 3';

/** A step of a section, of WebAuthn Level 3 unless said otherwise; `step` is left out where the section does not number its duties. */
export function defineStep(
  section: string,
  step: string | undefined,
  says: string,
  document: string = webAuthnLevel3,
): StepDefinition {
  const spec: SpecReference = Object.freeze(step === undefined ? { document, section } : { document, section, step });
  return Object.freeze({
    spec,
    says,
    passed: Object.freeze({ spec, says, outcome: 'passed' }),
    notRequested: Object.freeze({ spec, says, outcome: 'not-requested' }),
  });
}
