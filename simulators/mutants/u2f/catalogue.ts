import type { Mutant } from '../mutant.ts';
import { answersCheckWithOk } from './answers-check-with-ok.ts';
import { answersForeignHandlesWith6a82 } from './answers-foreign-handles-with-6a82.ts';
import { answersMissingTouchWith6982 } from './answers-missing-touch-with-6982.ts';
import { answersRefusalsWith6f00 } from './answers-refusals-with-6f00.ts';
import { authenticatesWithoutTouch } from './authenticates-without-touch.ts';
import { beginsRegistrationWithZero } from './begins-registration-with-zero.ts';
import { bindsHandlesToNothing } from './binds-handles-to-nothing.ts';
import { claimsPresenceUnenforced } from './claims-presence-unenforced.ts';
import { countsApart } from './counts-apart.ts';
import { deniesPresence } from './denies-presence.ts';
import { ignoresCredProtect } from './ignores-cred-protect.ts';
import { keepsCredentialsToItself } from './keeps-credentials-to-itself.ts';
import { namesAnotherVersion } from './names-another-version.ts';
import { registersOncePerApplication } from './registers-once-per-application.ts';
import { registersWhateverComes } from './registers-whatever-comes.ts';
import { registersWithoutTouch } from './registers-without-touch.ts';
import { showsCounterOfOne } from './shows-counter-of-one.ts';
import { signsAuthenticationWithoutCounter } from './signs-authentication-without-counter.ts';
import { signsRegistrationWithoutApplication } from './signs-registration-without-application.ts';
import { signsWhenOnlyChecked } from './signs-when-only-checked.ts';
import { takesAnyClass } from './takes-any-class.ts';
import { takesUnknownInstructionsForVersion } from './takes-unknown-instructions-for-version.ts';
import { trustsAnyHandle } from './trusts-any-handle.ts';

/** Faults of CTAP1/U2F. */
export const u2fMutants: readonly Mutant[] = [
  namesAnotherVersion,
  signsRegistrationWithoutApplication,
  beginsRegistrationWithZero,
  registersOncePerApplication,
  signsAuthenticationWithoutCounter,
  deniesPresence,
  showsCounterOfOne,
  countsApart,
  signsWhenOnlyChecked,
  answersCheckWithOk,
  bindsHandlesToNothing,
  trustsAnyHandle,
  registersWithoutTouch,
  authenticatesWithoutTouch,
  takesUnknownInstructionsForVersion,
  takesAnyClass,
  registersWhateverComes,
  keepsCredentialsToItself,
  ignoresCredProtect,
  answersRefusalsWith6f00,
  answersForeignHandlesWith6a82,
  answersMissingTouchWith6982,
  claimsPresenceUnenforced,
];
