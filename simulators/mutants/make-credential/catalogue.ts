import type { Mutant } from '../mutant.ts';
import { addsKeyLabel } from './adds-key-label.ts';
import { addsStrangeMember } from './adds-strange-member.ts';
import { addsUnaskedOutput } from './adds-unasked-output.ts';
import { answersEmptyParamAtOnce } from './answers-empty-param-at-once.ts';
import { answersSelectionWithAMap } from './answers-selection-with-a-map.ts';
import { assumesItsProtocol } from './assumes-its-protocol.ts';
import { attestsAgainstWishes } from './attests-against-wishes.ts';
import { attestsWithTheCredentialKey } from './attests-with-the-credential-key.ts';
import { believesAnyParam } from './believes-any-param.ts';
import { claimsVerification } from './claims-verification.ts';
import { comparesOneByteOfUserIds } from './compares-one-byte-of-user-ids.ts';
import { convertsTypes } from './converts-types.ts';
import { cutsLongUserIds } from './cuts-long-user-ids.ts';
import { dropsTheOldestWhenFull } from './drops-the-oldest-when-full.ts';
import { emptiesOutputs } from './empties-outputs.ts';
import { excludesByIdAlone } from './excludes-by-id-alone.ts';
import { excludesForEveryone } from './excludes-for-everyone.ts';
import { excludesWithoutTouch } from './excludes-without-touch.ts';
import { fallsBackToEs256 } from './falls-back-to-es256.ts';
import { forgetsAtPowerOff } from './forgets-at-power-off.ts';
import { hidesVerification } from './hides-verification.ts';
import { ignoresEnterpriseAttestation } from './ignores-enterprise-attestation.ts';
import { ignoresExcludeList } from './ignores-exclude-list.ts';
import { ignoresMistypedMembers } from './ignores-mistyped-members.ts';
import { ignoresRkItLacks } from './ignores-rk-it-lacks.ts';
import { ignoresUvItLacks } from './ignores-uv-it-lacks.ts';
import { keepsReplacedCredentials } from './keeps-replaced-credentials.ts';
import { leavesOutTheStatement } from './leaves-out-the-statement.ts';
import { looksAtOneAlgorithm } from './looks-at-one-algorithm.ts';
import { misspellsItsUnit } from './misspells-its-unit.ts';
import { namesUnknownFormat } from './names-unknown-format.ts';
import { namesWrongAlgorithm } from './names-wrong-algorithm.ts';
import { opensForgedIds } from './opens-forged-ids.ts';
import { prefersItsOwnOrder } from './prefers-its-own-order.ts';
import { readsLessThanItSays } from './reads-less-than-it-says.ts';
import { readsOneExcludedCredential } from './reads-one-excluded-credential.ts';
import { refusesFalseOptions } from './refuses-false-options.ts';
import { refusesIdsOfOthersLengths } from './refuses-ids-of-others-lengths.ts';
import { refusesUnknownEntityMembers } from './refuses-unknown-entity-members.ts';
import { refusesUnknownExtensions } from './refuses-unknown-extensions.ts';
import { refusesUnknownMembers } from './refuses-unknown-members.ts';
import { refusesUnknownOptions } from './refuses-unknown-options.ts';
import { registersForAnybody } from './registers-for-anybody.ts';
import { registersUntouched } from './registers-untouched.ts';
import { registersWithUpFalse } from './registers-with-up-false.ts';
import { registersWithoutUp } from './registers-without-up.ts';
import { repeatsCredentialIds } from './repeats-credential-ids.ts';
import { repeatsKeys } from './repeats-keys.ts';
import { saysOtherForEmptyParam } from './says-other-for-empty-param.ts';
import { saysOtherForEnterprise } from './says-other-for-enterprise.ts';
import { saysOtherForExcluded } from './says-other-for-excluded.ts';
import { saysOtherForMalformed } from './says-other-for-malformed.ts';
import { saysOtherForNoTouch } from './says-other-for-no-touch.ts';
import { saysOtherForProtocol } from './says-other-for-protocol.ts';
import { saysOtherForRk } from './says-other-for-rk.ts';
import { saysOtherForUnknownId } from './says-other-for-unknown-id.ts';
import { saysOtherForUnsupportedAlgorithm } from './says-other-for-unsupported-algorithm.ts';
import { saysOtherForUpFalse } from './says-other-for-up-false.ts';
import { saysOtherForUv } from './says-other-for-uv.ts';
import { saysOtherWhereProofIsDue } from './says-other-where-proof-is-due.ts';
import { saysPinInvalidForParam } from './says-pin-invalid-for-param.ts';
import { selectsUntouched } from './selects-untouched.ts';
import { sendsCompressedPoint } from './sends-compressed-point.ts';
import { sendsNoCertificate } from './sends-no-certificate.ts';
import { setsReservedFlag } from './sets-reserved-flag.ts';
import { showsZeroAaguid } from './shows-zero-aaguid.ts';
import { signsWithoutHash } from './signs-without-hash.ts';
import { stopsAtTheFirstAlgorithm } from './stops-at-the-first-algorithm.ts';
import { takesAnyNames } from './takes-any-names.ts';
import { takesDeclineForTouch } from './takes-decline-for-touch.ts';
import { takesDescriptorsWithoutType } from './takes-descriptors-without-type.ts';
import { takesEmptyParamAsAbsent } from './takes-empty-param-as-absent.ts';
import { takesEmptyParamAsProof } from './takes-empty-param-as-proof.ts';
import { takesEmptyRpId } from './takes-empty-rp-id.ts';
import { takesHashesOfAnyLength } from './takes-hashes-of-any-length.ts';
import { takesListsOfAnyLength } from './takes-lists-of-any-length.ts';
import { takesMissingHash } from './takes-missing-hash.ts';
import { wantsAFormatItHas } from './wants-a-format-it-has.ts';
import { wantsATokenForSelection } from './wants-a-token-for-selection.ts';

/** Faults of makeCredential, attestation and selection. */
export const makeCredentialMutants: readonly Mutant[] = [
  takesMissingHash,
  takesDescriptorsWithoutType,
  ignoresMistypedMembers,
  convertsTypes,
  takesAnyNames,
  takesHashesOfAnyLength,
  cutsLongUserIds,
  refusesUnknownMembers,
  refusesUnknownEntityMembers,
  stopsAtTheFirstAlgorithm,
  refusesUnknownExtensions,
  takesEmptyRpId,
  fallsBackToEs256,
  prefersItsOwnOrder,
  looksAtOneAlgorithm,
  saysOtherForUnsupportedAlgorithm,
  ignoresExcludeList,
  readsOneExcludedCredential,
  saysOtherForExcluded,
  excludesWithoutTouch,
  excludesForEveryone,
  excludesByIdAlone,
  refusesIdsOfOthersLengths,
  takesListsOfAnyLength,
  refusesFalseOptions,
  refusesUnknownOptions,
  registersWithUpFalse,
  saysOtherForUpFalse,
  ignoresUvItLacks,
  saysOtherForUv,
  ignoresRkItLacks,
  saysOtherForRk,
  ignoresEnterpriseAttestation,
  saysOtherForEnterprise,
  registersForAnybody,
  saysOtherWhereProofIsDue,
  believesAnyParam,
  saysPinInvalidForParam,
  assumesItsProtocol,
  saysOtherForProtocol,
  takesEmptyParamAsAbsent,
  takesEmptyParamAsProof,
  answersEmptyParamAtOnce,
  saysOtherForEmptyParam,
  registersUntouched,
  saysOtherForNoTouch,
  saysOtherForMalformed,
  keepsReplacedCredentials,
  comparesOneByteOfUserIds,
  dropsTheOldestWhenFull,
  repeatsCredentialIds,
  repeatsKeys,
  opensForgedIds,
  saysOtherForUnknownId,
  forgetsAtPowerOff,
  showsZeroAaguid,
  signsWithoutHash,
  namesWrongAlgorithm,
  sendsNoCertificate,
  namesUnknownFormat,
  registersWithoutUp,
  setsReservedFlag,
  claimsVerification,
  hidesVerification,
  addsUnaskedOutput,
  addsKeyLabel,
  sendsCompressedPoint,
  attestsWithTheCredentialKey,
  addsStrangeMember,
  leavesOutTheStatement,
  emptiesOutputs,
  misspellsItsUnit,
  selectsUntouched,
  wantsATokenForSelection,
  answersSelectionWithAMap,
  takesDeclineForTouch,
  attestsAgainstWishes,
  wantsAFormatItHas,
  readsLessThanItSays,
];
