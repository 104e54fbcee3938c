import type { Mutant } from '../mutant.ts';
import { addsUpWrongPins } from './adds-up-wrong-pins.ts';
import { agreesWithAnyPoint } from './agrees-with-any-point.ts';
import { allowsTenTries } from './allows-ten-tries.ts';
import { alwaysAsksForPowerCycle } from './always-asks-for-power-cycle.ts';
import { alwaysShowsEightTries } from './always-shows-eight-tries.ts';
import { answersBlockedUvWithOther } from './answers-blocked-uv-with-other.ts';
import { answersEmptyTokensWithOther } from './answers-empty-tokens-with-other.ts';
import { answersRefusalsWithOther } from './answers-refusals-with-other.ts';
import { answersWrongTokensWithOther } from './answers-wrong-tokens-with-other.ts';
import { asksForPartyOfMcOnly } from './asks-for-party-of-mc-only.ts';
import { assumesAProtocol } from './assumes-a-protocol.ts';
import { authenticatesNewPinOnly } from './authenticates-new-pin-only.ts';
import { believesAnyChangeMac } from './believes-any-change-mac.ts';
import { believesAnyParam } from './believes-any-param.ts';
import { believesAnySetMac } from './believes-any-set-mac.ts';
import { changesPinForAnybody } from './changes-pin-for-anybody.ts';
import { comparesWhatCame } from './compares-what-came.ts';
import { countsBytes } from './counts-bytes.ts';
import { countsUtf16Units } from './counts-utf16-units.ts';
import { dropsTokenAtWrongParam } from './drops-token-at-wrong-param.ts';
import { encryptsWithZeroIv } from './encrypts-with-zero-iv.ts';
import { endsTokensInUse } from './ends-tokens-in-use.ts';
import { endsTokensSoon } from './ends-tokens-soon.ts';
import { forgetsPartyOfToken } from './forgets-party-of-token.ts';
import { forgetsTriesAtPowerOff } from './forgets-tries-at-power-off.ts';
import { givesGetPinTokenAll } from './gives-get-pin-token-all.ts';
import { givesGetPinTokenCm } from './gives-get-pin-token-cm.ts';
import { givesGetPinTokenNothing } from './gives-get-pin-token-nothing.ts';
import { grantsEveryPermission } from './grants-every-permission.ts';
import { grantsNoGa } from './grants-no-ga.ts';
import { hashesPadding } from './hashes-padding.ts';
import { hidesRefusalsWithoutPin } from './hides-refusals-without-pin.ts';
import { issuesOneToken } from './issues-one-token.ts';
import { issuesShortTokens } from './issues-short-tokens.ts';
import { issuesTokensForAnyParty } from './issues-tokens-for-any-party.ts';
import { issuesTokensForNothing } from './issues-tokens-for-nothing.ts';
import { keepsKeyAgreementAfterWrongPin } from './keeps-key-agreement-after-wrong-pin.ts';
import { keepsKeyAgreementOverPowerCycle } from './keeps-key-agreement-over-power-cycle.ts';
import { keepsLockOverPowerCycle } from './keeps-lock-over-power-cycle.ts';
import { keepsPinThroughReset } from './keeps-pin-through-reset.ts';
import { keepsTokenOverPinChange } from './keeps-token-over-pin-change.ts';
import { keepsTokenOverPowerCycle } from './keeps-token-over-power-cycle.ts';
import { keepsTokenThroughReset } from './keeps-token-through-reset.ts';
import { keepsTokensForEver } from './keeps-tokens-for-ever.ts';
import { keepsUnusedTokens } from './keeps-unused-tokens.ts';
import { leavesUvOpenWhenBlocked } from './leaves-uv-open-when-blocked.ts';
import { letsBoundTokensSeeAll } from './lets-bound-tokens-see-all.ts';
import { locksAfterFour } from './locks-after-four.ts';
import { looksAtCoordinatesOnly } from './looks-at-coordinates-only.ts';
import { looksAtNoParty } from './looks-at-no-party.ts';
import { looksAtNoPermission } from './looks-at-no-permission.ts';
import { managesWithAnyPermission } from './manages-with-any-permission.ts';
import { mixesUpMcAndGa } from './mixes-up-mc-and-ga.ts';
import { namesSignatureAlgorithm } from './names-signature-algorithm.ts';
import { neverAsksForPowerCycle } from './never-asks-for-power-cycle.ts';
import { neverBinds } from './never-binds.ts';
import { neverBlocks } from './never-blocks.ts';
import { neverLocks } from './never-locks.ts';
import { neverSpendsTokens } from './never-spends-tokens.ts';
import { promisesWhatItLacks } from './promises-what-it-lacks.ts';
import { readsProtocolFromLength } from './reads-protocol-from-length.ts';
import { refusesLongPins } from './refuses-long-pins.ts';
import { refusesUnknownPermissions } from './refuses-unknown-permissions.ts';
import { renewsKeyAgreement } from './renews-key-agreement.ts';
import { restoresNoTries } from './restores-no-tries.ts';
import { restoresOneTry } from './restores-one-try.ts';
import { saysNoPinIsSet } from './says-no-pin-is-set.ts';
import { saysPinInvalidWhenLocked } from './says-pin-invalid-when-locked.ts';
import { servesUnknownSubcommands } from './serves-unknown-subcommands.ts';
import { servesUnlistedProtocols } from './serves-unlisted-protocols.ts';
import { setsPinTwice } from './sets-pin-twice.ts';
import { sharesKeyAgreement } from './shares-key-agreement.ts';
import { showsNoUvRetries } from './shows-no-uv-retries.ts';
import { spendsNoTries } from './spends-no-tries.ts';
import { spendsTokensSilently } from './spends-tokens-silently.ts';
import { spendsTriesOnBadRequests } from './spends-tries-on-bad-requests.ts';
import { spendsTwoTries } from './spends-two-tries.ts';
import { spendsVerificationOnly } from './spends-verification-only.ts';
import { takesAnyPadding } from './takes-any-padding.ts';
import { takesAnyPin } from './takes-any-pin.ts';
import { takesAnyTypeOfProtocol } from './takes-any-type-of-protocol.ts';
import { takesLongPins } from './takes-long-pins.ts';
import { takesPermissionsForGetPinToken } from './takes-permissions-for-get-pin-token.ts';
import { takesShortPins } from './takes-short-pins.ts';
import { takesTokensOfEitherProtocol } from './takes-tokens-of-either-protocol.ts';
import { unblocksAtPowerUp } from './unblocks-at-power-up.ts';

/** Faults of PIN, tries and tokens. */
export const clientPinMutants: readonly Mutant[] = [
  spendsNoTries,
  spendsTwoTries,
  restoresNoTries,
  restoresOneTry,
  allowsTenTries,
  addsUpWrongPins,
  neverLocks,
  locksAfterFour,
  keepsLockOverPowerCycle,
  forgetsTriesAtPowerOff,
  unblocksAtPowerUp,
  neverBlocks,
  leavesUvOpenWhenBlocked,
  alwaysShowsEightTries,
  alwaysAsksForPowerCycle,
  neverAsksForPowerCycle,
  saysPinInvalidWhenLocked,
  showsNoUvRetries,
  takesAnyPin,
  comparesWhatCame,
  changesPinForAnybody,
  spendsTriesOnBadRequests,
  keepsKeyAgreementAfterWrongPin,
  keepsKeyAgreementOverPowerCycle,
  renewsKeyAgreement,
  sharesKeyAgreement,
  namesSignatureAlgorithm,
  servesUnlistedProtocols,
  assumesAProtocol,
  readsProtocolFromLength,
  takesAnyTypeOfProtocol,
  looksAtCoordinatesOnly,
  agreesWithAnyPoint,
  servesUnknownSubcommands,
  hidesRefusalsWithoutPin,
  setsPinTwice,
  saysNoPinIsSet,
  keepsPinThroughReset,
  hashesPadding,
  takesAnyPadding,
  countsBytes,
  countsUtf16Units,
  takesShortPins,
  takesLongPins,
  refusesLongPins,
  believesAnySetMac,
  believesAnyChangeMac,
  authenticatesNewPinOnly,
  issuesShortTokens,
  issuesOneToken,
  encryptsWithZeroIv,
  takesPermissionsForGetPinToken,
  issuesTokensForNothing,
  issuesTokensForAnyParty,
  asksForPartyOfMcOnly,
  promisesWhatItLacks,
  refusesUnknownPermissions,
  grantsEveryPermission,
  grantsNoGa,
  looksAtNoPermission,
  mixesUpMcAndGa,
  managesWithAnyPermission,
  looksAtNoParty,
  forgetsPartyOfToken,
  neverBinds,
  letsBoundTokensSeeAll,
  givesGetPinTokenNothing,
  givesGetPinTokenCm,
  neverSpendsTokens,
  spendsVerificationOnly,
  spendsTokensSilently,
  believesAnyParam,
  dropsTokenAtWrongParam,
  takesTokensOfEitherProtocol,
  keepsTokenOverPinChange,
  keepsTokenOverPowerCycle,
  keepsTokenThroughReset,
  keepsUnusedTokens,
  keepsTokensForEver,
  endsTokensSoon,
  endsTokensInUse,
  answersRefusalsWithOther,
  answersBlockedUvWithOther,
  answersWrongTokensWithOther,
  givesGetPinTokenAll,
  answersEmptyTokensWithOther,
];
