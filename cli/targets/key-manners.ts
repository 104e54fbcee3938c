import type { OpenHow } from './open-how.ts';

/** What a key on a wire of the real world is opened with, whatever the wire. */
export interface KeyManners {
  readonly uri: string;
  /** The wire, for reports. */
  readonly transport: string;
  readonly how: OpenHow;
  /** Real hardware: nothing is changed without leave, and a key that changes ends the run. */
  readonly real: boolean;
  /** Cuts power and gives it back; absent where nothing can. */
  readonly powerCycle?: (() => Promise<void>) | undefined;
}
