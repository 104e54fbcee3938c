import { type ClientPinRequest, clientPinRequest } from '../../../src/ctap2/client-pin.ts';
import { type GetAssertionRequest, getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { type MakeCredentialRequest, makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { decodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { PresenceOutcome } from '../../ports/responder.ts';
import type { FidoProfile, UserVerification } from '../profile.ts';
import type { DurableState } from '../state.ts';

/** What a request asks of user verification. */
export interface VerificationAsked {
  /** The `rk` option; false for getAssertion. */
  readonly rk: boolean;
  /** The `uv` option after it was reconciled with pinUvAuthParam. */
  readonly uv: boolean;
  readonly hasParam: boolean;
}

/** Decisions that makeCredential and getAssertion share. A status of `undefined` means that the step lets the request pass. */
export const requestPolicy = {
  /** Reads makeCredential parameters: strict CBOR, required members, types. */
  readMakeCredential(parameters: Uint8Array): MakeCredentialRequest {
    return decodeMessage(makeCredentialRequest, parameters);
  },

  /** Reads getAssertion parameters: strict CBOR, required members, types. */
  readGetAssertion(parameters: Uint8Array): GetAssertionRequest {
    return decodeMessage(getAssertionRequest, parameters);
  },

  /** Reads clientPIN parameters: strict CBOR, required members, types. */
  readClientPin(parameters: Uint8Array): ClientPinRequest {
    return decodeMessage(clientPinRequest, parameters);
  },

  /** Whether a request only asks for a touch, to choose among several keys: an empty pinUvAuthParam. */
  asksForTouchOnly(pinUvAuthParam: Uint8Array | undefined): boolean {
    return pinUvAuthParam?.length === 0;
  },

  /** The answer to such a request once touched. */
  touchOnlyStatus(durable: DurableState, profile: FidoProfile): number {
    return durable.pin === undefined ? profile.manners.pinNotSet : profile.manners.emptyParamWithPin;
  },

  /** The refusal of a pinUvAuthParam whose protocol is missing or unknown. */
  protocolStatus(protocol: number | undefined, profile: FidoProfile): number | undefined {
    if (protocol === undefined) return profile.manners.missing;
    return profile.pinUvAuthProtocols.some((known) => known === protocol)
      ? undefined
      : ctapStatus.CTAP1_ERR_INVALID_PARAMETER;
  },

  /** The refusal of a relying party id. */
  rpIdStatus(rpId: string): number | undefined {
    return rpId === '' ? ctapStatus.CTAP1_ERR_INVALID_PARAMETER : undefined;
  },

  /** The `uv` option as it counts: a token takes its place, and alwaysUv, where it binds, makes it true where verification is built in. */
  effectiveUv(uv: boolean | undefined, hasParam: boolean, profile: FidoProfile, alwaysUvBinds = true): boolean {
    if (hasParam || (profile.manners.ignoresUv === true && !('uv' in profile.options))) return false;
    return uv === true || (alwaysUvBinds && profile.options['alwaysUv'] === true && profile.options['uv'] === true);
  },

  /** The refusal of `uv` where no user verification is built in. */
  uvOptionStatus(uv: boolean, profile: FidoProfile): number | undefined {
    return uv && profile.options['uv'] !== true ? profile.manners.invalidOption : undefined;
  },

  /** The refusal of a request that must verify the user and cannot. */
  verificationRequiredStatus(profile: FidoProfile): number {
    return 'clientPin' in profile.options && profile.options['noMcGaPermissionsWithClientPin'] !== true
      ? ctapStatus.CTAP2_ERR_PUAT_REQUIRED
      : ctapStatus.CTAP2_ERR_OPERATION_DENIED;
  },

  /** Whether alwaysUv stands against a request: nobody would be verified, or nobody can be on a device not yet protected. */
  isAgainstAlwaysUv(asked: VerificationAsked, isProtected: boolean, profile: FidoProfile): boolean {
    return profile.options['alwaysUv'] === true && (!isProtected || (!asked.uv && !asked.hasParam));
  },

  /** How long a gesture is waited for. */
  gestureTimeoutMs(profile: FidoProfile): number {
    return profile.touchTimeoutMs;
  },

  /** The status of a touch that did not come. */
  touchStatus(outcome: PresenceOutcome): number | undefined {
    switch (outcome) {
      case 'granted':
        return undefined;
      case 'cancelled':
        return ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL;
      case 'timeout':
        return ctapStatus.CTAP2_ERR_USER_ACTION_TIMEOUT;
      default:
        return ctapStatus.CTAP2_ERR_OPERATION_DENIED;
    }
  },

  /** Whether built-in verification may begin: tries are left, of itself and of the PIN. */
  mayBeginUv(durable: DurableState): boolean {
    return durable.uvRetries > 0 && durable.pinRetries > 0;
  },

  /** Whether one more try of built-in verification may follow a mismatch within this command. */
  mayTryAgain(triesSoFar: number, verification: UserVerification, durable: DurableState): boolean {
    return triesSoFar < verification.attempts && durable.uvRetries > 0;
  },

  /** uvRetries after a mismatch. */
  uvRetriesAfterMismatch(uvRetries: number): number {
    return Math.max(0, uvRetries - 1);
  },

  /** Whether a built-in verification gesture also shows that somebody is there. */
  isPresenceShown(): boolean {
    return true;
  },

  /** The status of makeCredential and getAssertion when built-in verification failed. */
  verificationFailedStatus(outcome: PresenceOutcome, durable: DurableState, profile: FidoProfile): number {
    if (outcome === 'timeout') return ctapStatus.CTAP2_ERR_USER_ACTION_TIMEOUT;
    if (outcome === 'cancelled') return ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL;
    if (durable.pin !== undefined && profile.options['noMcGaPermissionsWithClientPin'] !== true) {
      return ctapStatus.CTAP2_ERR_PUAT_REQUIRED;
    }
    return durable.uvRetries === 0 ? ctapStatus.CTAP2_ERR_PIN_BLOCKED : ctapStatus.CTAP2_ERR_OPERATION_DENIED;
  },
};
