import { equalBytes } from '../../src/bytes/bytes.ts';
import { type SigningKey, signingKeyFromSecret } from '../../src/crypto/signing-key.ts';
import type { CommandContext } from './context.ts';
import type { Credential, StoredCredential } from './state.ts';
import { unwrapCredential } from './wrapped-credential.ts';

const KEPT = 256;

/** The discoverable credentials of a relying party, oldest first. */
export function residentCredentials(context: CommandContext, rpIdHash: Uint8Array): StoredCredential[] {
  return context.state.durable.credentials.filter((credential) => context.policy.belongsTo(credential, rpIdHash));
}

/** This device's credential with an id, if it is one of this relying party: from the store, or from the id itself. */
export function findCredential(context: CommandContext, rpIdHash: Uint8Array, id: Uint8Array): Credential | undefined {
  for (const stored of context.state.durable.credentials) {
    if (equalBytes(stored.id, id)) return context.policy.belongsTo(stored, rpIdHash) ? stored : undefined;
  }
  const { unwrapped } = context.state.powered;
  const key = latin1(rpIdHash) + latin1(id);
  const known = unwrapped.get(key);
  if (known !== undefined) return known;
  const credential = unwrapCredential(context, rpIdHash, id);
  if (credential !== undefined) keep(unwrapped, key, credential);
  return credential;
}

/** The signing key of a credential, parsed once in a power cycle. */
export function signingKeyOf(context: CommandContext, credential: Credential): SigningKey {
  const { signingKeys } = context.state.powered;
  const name = latin1(credential.id);
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  const key = signingKeyFromSecret(credential.alg, credential.secret, context.keying);
  keep(signingKeys, name, key);
  return key;
}

/** Remembers a key that was just generated, so that its first use need not parse it. */
export function rememberSigningKey(context: CommandContext, id: Uint8Array, key: SigningKey): void {
  keep(context.state.powered.signingKeys, latin1(id), key);
}

function keep<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= KEPT) {
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  }
  cache.set(key, value);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
