import type { Touch } from '../../conformance/vocabulary/device.ts';
import type { Presence } from '../../simulators/ports/presence.ts';

/** A person who does as told. */
export interface ScriptedPresence extends Presence {
  behave(manner: Touch): void;
}

const answers = { grant: 'granted', decline: 'declined', withhold: 'waiting' } as const;

/** Grants every gesture until told otherwise. */
export function scriptedPresence(): ScriptedPresence {
  let manner: Touch = 'grant';
  return {
    poll: () => answers[manner],
    behave: (next) => {
      manner = next;
    },
  };
}
