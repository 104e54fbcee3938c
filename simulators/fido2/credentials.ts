import { equalBytes } from '../../src/bytes/bytes.ts';
import { type SigningKey, signingKeyFromSecret } from '../../src/crypto/signing-key.ts';
import type { CommandContext } from './context.ts';
import type { AttestationIdentity, Credential, StoredCredential } from './state.ts';
import { unwrapCredential } from './wrapped-credential.ts';

const KEPT = 64;

/** The hash that names a relying party, worked out once in a power cycle. */
export function rpIdHashOf(context: CommandContext, rpId: string): Uint8Array {
  const { rpIdHashes } = context.state.powered;
  let hash = rpIdHashes.get(rpId);
  if (hash === undefined) {
    hash = context.policy.rpIdHash(rpId);
    keep(rpIdHashes, rpId, hash);
  }
  return hash;
}

/** The discoverable credentials of a relying party, oldest first. */
export function residentCredentials(context: CommandContext, rpIdHash: Uint8Array): StoredCredential[] {
  return context.state.durable.credentials.filter((credential) => context.policy.belongsTo(credential, rpIdHash));
}

/** This device's credential with an id, if it is one of this relying party: from the store, or from the id itself. */
export function findCredential(context: CommandContext, rpIdHash: Uint8Array, id: Uint8Array): Credential | undefined {
  const { policy, state } = context;
  for (const stored of state.durable.credentials) {
    if (stored.id.length === id.length && equalBytes(stored.id, id)) {
      return policy.belongsTo(stored, rpIdHash) ? stored : undefined;
    }
  }
  const name = latin1(id);
  const known = state.powered.unwrapped.get(name);
  if (known !== undefined && policy.belongsTo(known, rpIdHash)) return known;
  const credential = unwrapCredential(context, rpIdHash, id);
  if (credential !== undefined) keep(state.powered.unwrapped, name, credential);
  return credential;
}

/** The signing key of a credential or of the attestation; those in use are parsed once in a power cycle. */
export function signingKeyOf(context: CommandContext, holder: Credential | AttestationIdentity): SigningKey {
  const { signingKeys } = context.state.powered;
  let key = signingKeys.get(holder);
  if (key === undefined) {
    key = signingKeyFromSecret(holder.alg, holder.secret, context.keying);
    keep(signingKeys, holder, key);
  }
  return key;
}

/** Remembers the key of a credential just made, so that its first use need not parse it. */
export function rememberSigningKey(context: CommandContext, credential: Credential, key: SigningKey): void {
  const { signingKeys, unwrapped } = context.state.powered;
  keep(signingKeys, credential, key);
  if (credential.resident === undefined) keep(unwrapped, latin1(credential.id), credential);
}

// Few entries in a Map, not all in a WeakMap: collecting a WeakMap's entries costs as much as a signature each.
function keep<K, V>(cache: Map<K, V>, name: K, value: V): void {
  if (cache.size >= KEPT) {
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  }
  cache.set(name, value);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
