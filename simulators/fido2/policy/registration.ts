import type { SigningKey } from '../../../src/crypto/signing-key.ts';
import type { CredentialParameters } from '../../../src/ctap2/entities.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { PresenceOutcome } from '../../ports/responder.ts';
import { type FidoProfile, speaks21 } from '../profile.ts';
import type { Credential, DurableState } from '../state.ts';
import type { VerificationAsked } from './request.ts';

/** Decisions of makeCredential. A status of `undefined` means that the step lets the request pass. */
export const registrationPolicy = {
  /** The algorithm of the new key: the first of the request's that the device has. */
  pickAlgorithm(params: readonly CredentialParameters[], profile: FidoProfile): number | undefined {
    return params.find(({ alg, type }) => type === 'public-key' && profile.algorithms.includes(alg))?.alg;
  },

  /** The refusal of the `rk` option on a device that keeps no credentials. */
  rkOptionStatus(rk: boolean | undefined, profile: FidoProfile): number | undefined {
    return rk === true && profile.options['rk'] !== true ? profile.manners.unsupportedOption : undefined;
  },

  /** The refusal of `up: false`: a registration always asks for presence. */
  upOptionStatus(up: boolean | undefined, profile: FidoProfile): number | undefined {
    return up === false ? profile.manners.invalidOption : undefined;
  },

  /** Whether makeCredential of a protected device must verify the user and was given no way to. */
  lacksVerification(asked: VerificationAsked, isProtected: boolean, profile: FidoProfile): boolean {
    if (!isProtected || asked.uv || asked.hasParam) return false;
    return asked.rk || profile.options['makeCredUvNotRqd'] !== true;
  },

  /** The refusal of enterpriseAttestation, which this device cannot do; to a key of CTAP 2.0 it is an unknown member. */
  enterpriseStatus(enterpriseAttestation: number | undefined, profile: FidoProfile): number | undefined {
    return enterpriseAttestation === undefined || !speaks21(profile)
      ? undefined
      : ctapStatus.CTAP1_ERR_INVALID_PARAMETER;
  },

  /** Whether a credential that the exclude list names stands against a new one. */
  isExcluded(credential: Credential, isVerified: boolean): boolean {
    return credential.credProtect !== 3 || isVerified;
  },

  /** Whether the refusal of an excluded credential waits for a touch, so that nobody can probe a key left alone. */
  excludedNeedsTouch(isPresent: boolean): boolean {
    return !isPresent;
  },

  /** The refusal of an excluded credential, however the touch went. */
  excludedStatus(outcome: PresenceOutcome): number {
    return outcome === 'cancelled' ? ctapStatus.CTAP2_ERR_KEEPALIVE_CANCEL : ctapStatus.CTAP2_ERR_CREDENTIAL_EXCLUDED;
  },

  /** Whether makeCredential waits for a touch. */
  registrationNeedsTouch(isPresent: boolean): boolean {
    return !isPresent;
  },

  /** The key pair of a new credential: the one just drawn. */
  credentialKey(drawn: SigningKey, _durable: DurableState): SigningKey {
    return drawn;
  },

  /** Whether the new credential lies in the store. */
  isResident(rk: boolean | undefined, profile: FidoProfile): boolean {
    return rk === true || profile.manners.storesEveryCredential === true;
  },

  /** The refusal of one more discoverable credential on a full device. */
  storeFullStatus(): number {
    return ctapStatus.CTAP2_ERR_KEY_STORE_FULL;
  },

  /** The device's counter after a registration, with the value that the registration shows. */
  registrationCount(durable: DurableState, profile: FidoProfile): { device: number; shown: number } {
    if (profile.counter === 'zero') return { device: durable.signCount, shown: 0 };
    const device = durable.signCount + (profile.manners.counterStep ?? 1);
    return { device, shown: profile.counter === 'global' ? device : 0 };
  },

  /** The flags byte of a registration. */
  registrationFlags(isVerified: boolean, hasExtensions: boolean, profile: FidoProfile): number {
    const { eligible, state } = profile.backupFlags;
    return 0x41 | (isVerified ? 0x04 : 0) | (eligible ? 0x08 : 0) | (state ? 0x10 : 0) | (hasExtensions ? 0x80 : 0);
  },

  /** The AAGUID that authenticator data shows. */
  shownAaguid(profile: FidoProfile): Uint8Array {
    return profile.aaguid;
  },

  /** The credential public key that authenticator data shows, as CBOR. */
  shownPublicKey(publicKeyBytes: Uint8Array): Uint8Array {
    return publicKeyBytes;
  },
};
