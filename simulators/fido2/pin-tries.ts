import type { PinUvAuthProtocol, SharedSecret } from '../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus } from '../../src/ctap2/status.ts';
import { CtapError } from '../../src/errors/ctap-error.ts';
import type { CommandContext } from './context.ts';
import { endTokens, regenerateKeyAgreement } from './pin-uv-auth.ts';

/** Throws `CtapError` where no PIN can be tried: none is set, none may be tried any more, or not before a power cycle. */
export function refuseBlockedPin({ policy, profile, state }: CommandContext): void {
  const { durable, powered } = state;
  if (durable.pin === undefined) throw new CtapError(profile.manners.pinNotSet);
  if (policy.isPinBlocked(durable.pinRetries)) throw new CtapError(ctapStatus.CTAP2_ERR_PIN_BLOCKED);
  if (policy.isSoftLocked(powered.wrongPinsInARow)) throw new CtapError(ctapStatus.CTAP2_ERR_PIN_AUTH_BLOCKED);
}

/**
 * One try of the PIN (CTAP 2.3 section 6.5.5.6, steps 6 to 9): spent before the hash is looked at, given back when it is
 * right. Throws `CtapError` when it is wrong. The caller has called `refuseBlockedPin`.
 */
export function checkPinHash(
  context: CommandContext,
  protocol: PinUvAuthProtocol,
  secret: SharedSecret,
  pinHashEnc: Uint8Array,
): void {
  const { policy, profile, state } = context;
  const { durable, powered } = state;
  durable.pinRetries = policy.pinRetriesAfterAttempt(durable.pinRetries);
  // saved with the last try, so that pulling the plug leaves no way round it
  if (durable.pinRetries === 0) durable.uvRetries = policy.uvRetriesAfterPinBlocked(durable.uvRetries);
  if (policy.savesRetryBeforeCompare()) context.save();
  const received = decryptedHash(protocol, secret, pinHashEnc);
  if (received === undefined || durable.pin === undefined || !policy.isPinRight(durable.pin.hash, received)) {
    throw wrongPin(context, protocol);
  }
  durable.pinRetries = policy.pinRetriesAfterSuccess(durable.pinRetries, profile);
  durable.uvRetries = policy.uvRetriesAfterPin(durable.uvRetries, profile);
  powered.wrongPinsInARow = policy.wrongPinsAfterSuccess(powered.wrongPinsInARow);
  context.save();
}

function wrongPin(context: CommandContext, protocol: PinUvAuthProtocol): CtapError {
  const { policy, state } = context;
  const { durable, powered } = state;
  powered.wrongPinsInARow = policy.wrongPinsAfterFailure(powered.wrongPinsInARow);
  if (policy.rotatesKeyAgreementAfterWrongPin()) regenerateKeyAgreement(context, protocol.number);
  endTokens(context, 'wrong-pin');
  return new CtapError(policy.wrongPinStatus(durable.pinRetries, powered.wrongPinsInARow));
}

/** Bytes that cannot be decrypted are a wrong PIN, and have cost their try. */
function decryptedHash(
  protocol: PinUvAuthProtocol,
  secret: SharedSecret,
  pinHashEnc: Uint8Array,
): Uint8Array | undefined {
  try {
    return protocol.decrypt(secret, pinHashEnc);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
