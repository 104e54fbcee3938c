import type { FidoProfile } from '../profile.ts';
import type { DurableState, PoweredState } from '../state.ts';

/** Decisions of authenticatorReset and authenticatorSelection (CTAP 2.3 sections 6.6 and 6.9). */
export const resetPolicy = {
  /** Whether reset is still allowed so long after power-up. */
  isWithinResetWindow(sincePowerUpMs: number, profile: FidoProfile): boolean {
    return profile.resetWindowMs === undefined || sincePowerUpMs <= profile.resetWindowMs;
  },

  /** Whether reset waits for a touch. */
  resetNeedsTouch(): boolean {
    return true;
  },

  /** What of the state before a reset is put back after it: nothing, since a reset leaves a key as delivered. */
  keptThroughReset(_before: Readonly<DurableState>): Partial<DurableState> {
    return {};
  },

  /** What lives until power-off, after a reset: all new but the time of power-up. */
  poweredAfterReset(fresh: PoweredState, _before: PoweredState): PoweredState {
    return fresh;
  },

  /** Whether selection waits for a touch. */
  selectionNeedsTouch(): boolean {
    return true;
  },
};
