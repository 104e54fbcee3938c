import { DecodeError } from '../../errors/decode-error.ts';
import type { Profile, Relaxation } from './profile.ts';
import type { RefusalCode } from './refusal-code.ts';
import type { Step, StepDefinition } from './step.ts';
import type { Rejected, Warning } from './verdict.ts';

/** Thrown by a ledger at the first duty that is broken and not waived; `ruling` turns it into the verdict. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly step: StepDefinition;

  constructor(step: StepDefinition, code: RefusalCode, because: string, cause?: unknown) {
    super(because, cause === undefined ? undefined : { cause });
    this.step = step;
    this.code = code;
  }
}

/**
 * The duties that a faulty verifier does not see; a `ReadonlySet<StepDefinition>` is one, a finer one looks at the code
 * too. A demand at an overlooked step passes whatever the bytes say. For simulators of faulty verifiers, never for use.
 */
export interface Oversight {
  has(step: StepDefinition, code: RefusalCode): boolean;
}

/** The steps of one ceremony as they are judged, in order. */
export class Ledger {
  readonly steps: Step[] = [];
  readonly warnings: Warning[] = [];
  readonly profile: Profile;
  readonly overlooks: Oversight | undefined;

  constructor(profile: Profile, overlooks?: Oversight) {
    this.profile = profile;
    this.overlooks = overlooks;
  }

  /** Records that a step held. */
  pass(step: StepDefinition, judged?: Uint8Array): void {
    this.steps.push(
      judged === undefined ? step.passed : { spec: step.spec, says: step.says, outcome: 'passed', judged },
    );
  }

  /** Records that nothing was expected at a step. */
  skip(step: StepDefinition): void {
    this.steps.push(step.notRequested);
  }

  /** Whether the profile waives a duty. */
  waives(relaxation: Relaxation): boolean {
    return this.profile.waives[relaxation] === true;
  }

  /** Ends the ceremony at a step. */
  refuse(step: StepDefinition, code: RefusalCode, because: string, judged?: Uint8Array, cause?: unknown): never {
    const { spec, says } = step;
    this.steps.push(
      judged === undefined ? { spec, says, outcome: 'failed' } : { spec, says, outcome: 'failed', judged },
    );
    throw new Refusal(step, code, because, cause);
  }

  /** Passes a step where `holds`; otherwise ends the ceremony, or warns where the profile waives `waivedBy`. */
  demand(
    step: StepDefinition,
    holds: boolean,
    code: RefusalCode,
    because: () => string,
    judged?: Uint8Array,
    waivedBy?: Relaxation,
  ): void {
    if (holds) {
      this.pass(step, judged);
      return;
    }
    if (this.overlooks?.has(step, code) === true) {
      this.pass(step, judged);
      return;
    }
    if (waivedBy === undefined || !this.waives(waivedBy)) this.refuse(step, code, because(), judged);
    this.warnings.push({ code, because: because(), waivedBy });
    this.skip(step);
  }

  /** The value that `read` makes of `judged`; bytes against their format end the ceremony at `step`. */
  read<Value>(step: StepDefinition, code: RefusalCode, judged: Uint8Array | undefined, read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      if (error instanceof DecodeError) this.refuse(step, code, error.message, judged, error);
      throw error;
    }
  }
}

/** Runs the steps of a ceremony and gives its verdict: what `judge` returns, or the refusal that ended it. */
export function ruling<Accepted>(ledger: Ledger, judge: () => Accepted): Accepted | Rejected {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      kind: 'rejected',
      code: error.code,
      because: error.message,
      spec: error.step.spec,
      steps: ledger.steps,
      warnings: ledger.warnings,
    };
  }
}
