import type { Mutant } from '../mutant.ts';
import { answersEveryErrorWith6f00OnCard } from './answers-every-error-with-6f00.ts';
import { answersIdleGetresponseOnCard } from './answers-idle-getresponse.ts';
import { answersSelectWithNothingOnCard } from './answers-select-with-nothing.ts';
import { deniesU2fOnCard } from './denies-u2f.ts';
import { errorsInStatusWordOnCard } from './errors-in-status-word.ts';
import { hidesThatMoreIsLeftOnCard } from './hides-that-more-is-left.ts';
import { ignoresCancelOnCard } from './ignores-cancel.ts';
import { keepsBrokenChainsOnCard } from './keeps-broken-chains.ts';
import { needsNoSelectOnCard } from './needs-no-select.ts';
import { saysWrongVersionOnCard } from './says-wrong-version.ts';
import { selectsAnythingOnCard } from './selects-anything.ts';
import { splitsExtendedAnswersOnCard } from './splits-extended-answers.ts';
import { staysSelectedOnCard } from './stays-selected.ts';
import { takesAnyClassOnCard } from './takes-any-class.ts';
import { takesAnyInstructionOnCard } from './takes-any-instruction.ts';
import { takesAnyLengthOnCard } from './takes-any-length.ts';
import { takesShortChainsOnlyOnCard } from './takes-short-chains-only.ts';
import { tellsWaitUnaskedOnCard } from './tells-wait-unasked.ts';

/** Faults of a key's card side. */
export const nfcMutants: readonly Mutant[] = [
  answersSelectWithNothingOnCard,
  saysWrongVersionOnCard,
  selectsAnythingOnCard,
  needsNoSelectOnCard,
  takesShortChainsOnlyOnCard,
  hidesThatMoreIsLeftOnCard,
  splitsExtendedAnswersOnCard,
  errorsInStatusWordOnCard,
  keepsBrokenChainsOnCard,
  tellsWaitUnaskedOnCard,
  ignoresCancelOnCard,
  deniesU2fOnCard,
  staysSelectedOnCard,
  takesAnyClassOnCard,
  takesAnyInstructionOnCard,
  takesAnyLengthOnCard,
  answersEveryErrorWith6f00OnCard,
  answersIdleGetresponseOnCard,
];
