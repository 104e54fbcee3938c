import { KeyAgreementKey } from '../../src/crypto/key-agreement.ts';
import { pinUvAuthProtocol } from '../../src/ctap2/pin-uv-auth-protocol.ts';
import type { PresenceOutcome } from '../ports/responder.ts';
import type { CommandContext } from './context.ts';
import type { TokenEvent, TokenGrant } from './policy/token.ts';
import type { Wait } from './presence-test.ts';
import type { TokenUse } from './state.ts';

/** What a new token is for. */
export interface NewToken {
  readonly protocol: 1 | 2;
  readonly permissions: number;
  readonly rpId: string | undefined;
  readonly by: TokenGrant;
}

/** The device's key agreement key under a protocol, drawn when first asked for. */
export function keyAgreementKey(context: CommandContext, protocol: 1 | 2): KeyAgreementKey {
  const { keyAgreement } = context.state.powered;
  const slot = context.policy.keyAgreementSlot(protocol);
  let key = keyAgreement.get(slot);
  if (key === undefined) {
    key = KeyAgreementKey.generate(context.env.random);
    keyAgreement.set(slot, key);
  }
  return key;
}

/** Forgets the key agreement key of a protocol: the next one is new (`regenerate` of CTAP 2.3 section 6.5.4). */
export function regenerateKeyAgreement(context: CommandContext, protocol: 1 | 2): void {
  context.state.powered.keyAgreement.delete(context.policy.keyAgreementSlot(protocol));
}

/**
 * The token in use when `param` authenticates `message` with it and its time is not over; else `undefined`. Whoever
 * asks has used it. Permissions, relying party and flags are the caller's to check.
 */
export function verifyToken(
  context: CommandContext,
  protocol: 1 | 2,
  message: Uint8Array,
  param: Uint8Array,
): TokenUse | undefined {
  const { policy, state } = context;
  const use = tokenInUse(context);
  if (use === undefined || !policy.servesProtocol(use.protocol, protocol)) return undefined;
  const token = state.powered.tokens.get(use.protocol);
  if (token === undefined) return undefined;
  if (!policy.believesMac(pinUvAuthProtocol(protocol).verify(token, message, param))) return undefined;
  use.isUsed = true;
  use.lastUsedAtMs = context.env.clock.nowMs();
  return use;
}

/** The token in use, unless its time is over; then it and the sequences that it began end here. */
export function tokenInUse(context: CommandContext): TokenUse | undefined {
  const { policy, profile, state } = context;
  const use = state.powered.tokenUse;
  if (use === undefined) return undefined;
  const nowMs = context.env.clock.nowMs();
  if (policy.isTokenLapsed(use, nowMs, policy.maxUsageMs(profile), profile)) {
    stopUsing(context);
    return undefined;
  }
  if (use.userPresent && nowMs - use.startedAtMs >= policy.userPresentLimitMs(context.via.transport)) {
    use.userPresent = false;
  }
  return use;
}

/** After a user-presence test: the token's presence, verification and permissions are spent (CTAP 2.3 section 6.1.2, step 14). */
export function spendPresence(context: CommandContext): void {
  const { policy, profile } = context;
  const use = tokenInUse(context);
  if (use === undefined) return;
  use.userPresent = false;
  use.userVerified = policy.staysVerifiedAfterPresence(use, profile) && use.userVerified;
  use.permissions = policy.permissionsAfterPresence(use.permissions, profile);
}

/** Issues a new token and begins its use; every other token dies. The token is 32 bytes, to be encrypted by the caller. */
export function beginToken(context: CommandContext, wanted: NewToken): Uint8Array {
  const { policy, profile, state } = context;
  endTokens(context, 'token-issued');
  const token = policy.drawToken(context.env.random);
  const nowMs = context.env.clock.nowMs();
  state.powered.tokens.set(wanted.protocol, token);
  state.powered.tokenUse = {
    protocol: wanted.protocol,
    permissions: policy.grantedPermissions(wanted.permissions),
    rpId: policy.boundRpId(wanted.rpId),
    userVerified: policy.startsVerified(wanted.by),
    userPresent: policy.startsPresent(wanted.by, profile.userVerification),
    startedAtMs: nowMs,
    lastUsedAtMs: nowMs,
    initialUsageLimitMs: policy.initialUsageLimitMs(context.via.transport),
    isUsed: false,
  };
  return token;
}

/** Ends the use of every token, unless the event is one that they survive. */
export function endTokens(context: CommandContext, event: TokenEvent): void {
  if (!context.policy.tokenSurvives(event)) stopUsing(context);
}

function stopUsing({ policy, state }: CommandContext): void {
  state.powered.tokens.clear();
  state.powered.tokenUse = undefined;
  if (state.sequence !== undefined && !policy.sequenceSurvivesLapse(state.sequence)) state.sequence = undefined;
}

/**
 * Built-in user verification (CTAP 2.3 section 6.5.3.1): asks for the gesture, up to the device's own number of attempts
 * where `internalRetry`. `granted`, or why not; a mismatch has cost a try. The caller has checked that uvRetries is not 0.
 */
export function* performBuiltInUv(context: CommandContext, internalRetry: boolean): Wait<PresenceOutcome> {
  const { policy, profile, state } = context;
  const { durable } = state;
  const verification = profile.userVerification;
  if (verification === undefined) return 'declined';
  for (let tries = 1; ; tries += 1) {
    const outcome = yield { gesture: 'verification', timeoutMs: policy.gestureTimeoutMs(profile) };
    if (outcome === 'granted') {
      durable.uvRetries = policy.uvRetriesAfterUv(durable.uvRetries, profile);
      context.save();
      return outcome;
    }
    if (outcome !== 'mismatch') return outcome;
    durable.uvRetries = policy.uvRetriesAfterMismatch(durable.uvRetries);
    context.save();
    if (!internalRetry || !policy.mayTryAgain(tries, verification, durable)) return outcome;
  }
}
