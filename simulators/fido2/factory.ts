import type { Keying } from '../../src/crypto/signing-key.ts';
import type { Env, Random } from '../../src/env/env.ts';
import { attestationChain } from './attestation/chain.ts';
import type { FidoProfile } from './profile.ts';
import { type DeviceState, type DurableState, poweredState } from './state.ts';

const MAX_PIN_RETRIES = 8;

/** What a new device of this profile knows for good. */
export function factoryState(profile: FidoProfile, env: Env, keying: Keying): DurableState {
  const attestation = profile.attestationIdentity ?? attestationChain(profile.aaguid, env.random, keying);
  return { ...blank(profile, env.random), attestation };
}

/**
 * Takes a device back to how it was made (authenticatorReset): credentials, PIN, tokens, keys and counters go, the
 * attestation key and the power-up time stay. The caller saves.
 */
export function wipe(state: DeviceState, profile: FidoProfile, random: Random): void {
  Object.assign(state.durable, blank(profile, random));
  state.powered = poweredState(state.powered.poweredUpAtMs);
  state.sequence = undefined;
}

function blank(profile: FidoProfile, random: Random): Omit<DurableState, 'attestation'> {
  return {
    pin: undefined,
    pinRetries: profile.manners.pinRetries ?? MAX_PIN_RETRIES,
    uvRetries: profile.userVerification?.retries ?? 0,
    minPinLength: profile.minPinLength,
    forcePinChange: false,
    signCount: 0,
    credentials: [],
    nextSerial: 0,
    masterSecret: random.bytes(32),
    deviceIdentifier: random.bytes(16),
    storeState: random.bytes(16),
  };
}
