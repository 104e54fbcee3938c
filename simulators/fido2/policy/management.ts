import { concat, equalBytes } from '../../../src/bytes/bytes.ts';
import type { CoseKey } from '../../../src/codec/cose-key.ts';
import {
  type CredentialManagementParams,
  credentialManagementSubCommand,
} from '../../../src/ctap2/credential-management.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Random } from '../../../src/env/env.ts';
import type { FidoProfile } from '../profile.ts';
import type {
  DurableState,
  ResidentPart,
  RpSequence,
  Sequence,
  StoredCredential,
  StoredUser,
  TokenUse,
} from '../state.ts';

/** A relying party in a listing. */
export type ListedRp = RpSequence['remaining'][number];

/** Decisions of authenticatorCredentialManagement (CTAP 2.3 section 6.8). */
export const managementPolicy = {
  /** Whether a subcommand asks for a token: all but the steps that go on with an enumeration. */
  managementNeedsToken(_subCommand: number): boolean {
    return true;
  },

  /** The permission bit that credential management asks for. */
  managementPermission(): number {
    return permission.cm;
  },

  /** What pinUvAuthParam covers: the subcommand's byte, then its parameters as they came. */
  managementMessage(subCommand: number, params: Uint8Array | undefined): Uint8Array {
    return params === undefined ? Uint8Array.of(subCommand) : concat(Uint8Array.of(subCommand), params);
  },

  /** The bytes of the parameters that pinUvAuthParam covers: as they came, members without a meaning included. */
  managementParamsCovered(received: Uint8Array, _read: CredentialManagementParams | undefined): Uint8Array {
    return received;
  },

  /** What a subcommand byte asks for, whichever enumeration is under way. */
  managementSubCommand(subCommand: number, _sequence: Sequence | undefined): number {
    return subCommand;
  },

  /** The status of a refused subcommand: that of the step which refused it. */
  managementStatus(status: number): number {
    return status;
  },

  /** The protocol that a request's pinUvAuthParam is judged by; `undefined` where it names none. */
  managementProtocol(protocol: number | undefined, _profile: FidoProfile): number | undefined {
    return protocol;
  },

  /** The status of a subcommand that the device does not have, given what clientPIN would say; `undefined` serves it with nothing. */
  unknownManagementStatus(status: number): number | undefined {
    return status;
  },

  /** The refusal to change a credential that does not exist; a token bound to a relying party learns nothing. */
  unknownCredentialStatus(seesAll: boolean): number | undefined {
    return seesAll ? ctapStatus.CTAP2_ERR_NO_CREDENTIALS : ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID;
  },

  /** Whether a token may see the whole store: one that is bound to a relying party may not. */
  maySeeAll(use: TokenUse): boolean {
    return use.rpId === undefined;
  },

  /** Whether a token may see the credentials of a relying party, or change one. */
  mayManage(use: TokenUse, rpIdHash: Uint8Array, hashOf: (rpId: string) => Uint8Array): boolean {
    return use.rpId === undefined || equalBytes(hashOf(use.rpId), rpIdHash);
  },

  /** existingResidentCredentialsCount. */
  existingCount(durable: DurableState): number {
    return durable.credentials.length;
  },

  /** maxPossibleRemainingResidentCredentialsCount. */
  remainingCount(durable: DurableState, profile: FidoProfile): number {
    return Math.max(0, profile.maxResidentCredentials - durable.credentials.length);
  },

  /** The relying parties of the store, each once, in order of their oldest credential. */
  listedRps(credentials: readonly StoredCredential[]): ListedRp[] {
    const listed: ListedRp[] = [];
    for (const { rpIdHash, resident } of credentials) {
      if (listed.some((known) => equalBytes(known.rpIdHash, rpIdHash))) continue;
      const { rpId, rpName } = resident;
      listed.push({ rpId, rpIdHash, ...(rpName === undefined ? {} : { rpName }) });
    }
    return listed;
  },

  /** The credentials of one relying party in the order of a listing: newest first. */
  listedCredentials(credentials: StoredCredential[], _all: readonly StoredCredential[]): StoredCredential[] {
    return credentials.sort((left, right) => right.resident.serial - left.resident.serial);
  },

  /** Whether an answer tells the total: the first of an enumeration does. */
  tellsTotal(isFirst: boolean): boolean {
    return isFirst;
  },

  /** The total that the first answer tells. */
  shownTotal(listed: number): number {
    return listed;
  },

  /** The relying party id of a listing; it may be cut to 32 bytes. */
  listedRpId(rpId: string): string {
    return rpId;
  },

  /** The rpIDHash of a listing. */
  listedRpIdHash(rpIdHash: Uint8Array): Uint8Array {
    return rpIdHash;
  },

  /** The user of a listing: all that is kept. */
  listedUser(user: StoredUser): StoredUser {
    return user;
  },

  /** The credential id of a listing. */
  listedCredentialId(credential: StoredCredential): Uint8Array {
    return credential.id;
  },

  /** The public key of a listing: as it was attested. */
  listedPublicKey(key: CoseKey): CoseKey {
    return key;
  },

  /** Takes the next entry of an enumeration from what remains. */
  nextListed<T>(remaining: T[]): T | undefined {
    return remaining.shift();
  },

  /** The credProtect level of a listing; `undefined` where the device does not have the extension. */
  listedCredProtect(credential: StoredCredential, profile: FidoProfile): number | undefined {
    return profile.extensions.includes('credProtect') ? credential.credProtect : undefined;
  },

  /** Whether a subcommand goes on with the enumeration under way; every other one ends it. */
  continuesEnumeration(subCommand: number, sequence: Sequence): boolean {
    return sequence.kind === 'rps'
      ? subCommand === credentialManagementSubCommand.enumerateRPsGetNextRP
      : subCommand === credentialManagementSubCommand.enumerateCredentialsGetNextCredential;
  },

  /** The store without a credential. */
  withoutCredential(credentials: readonly StoredCredential[], removed: StoredCredential): StoredCredential[] {
    return credentials.filter((credential) => credential !== removed);
  },

  /** Whether a credential's user may be described anew under this id: only the user that it is of. */
  isSameUser(resident: ResidentPart, userId: Uint8Array): boolean {
    return equalBytes(resident.user.id, userId);
  },

  /** A credential's user after an update: an absent or empty name is removed. */
  updatedUser(stored: StoredUser, given: StoredUser): StoredUser {
    return {
      id: stored.id,
      ...(given.name === undefined || given.name === '' ? {} : { name: given.name }),
      ...(given.displayName === undefined || given.displayName === '' ? {} : { displayName: given.displayName }),
    };
  },

  /** The state of the store after a discoverable credential was changed or removed: 16 new bytes. */
  storeStateAfterChange(_before: Uint8Array, random: Random): Uint8Array {
    return random.bytes(16);
  },
};
