import type { Subject } from '../conformance/vocabulary/event.ts';
import { mutants } from '../simulators/mutants/catalogue.ts';
import { verifierMutants } from '../simulators/mutants/verifier/catalogue.ts';

/** A fault of either subject as listings show it. */
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
];
