import type { PresenceRequest } from './responder.ts';

/** The person at the device. Asked again on every tick of a wait, so that a policy may change during it. */
export interface Presence {
  /** `waiting` keeps the command waiting until its own time-out. `waitedMs` is how long it has waited so far. */
  poll(request: PresenceRequest, waitedMs: number): 'granted' | 'declined' | 'mismatch' | 'waiting';
}

/** Touches at once, whatever is asked. */
export const alwaysPresent: Presence = { poll: () => 'granted' };

/** Never touches. */
export const neverPresent: Presence = { poll: () => 'waiting' };
