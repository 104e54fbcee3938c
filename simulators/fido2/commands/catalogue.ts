import type { Handler } from '../context.ts';
import type { FidoProfile } from '../profile.ts';

/** One served command: its handler, and the profiles that have it (all, where nothing is said). */
export interface CommandRow {
  readonly handler: Handler;
  readonly isServed?: (profile: FidoProfile) => boolean;
}

/** The CTAP2 commands of the simulated key by command byte. */
export const commands: ReadonlyMap<number, CommandRow> = new Map<number, CommandRow>([]);
