import type { Mutant } from '../mutant.ts';
import { answersRefusalsWithOther } from './answers-refusals-with-other.ts';
import { authenticatesWhatItUnderstands } from './authenticates-what-it-understands.ts';
import { believesAnyMac } from './believes-any-mac.ts';
import { countsAReservedSlot } from './counts-a-reserved-slot.ts';
import { countsAllEverMade } from './counts-all-ever-made.ts';
import { countsRelyingParties } from './counts-relying-parties.ts';
import { cutsCredentialIds } from './cuts-credential-ids.ts';
import { deletesNothing } from './deletes-nothing.ts';
import { deletesTheUnknown } from './deletes-the-unknown.ts';
import { deletesWholeRelyingParty } from './deletes-whole-relying-party.ts';
import { doesNothingWithoutParameters } from './does-nothing-without-parameters.ts';
import { forgetsDisplayName } from './forgets-display-name.ts';
import { guessesProtocol } from './guesses-protocol.ts';
import { hashesHashOfRelyingParty } from './hashes-hash-of-relying-party.ts';
import { ignoresBinding } from './ignores-binding.ts';
import { keepsEnumerationOverPowerCycle } from './keeps-enumeration-over-power-cycle.ts';
import { keepsEnumerationOverSubcommands } from './keeps-enumeration-over-subcommands.ts';
import { keepsNamesLeftOut } from './keeps-names-left-out.ts';
import { leavesOutNewestRelyingParty } from './leaves-out-newest-relying-party.ts';
import { listsCredentialsOfAll } from './lists-credentials-of-all.ts';
import { listsCutUserIds } from './lists-cut-user-ids.ts';
import { listsLevelOneForAll } from './lists-level-one-for-all.ts';
import { listsNewestCredentialOnly } from './lists-newest-credential-only.ts';
import { listsRelyingPartyPerCredential } from './lists-relying-party-per-credential.ts';
import { listsUserWithoutName } from './lists-user-without-name.ts';
import { listsWrongRelyingPartyId } from './lists-wrong-relying-party-id.ts';
import { losesNewestAtPowerOff } from './loses-newest-at-power-off.ts';
import { mixesEnumerations } from './mixes-enumerations.ts';
import { needsNoToken } from './needs-no-token.ts';
import { needsNoTokenToDelete } from './needs-no-token-to-delete.ts';
import { refusesBoundToken } from './refuses-bound-token.ts';
import { renamesAlgorithms } from './renames-algorithms.ts';
import { repeatsLastEntry } from './repeats-last-entry.ts';
import { servesUnknownSubcommands } from './serves-unknown-subcommands.ts';
import { showsAllToBoundToken } from './shows-all-to-bound-token.ts';
import { spoilsUserId } from './spoils-user-id.ts';
import { takesAnyPermission } from './takes-any-permission.ts';
import { takesUnknownProtocol } from './takes-unknown-protocol.ts';
import { tellsTotalEveryTime } from './tells-total-every-time.ts';
import { tellsTotalTooHigh } from './tells-total-too-high.ts';
import { tellsUsedAsRemaining } from './tells-used-as-remaining.ts';
import { updatesAnyUser } from './updates-any-user.ts';
import { updatesNothing } from './updates-nothing.ts';

/** Faults of credential management. */
export const credentialManagementMutants: readonly Mutant[] = [
  countsAReservedSlot,
  countsAllEverMade,
  countsRelyingParties,
  tellsUsedAsRemaining,
  listsRelyingPartyPerCredential,
  leavesOutNewestRelyingParty,
  hashesHashOfRelyingParty,
  listsWrongRelyingPartyId,
  tellsTotalEveryTime,
  tellsTotalTooHigh,
  listsCredentialsOfAll,
  listsNewestCredentialOnly,
  cutsCredentialIds,
  renamesAlgorithms,
  listsUserWithoutName,
  listsCutUserIds,
  listsLevelOneForAll,
  losesNewestAtPowerOff,
  deletesNothing,
  deletesWholeRelyingParty,
  deletesTheUnknown,
  updatesNothing,
  keepsNamesLeftOut,
  forgetsDisplayName,
  spoilsUserId,
  updatesAnyUser,
  needsNoToken,
  needsNoTokenToDelete,
  guessesProtocol,
  takesUnknownProtocol,
  believesAnyMac,
  authenticatesWhatItUnderstands,
  takesAnyPermission,
  ignoresBinding,
  showsAllToBoundToken,
  refusesBoundToken,
  doesNothingWithoutParameters,
  servesUnknownSubcommands,
  repeatsLastEntry,
  mixesEnumerations,
  keepsEnumerationOverPowerCycle,
  keepsEnumerationOverSubcommands,
  answersRefusalsWithOther,
];
