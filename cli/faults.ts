import type { Subject } from '../conformance/vocabulary/event.ts';
import { mutants } from '../simulators/mutants/catalogue.ts';
import { oathMutants } from '../simulators/mutants/oath/catalogue.ts';
import { otpVerifierMutants } from '../simulators/mutants/otp-verifier/catalogue.ts';
import { verifierMutants } from '../simulators/mutants/verifier/catalogue.ts';

/** A fault of any subject as listings show it. */
export interface ListedFault {
  readonly id: string;
  readonly subject: Subject;
  readonly fault: string;
  readonly level: 'MUST' | 'SHOULD';
  readonly caughtBy: readonly string[];
  readonly profile?: string | undefined;
  readonly shortest?: number | undefined;
}

/** Every fault of the simulators, those of the key first. */
export const allFaults: readonly ListedFault[] = [
  ...mutants.map(({ id, fault, level, caughtBy, profile, shortest }): ListedFault => {
    return { id, subject: 'key', fault, level, caughtBy, profile, shortest };
  }),
  ...verifierMutants.map(({ id, fault, level, caughtBy }): ListedFault => {
    return { id, subject: 'verifier', fault, level, caughtBy };
  }),
  ...oathMutants.map(({ id, fault, level, caughtBy, profile }): ListedFault => {
    return { id, subject: 'oath-token', fault, level, caughtBy, profile };
  }),
  ...otpVerifierMutants.map(({ id, fault, level, caughtBy, profile }): ListedFault => {
    return { id, subject: 'oath-verifier', fault, level, caughtBy, profile };
  }),
];
