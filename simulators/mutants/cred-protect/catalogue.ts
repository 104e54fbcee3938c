import type { Mutant } from '../mutant.ts';
import { answersLevel4WithOther } from './answers-level-4-with-other.ts';
import { betraysLevel3 } from './betrays-level-3.ts';
import { capsAtLevel2 } from './caps-at-level-2.ts';
import { forgetsLevelAtPowerOff } from './forgets-level-at-power-off.ts';
import { keepsSilent } from './keeps-silent.ts';
import { locksLevel3Away } from './locks-level-3-away.ts';
import { oneOutputOnly } from './one-output-only.ts';
import { opensLevel3WhenNamed } from './opens-level-3-when-named.ts';
import { passesOverLevel2 } from './passes-over-level-2.ts';
import { passesOverLevel3 } from './passes-over-level-3.ts';
import { protectsUnasked } from './protects-unasked.ts';
import { takesLevel2For1 } from './takes-level-2-for-1.ts';
import { takesLevel2For3 } from './takes-level-2-for-3.ts';
import { takesLevel4 } from './takes-level-4.ts';

/** The faults of credProtect. */
export const credProtectMutants: readonly Mutant[] = [
  opensLevel3WhenNamed,
  takesLevel2For1,
  takesLevel2For3,
  locksLevel3Away,
  keepsSilent,
  capsAtLevel2,
  takesLevel4,
  answersLevel4WithOther,
  protectsUnasked,
  forgetsLevelAtPowerOff,
  betraysLevel3,
  passesOverLevel2,
  passesOverLevel3,
  oneOutputOnly,
];
