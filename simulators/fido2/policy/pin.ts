import { equalBytes } from '../../../src/bytes/bytes.ts';
import type { CoseKey, Ec2Key } from '../../../src/codec/cose-key.ts';
import { limits } from '../../../src/ctap2/limits.ts';
import { pinHash } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { PresenceOutcome } from '../../ports/responder.ts';
import type { FidoProfile } from '../profile.ts';
import type { DurableState } from '../state.ts';

/** Decisions about the PIN, its tries and built-in user verification (CTAP 2.3 section 6.5.5). A status of `undefined` lets the request pass. */
export const pinPolicy = {
  /** pinRetries once a try is spent, before the PIN is looked at. */
  pinRetriesAfterAttempt(pinRetries: number): number {
    return Math.max(0, pinRetries - 1);
  },

  /** pinRetries after a request that is refused before the PIN is looked at: for its platform key, or for its MAC. */
  pinRetriesAfterBadRequest(pinRetries: number): number {
    return pinRetries;
  },

  /** Whether a spent try is saved before the PIN is compared, so that pulling the plug wins nothing. */
  savesRetryBeforeCompare(): boolean {
    return true;
  },

  /** pinRetries after the right PIN. */
  pinRetriesAfterSuccess(_pinRetries: number, profile: FidoProfile): number {
    return profile.manners.pinRetries ?? limits.maxPinRetries;
  },

  /** uvRetries after the right PIN. */
  uvRetriesAfterPin(_uvRetries: number, profile: FidoProfile): number {
    return profile.userVerification?.retries ?? 0;
  },

  /** uvRetries once the PIN is blocked: the way round it is blocked too. */
  uvRetriesAfterPinBlocked(_uvRetries: number): number {
    return 0;
  },

  /** Wrong PINs in a row, after one more. */
  wrongPinsAfterFailure(wrongPinsInARow: number): number {
    return wrongPinsInARow + 1;
  },

  /** Wrong PINs in a row, after the right one. */
  wrongPinsAfterSuccess(_wrongPinsInARow: number): number {
    return 0;
  },

  /** Whether the PIN is blocked until reset. */
  isPinBlocked(pinRetries: number): boolean {
    return pinRetries === 0;
  },

  /** Whether PIN tries are refused until the next power-up. */
  isSoftLocked(wrongPinsInARow: number): boolean {
    return wrongPinsInARow >= limits.pinTriesPerPowerCycle;
  },

  /** The status of a wrong PIN, its try spent and counted. */
  wrongPinStatus(pinRetries: number, wrongPinsInARow: number): number {
    if (pinRetries === 0) return ctapStatus.CTAP2_ERR_PIN_BLOCKED;
    return wrongPinsInARow >= limits.pinTriesPerPowerCycle
      ? ctapStatus.CTAP2_ERR_PIN_AUTH_BLOCKED
      : ctapStatus.CTAP2_ERR_PIN_INVALID;
  },

  /** Whether a decrypted PIN hash is that of the PIN. */
  isPinRight(stored: Uint8Array, received: Uint8Array): boolean {
    return equalBytes(stored, received);
  },

  /** What is kept of a PIN: the left half of its SHA-256. */
  keptPinHash(pin: Uint8Array): Uint8Array {
    return pinHash(pin);
  },

  /** Whether a wrong PIN makes the device draw a new key agreement key. */
  rotatesKeyAgreementAfterWrongPin(): boolean {
    return true;
  },

  /** The key agreement key that getKeyAgreement tells. */
  shownKeyAgreement(key: Ec2Key): CoseKey {
    return key;
  },

  /** Whether the key agreement key is a new one each time it is asked for. */
  renewsKeyAgreementWhenAsked(): boolean {
    return false;
  },

  /** The number under which the key agreement key of a protocol is kept: each protocol has its own. */
  keyAgreementSlot(protocol: 1 | 2): number {
    return protocol;
  },

  /** The pinRetries that getPINRetries tells. */
  shownPinRetries(pinRetries: number): number {
    return pinRetries;
  },

  /** The powerCycleState that getPINRetries tells: whether only a power cycle lets tries go on. */
  shownPowerCycleState(wrongPinsInARow: number): boolean | undefined {
    return wrongPinsInARow >= limits.pinTriesPerPowerCycle;
  },

  /** The refusal of getPINRetries without a PIN. */
  retriesWithoutPinStatus(profile: FidoProfile): number | undefined {
    return profile.manners.retriesWithoutPin === 'refused' ? profile.manners.pinNotSet : undefined;
  },

  /** The uvRetries that getUVRetries tells. */
  shownUvRetries(uvRetries: number): number {
    return uvRetries;
  },

  /** Whether setPIN may set a PIN over the one there is. */
  setsPinOver(durable: DurableState): boolean {
    return durable.pin === undefined;
  },

  /** The PIN in a decrypted newPinEnc: up to the first of the zeros at its end; `undefined` where its length is wrong. */
  unpadPin(padded: Uint8Array): Uint8Array | undefined {
    if (padded.length !== limits.paddedPinLength) return undefined;
    let end = padded.length;
    while (end > 0 && padded[end - 1] === 0) end -= 1;
    return padded.subarray(0, end);
  },

  /** The length of a PIN in code points. */
  pinCodePoints(pin: Uint8Array): number {
    return pin.reduce((count, byte) => ((byte & 0xc0) === 0x80 ? count : count + 1), 0);
  },

  /** Whether a PIN has enough code points. */
  isPinLongEnough(codePoints: number, durable: DurableState): boolean {
    return codePoints >= durable.minPinLength;
  },

  /** Whether a PIN has few enough bytes, and code points where the key limits these too. */
  isPinShortEnough(byteLength: number, codePoints: number, profile: FidoProfile): boolean {
    return byteLength <= limits.maxPinBytes && codePoints <= (profile.maxPinLength ?? limits.maxPinBytes);
  },

  /** Whether a PIN that must be changed may be changed into itself. */
  isPinNewEnough(durable: DurableState, hash: Uint8Array): boolean {
    return !durable.forcePinChange || durable.pin === undefined || !equalBytes(durable.pin.hash, hash);
  },

  /** Whether the MAC of setPIN is believed. */
  believesSetPinMac(isRight: boolean): boolean {
    return isRight;
  },

  /** Whether the MAC of changePIN is believed. */
  believesChangePinMac(isRight: boolean): boolean {
    return isRight;
  },

  /** What the MAC of changePIN covers. */
  changePinMacParts(newPinEnc: Uint8Array, pinHashEnc: Uint8Array): Uint8Array[] {
    return [newPinEnc, pinHashEnc];
  },

  /** Whether changePIN asks for the old PIN. */
  changeNeedsOldPin(): boolean {
    return true;
  },

  /** forcePINChange after a PIN change. */
  forcePinChangeAfterChange(_forced: boolean): boolean {
    return false;
  },

  /** The refusal of a token while the PIN must be changed. */
  forcedChangeStatus(durable: DurableState, withPermissions: boolean): number | undefined {
    if (!durable.forcePinChange) return undefined;
    return withPermissions ? ctapStatus.CTAP2_ERR_PIN_POLICY_VIOLATION : ctapStatus.CTAP2_ERR_PIN_INVALID;
  },

  /** Whether a platform key that is not a point of the curve is served after all, with a secret of zeros. */
  acceptsInvalidPoint(): boolean {
    return false;
  },

  /** The status of a subcommand that the device does not have. */
  unknownSubCommandStatus(profile: FidoProfile): number {
    return profile.versions.some((version) => version === 'FIDO_2_1' || version === 'FIDO_2_3')
      ? ctapStatus.CTAP2_ERR_INVALID_SUBCOMMAND
      : ctapStatus.CTAP1_ERR_INVALID_PARAMETER;
  },

  /** Whether built-in user verification is blocked until the right PIN is given. */
  isUvBlocked(uvRetries: number): boolean {
    return uvRetries === 0;
  },

  /** Whether a token by built-in verification may take several attempts: only where the platform is not to repeat itself. */
  retriesUvInternally(profile: FidoProfile): boolean {
    return (profile.userVerification?.preferredPlatformUvAttempts ?? 1) <= 1;
  },

  /** uvRetries after a verification that succeeded. */
  uvRetriesAfterUv(_uvRetries: number, profile: FidoProfile): number {
    return profile.userVerification?.retries ?? 0;
  },

  /** The status of a token by built-in verification that failed. */
  uvTokenStatus(outcome: PresenceOutcome, uvRetries: number): number {
    if (outcome === 'cancelled') return ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL;
    if (outcome === 'timeout') return ctapStatus.CTAP2_ERR_USER_ACTION_TIMEOUT;
    if (outcome === 'declined') return ctapStatus.CTAP2_ERR_OPERATION_DENIED;
    return uvRetries === 0 ? ctapStatus.CTAP2_ERR_UV_BLOCKED : ctapStatus.CTAP2_ERR_UV_INVALID;
  },
};
