import type { Mutant } from '../mutant.ts';
import { alwaysUvBindsSilent } from './always-uv-binds-silent.ts';
import { answersAlwaysUvWithOther } from './answers-always-uv-with-other.ts';
import { answersLongListsWithOther } from './answers-long-lists-with-other.ts';
import { answersMalformedWithOther } from './answers-malformed-with-other.ts';
import { answersNoTouchWithOther } from './answers-no-touch-with-other.ts';
import { answersNobodyWithOther } from './answers-nobody-with-other.ts';
import { answersRkWithOther } from './answers-rk-with-other.ts';
import { answersUvWithOther } from './answers-uv-with-other.ts';
import { answersWrongMacWithOther } from './answers-wrong-mac-with-other.ts';
import { believesEveryMac } from './believes-every-mac.ts';
import { believesSpoiledIds } from './believes-spoiled-ids.ts';
import { claimsPresence } from './claims-presence.ts';
import { claimsVerification } from './claims-verification.ts';
import { counterBeginsAgainAtPowerOff } from './counter-begins-again-at-power-off.ts';
import { counterBeginsAgainAtRegistration } from './counter-begins-again-at-registration.ts';
import { counterKeepsAccountsThroughReset } from './counter-keeps-accounts-through-reset.ts';
import { counterKeepsSecretThroughReset } from './counter-keeps-secret-through-reset.ts';
import { counterStandsStill } from './counter-stands-still.ts';
import { counterU2fStandsStill } from './counter-u2f-stands-still.ts';
import { countsOne } from './counts-one.ts';
import { countsTheList } from './counts-the-list.ts';
import { dropsBadEntries } from './drops-bad-entries.ts';
import { dropsMistypedMembers } from './drops-mistyped-members.ts';
import { forgetsLastEntry } from './forgets-last-entry.ts';
import { hidesNames } from './hides-names.ts';
import { hidesUser } from './hides-user.ts';
import { ignoresAllowList } from './ignores-allow-list.ts';
import { ignoresAlwaysUv } from './ignores-always-uv.ts';
import { ignoresRk } from './ignores-rk.ts';
import { ignoresUv } from './ignores-uv.ts';
import { knowsEveryType } from './knows-every-type.ts';
import { leavesOnlyCredentialOut } from './leaves-only-credential-out.ts';
import { listLimitOffByOne } from './list-limit-off-by-one.ts';
import { looksAtEmptyParam } from './looks-at-empty-param.ts';
import { looksAtFirstEntry } from './looks-at-first-entry.ts';
import { makesUpMissingHash } from './makes-up-missing-hash.ts';
import { namesAnotherCredential } from './names-another-credential.ts';
import { nextAnswersEndWithOk } from './next-answers-end-with-ok.ts';
import { nextAnswersEndWithOther } from './next-answers-end-with-other.ts';
import { nextCountsFromTheStart } from './next-counts-from-the-start.ts';
import { nextCountsTheRest } from './next-counts-the-rest.ts';
import { nextDeletesTheLast } from './next-deletes-the-last.ts';
import { nextForgetsClientData } from './next-forgets-client-data.ts';
import { nextForgetsNewestAtPowerOff } from './next-forgets-newest-at-power-off.ts';
import { nextForgetsOrderAtPowerOff } from './next-forgets-order-at-power-off.ts';
import { nextForgetsVerification } from './next-forgets-verification.ts';
import { nextGivesDeletedAccounts } from './next-gives-deleted-accounts.ts';
import { nextGivesFirstAgain } from './next-gives-first-again.ts';
import { nextGivesUpSoon } from './next-gives-up-soon.ts';
import { nextKeepsEverything } from './next-keeps-everything.ts';
import { nextLosesPlaceToOthers } from './next-loses-place-to-others.ts';
import { nextNeverEnds } from './next-never-ends.ts';
import { nextNeverReplaces } from './next-never-replaces.ts';
import { nextOldestFirst } from './next-oldest-first.ts';
import { nextOneAccountPerUser } from './next-one-account-per-user.ts';
import { nextRemembersOverPowerOff } from './next-remembers-over-power-off.ts';
import { nextRunsOn } from './next-runs-on.ts';
import { nextServesEveryChannel } from './next-serves-every-channel.ts';
import { nextSkipsWhenInterrupted } from './next-skips-when-interrupted.ts';
import { padsDer } from './pads-der.ts';
import { padsShortHashes } from './pads-short-hashes.ts';
import { refusesUnknownOptions } from './refuses-unknown-options.ts';
import { repeatsNonce } from './repeats-nonce.ts';
import { servesEmptyParam } from './serves-empty-param.ts';
import { servesOtherParties } from './serves-other-parties.ts';
import { setsReservedFlag } from './sets-reserved-flag.ts';
import { signsClientDataAlone } from './signs-client-data-alone.ts';
import { signsWithoutTouch } from './signs-without-touch.ts';
import { stopsAtUnknownType } from './stops-at-unknown-type.ts';
import { takesAnyList } from './takes-any-list.ts';
import { takesDeclineForTouch } from './takes-decline-for-touch.ts';
import { tellsNamesToAnybody } from './tells-names-to-anybody.ts';
import { touchesForSilent } from './touches-for-silent.ts';
import { wrapsWithoutParty } from './wraps-without-party.ts';

/** The faults of getAssertion, getNextAssertion, the accounts behind them and counters. */
export const getAssertionMutants: readonly Mutant[] = [
  believesSpoiledIds,
  servesOtherParties,
  wrapsWithoutParty,
  looksAtFirstEntry,
  forgetsLastEntry,
  listLimitOffByOne,
  takesAnyList,
  answersLongListsWithOther,
  knowsEveryType,
  stopsAtUnknownType,
  ignoresAllowList,
  answersNobodyWithOther,
  makesUpMissingHash,
  dropsMistypedMembers,
  padsShortHashes,
  dropsBadEntries,
  answersMalformedWithOther,
  refusesUnknownOptions,
  ignoresRk,
  answersRkWithOther,
  ignoresUv,
  answersUvWithOther,
  believesEveryMac,
  answersWrongMacWithOther,
  signsWithoutTouch,
  touchesForSilent,
  claimsPresence,
  takesDeclineForTouch,
  answersNoTouchWithOther,
  alwaysUvBindsSilent,
  ignoresAlwaysUv,
  answersAlwaysUvWithOther,
  looksAtEmptyParam,
  servesEmptyParam,
  claimsVerification,
  setsReservedFlag,
  signsClientDataAlone,
  padsDer,
  repeatsNonce,
  namesAnotherCredential,
  leavesOnlyCredentialOut,
  tellsNamesToAnybody,
  hidesUser,
  hidesNames,
  countsOne,
  countsTheList,
  nextOldestFirst,
  nextCountsTheRest,
  nextGivesFirstAgain,
  nextNeverEnds,
  nextRunsOn,
  nextGivesUpSoon,
  nextCountsFromTheStart,
  nextRemembersOverPowerOff,
  nextServesEveryChannel,
  nextLosesPlaceToOthers,
  nextGivesDeletedAccounts,
  nextSkipsWhenInterrupted,
  nextForgetsVerification,
  nextForgetsClientData,
  nextAnswersEndWithOther,
  nextAnswersEndWithOk,
  nextKeepsEverything,
  nextForgetsOrderAtPowerOff,
  nextForgetsNewestAtPowerOff,
  nextOneAccountPerUser,
  nextNeverReplaces,
  nextDeletesTheLast,
  counterStandsStill,
  counterBeginsAgainAtPowerOff,
  counterBeginsAgainAtRegistration,
  counterU2fStandsStill,
  counterKeepsAccountsThroughReset,
  counterKeepsSecretThroughReset,
];
