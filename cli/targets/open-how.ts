import type { Leave } from '../../conformance/engine/session.ts';
import type { Recording } from '../../src/transport/recording.ts';

/** How a target is opened: what the user gave on the command line besides its name. */
export interface OpenHow {
  /** The seed of the run: harness and key draw from it. */
  readonly seed: number;
  readonly allow: Leave;
  readonly touchCommand?: string | undefined;
  readonly replugCommand?: string | undefined;
  /** The PIN of a key that has one. */
  readonly pin?: string | undefined;
  readonly showSecrets?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Every frame goes there, too. */
  readonly recording?: Recording | undefined;
  /** Hears of failures that happen beside the run, such as a touch command that cannot start. */
  readonly onTrouble?: (says: string) => void;
}
