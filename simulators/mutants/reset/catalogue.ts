import type { Mutant } from '../mutant.ts';
import { answersLateWithDenied } from './answers-late-with-denied.ts';
import { answersRefusalsWithOther } from './answers-refusals-with-other.ts';
import { answersWithMap } from './answers-with-map.ts';
import { countsFromFirstCommand } from './counts-from-first-command.ts';
import { forcesPinChange } from './forces-pin-change.ts';
import { keepsDiscoverableCredentials } from './keeps-discoverable-credentials.ts';
import { keepsMasterSecret } from './keeps-master-secret.ts';
import { keepsPin } from './keeps-pin.ts';
import { keepsPinTries } from './keeps-pin-tries.ts';
import { keepsToken } from './keeps-token.ts';
import { needsNoTouch } from './needs-no-touch.ts';
import { refusesWhenBlocked } from './refuses-when-blocked.ts';
import { resetsWhenCancelled } from './resets-when-cancelled.ts';
import { resetsWhenDeclined } from './resets-when-declined.ts';
import { resetsWhenNobodyComes } from './resets-when-nobody-comes.ts';
import { showsDeviceIdentifier } from './shows-device-identifier.ts';
import { wipesBeforeTouch } from './wipes-before-touch.ts';

/** Faults of reset. */
export const resetMutants: readonly Mutant[] = [
  keepsDiscoverableCredentials,
  keepsMasterSecret,
  keepsPin,
  keepsPinTries,
  refusesWhenBlocked,
  keepsToken,
  showsDeviceIdentifier,
  forcesPinChange,
  answersWithMap,
  needsNoTouch,
  resetsWhenNobodyComes,
  resetsWhenDeclined,
  resetsWhenCancelled,
  wipesBeforeTouch,
  countsFromFirstCommand,
  answersLateWithDenied,
  answersRefusalsWithOther,
];
