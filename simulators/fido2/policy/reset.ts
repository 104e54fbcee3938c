import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { PresenceOutcome } from '../../ports/responder.ts';
import type { FidoProfile } from '../profile.ts';
import type { DurableState, PoweredState } from '../state.ts';

/** Decisions of authenticatorReset and authenticatorSelection (CTAP 2.3 sections 6.6 and 6.9). */
export const resetPolicy = {
  /** Whether reset is still allowed so long after power-up; when the first command came is no matter. */
  isWithinResetWindow(sincePowerUpMs: number, profile: FidoProfile, _sinceFirstCommandMs: number): boolean {
    return profile.resetWindowMs === undefined || sincePowerUpMs <= profile.resetWindowMs;
  },

  /** The status of a reset after its window. */
  lateResetStatus(): number {
    return ctapStatus.CTAP2_ERR_NOT_ALLOWED;
  },

  /** The refusal of a reset for the state that the device is in: none, least of all when its PIN is blocked. */
  resetStatus(_durable: Readonly<DurableState>): number | undefined {
    return undefined;
  },

  /** Whether everything is wiped before the touch has come. */
  wipesBeforeTouch(): boolean {
    return false;
  },

  /** The status of a reset by how the wait for its touch ended, given what other commands say; `undefined` goes on. */
  resetTouchStatus(_outcome: PresenceOutcome, status: number | undefined): number | undefined {
    return status;
  },

  /** Whether reset waits for a touch. */
  resetNeedsTouch(): boolean {
    return true;
  },

  /** How many touches reset waits for. */
  resetTouches(profile: FidoProfile): number {
    return profile.manners.resetTouches ?? 1;
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
  selectionNeedsTouch(_durable: Readonly<DurableState>): boolean {
    return true;
  },
};
