import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists its transports in another order each time. */
export const restlessTransports = mutant({
  id: 'fido2.get-info.restless-transports',
  fault: 'Lists its transports in another order each time.',
  caughtBy: ['ctap2.get-info.stable'],
  twist: (sound) => {
    let isTurned = false;
    return saying(sound, (info) => {
      isTurned = !isTurned;
      return isTurned ? { ...info, transports: (info.transports ?? []).toReversed() } : info;
    });
  },
});
