import { equalBytes, fromUtf8, utf8 } from '../../../src/bytes/bytes.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import type { Random } from '../../../src/env/env.ts';
import type { FidoProfile } from '../profile.ts';
import type { Credential, DurableState, StoredCredential, StoredUser } from '../state.ts';

/** Decisions about which credentials there are, whose they are and who may see them. */
export const credentialPolicy = {
  /** The hash under which a relying party is known, and which stands in authenticator data. */
  rpIdHash(rpId: string): Uint8Array {
    return sha256(utf8(rpId));
  },

  /** Whether a credential is one of this relying party. */
  belongsTo(credential: Credential, rpIdHash: Uint8Array): boolean {
    return equalBytes(credential.rpIdHash, rpIdHash);
  },

  /** The id of a new discoverable credential: 32 bytes that never come again. */
  credentialId(random: Random): Uint8Array {
    return random.bytes(32);
  },

  /** The two secrets of a new discoverable credential for hmac-secret: with and without user verification. */
  credRandoms(random: Random): readonly [withUv: Uint8Array, withoutUv: Uint8Array] {
    return [random.bytes(32), random.bytes(32)];
  },

  /** Whether a wrapped credential's MAC is ours. */
  isWrappedByUs(expected: Uint8Array, received: Uint8Array): boolean {
    return equalBytes(expected, received);
  },

  /** What a wrapped credential's MAC covers besides itself: the relying party it is for. */
  wrappedAssociatedData(rpIdHash: Uint8Array): Uint8Array {
    return rpIdHash;
  },

  /** Whether a list names a credential of a type that the device knows; other entries are skipped. */
  isKnownType(type: string): boolean {
    return type === 'public-key';
  },

  /** Whether a list of credentials is too long for the device. */
  isListTooLong(length: number, profile: FidoProfile): boolean {
    return length > profile.maxCredentialCountInList;
  },

  /** The entries of an allowList that are looked at: all, in their order. */
  consideredEntries<T>(list: readonly T[], _profile: FidoProfile): readonly T[] {
    return list;
  },

  /** The protection of a credential that was unwrapped from its id: the one sealed in it. */
  unwrappedProtection(level: 1 | 2 | 3): 1 | 2 | 3 {
    return level;
  },

  /** Whether a new credential takes the place of a stored one: same relying party, same user. */
  replaces(stored: StoredCredential, rpIdHash: Uint8Array, userId: Uint8Array): boolean {
    return equalBytes(stored.rpIdHash, rpIdHash) && equalBytes(stored.resident.user.id, userId);
  },

  /** Whether there is room for one more discoverable credential. */
  hasRoom(durable: DurableState, profile: FidoProfile): boolean {
    return durable.credentials.length < profile.maxResidentCredentials;
  },

  /** Whether credProtect lets a credential be used: level 2 wants verification or the id named, level 3 verification. */
  isVisible(credential: Credential, isVerified: boolean, isNamed: boolean): boolean {
    if (isVerified) return true;
    return credential.credProtect === 1 || (credential.credProtect === 2 && isNamed);
  },

  /** The credentials of an account choice in the order in which they are given: newest first. */
  inOrder(credentials: StoredCredential[]): StoredCredential[] {
    return credentials.toSorted((left, right) => right.resident.serial - left.resident.serial);
  },

  /** A user as the device keeps them. */
  userAsKept(user: StoredUser, profile: FidoProfile): StoredUser {
    const limit = profile.manners.namesTruncatedTo ?? mostPerName(profile);
    return {
      id: user.id.slice(),
      ...(user.name === undefined ? {} : { name: truncated(user.name, limit) }),
      ...(user.displayName === undefined || profile.manners.dropsDisplayNames === true
        ? {}
        : { displayName: truncated(user.displayName, limit) }),
    };
  },

  /** A relying party's name as the device keeps it. */
  rpNameAsKept(name: string, profile: FidoProfile): string {
    return truncated(name, profile.manners.namesTruncatedTo);
  },
};

/** So that an answer with both names of a user fits beside keys, signature and extension outputs. */
function mostPerName(profile: FidoProfile): number {
  return Math.floor((profile.maxMsgSize - 512) / 2);
}

/** The longest beginning of a text that takes at most `limit` bytes and ends at a character. */
function truncated(text: string, limit: number | undefined): string {
  if (limit === undefined || text.length * 3 <= limit) return text;
  const bytes = utf8(text);
  if (bytes.length <= limit) return text;
  for (let end = limit; end > 0; end -= 1) {
    const beginning = fromUtf8(bytes.subarray(0, end));
    if (beginning !== undefined) return beginning;
  }
  return '';
}
