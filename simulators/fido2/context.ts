import type { Keying } from '../../src/crypto/signing-key.ts';
import type { Env } from '../../src/env/env.ts';
import type { Presence } from '../ports/presence.ts';
import type { PresenceOutcome, PresenceRequest, Via } from '../ports/responder.ts';
import type { Policy } from './policy.ts';
import type { FidoProfile } from './profile.ts';
import type { DeviceState } from './state.ts';

/**
 * What a command handler is given: the device and its world, and where the command came from.
 *
 * Token business is in `pin-uv-auth.ts`: `verifyToken(context, protocol, message, param): TokenUse | undefined` (the
 * token in use when the MAC is right and it has not lapsed), `spendPresence(context)` (flags and permissions after a
 * user-presence test), `keyAgreementKey(context, protocol): KeyAgreementKey`. CTAP1 is `serveU2f(context, apdu)` in
 * `ctap1.ts`. Wrapped credentials are `wrapCredential` / `unwrapCredential` in `wrapped-credential.ts`.
 */
export interface CommandContext {
  readonly state: DeviceState;
  readonly profile: FidoProfile;
  readonly policy: Policy;
  readonly env: Env;
  readonly via: Via;
  /** The person at the device, for CTAP1, which looks and does not wait. CTAP2 commands yield instead. */
  readonly presence: Presence;
  /** How keys are drawn and signatures made. */
  readonly keying: Keying;
  /** Saves `state.durable`; when it returns, it is kept for good. Called before the answer that depends on it. */
  save(): void;
}

/**
 * Serves one CTAP2 command: `parameters` is the CBOR after the command byte; the value returned is the answer's CBOR
 * (empty where there is none), without the status byte. Throws `CtapError`, or `DecodeError` for the dispatcher to map.
 */
export type Handler = (
  context: CommandContext,
  parameters: Uint8Array,
) => Generator<PresenceRequest, Uint8Array, PresenceOutcome>;
