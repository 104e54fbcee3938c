import { type Authenticator, createAuthenticator } from '../../../../simulators/fido2/authenticator.ts';
import type { Policy } from '../../../../simulators/fido2/policy.ts';
import { ctap21, type FidoProfile } from '../../../../simulators/fido2/profile.ts';
import type { PresenceOutcome, PresenceRequest, Via } from '../../../../simulators/ports/responder.ts';
import type { Store } from '../../../../simulators/ports/store.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import type { Keying } from '../../../../src/crypto/signing-key.ts';
import { ctapCommand, encodeRequest } from '../../../../src/ctap2/commands.ts';
import {
  type GetAssertionRequest,
  type GetAssertionResponse,
  getAssertionRequest,
  getAssertionResponse,
} from '../../../../src/ctap2/get-assertion.ts';
import {
  type MakeCredentialRequest,
  type MakeCredentialResponse,
  makeCredentialRequest,
  makeCredentialResponse,
} from '../../../../src/ctap2/make-credential.ts';
import { pinUvAuthProtocol } from '../../../../src/ctap2/pin-uv-auth-protocol.ts';
import { decodeMessage, encodeMessage } from '../../../../src/ctap2/schema.ts';
import { ManualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';

export const usb: Via = { transport: 'usb', channel: 1 };

/** A key with a manual clock and seeded chance. */
export function key(
  parts: { profile?: FidoProfile; policy?: Policy; store?: Store; seed?: string; keying?: Keying } = {},
): { key: Authenticator; clock: ManualClock } {
  const clock = new ManualClock(1_000_000);
  const random = seededRandom(parts.seed ?? 'fido2 key');
  const authenticator = createAuthenticator({
    profile: parts.profile ?? ctap21,
    env: { clock, random },
    keying: parts.keying ?? { kind: 'seeded', random },
    ...(parts.policy === undefined ? {} : { policy: parts.policy }),
    ...(parts.store === undefined ? {} : { store: parts.store }),
  });
  return { key: authenticator, clock };
}

/** How waits end: one outcome for all, or one after another. */
export type Gestures = PresenceOutcome | readonly PresenceOutcome[];

/** One command from its bytes to its answer, with the waits it made. */
export function send(
  authenticator: Authenticator,
  request: Uint8Array,
  gestures: Gestures = 'granted',
  via: Via = usb,
): { status: number; body: Uint8Array; waits: PresenceRequest[] } {
  const waits: PresenceRequest[] = [];
  const interaction = authenticator.ctap2(request, via);
  let step = interaction.next('granted');
  while (step.done !== true) {
    const outcome = typeof gestures === 'string' ? gestures : gestures[waits.length];
    waits.push(step.value);
    step = interaction.next(outcome ?? 'timeout');
  }
  return { status: step.value[0] ?? -1, body: step.value.subarray(1), waits };
}

export const clientDataHash = sha256(fromHex('00'));

/** A plain request for a non-discoverable ES256 credential, with changes. */
export function registration(changes: Partial<MakeCredentialRequest> = {}): MakeCredentialRequest {
  return {
    clientDataHash,
    rp: { id: 'example.org', name: 'Example' },
    user: { id: Uint8Array.of(1, 2, 3), name: 'ada', displayName: 'Ada' },
    pubKeyCredParams: [{ alg: -7, type: 'public-key' }],
    ...changes,
  };
}

export function makeCredential(
  authenticator: Authenticator,
  changes: Partial<MakeCredentialRequest> = {},
  gestures?: Gestures,
): { status: number; waits: PresenceRequest[]; response: MakeCredentialResponse | undefined } {
  const request = encodeRequest(
    ctapCommand.makeCredential,
    encodeMessage(makeCredentialRequest, registration(changes)),
  );
  const { status, body, waits } = send(authenticator, request, gestures);
  return { status, waits, response: status === 0 ? decodeMessage(makeCredentialResponse, body) : undefined };
}

export function getAssertion(
  authenticator: Authenticator,
  changes: Partial<GetAssertionRequest> = {},
  gestures?: Gestures,
  via?: Via,
): { status: number; waits: PresenceRequest[]; response: GetAssertionResponse | undefined } {
  const parameters = encodeMessage(getAssertionRequest, { rpId: 'example.org', clientDataHash, ...changes });
  const { status, body, waits } = send(
    authenticator,
    encodeRequest(ctapCommand.getAssertion, parameters),
    gestures,
    via,
  );
  return { status, waits, response: status === 0 ? decodeMessage(getAssertionResponse, body) : undefined };
}

export function getNextAssertion(
  authenticator: Authenticator,
  via?: Via,
): { status: number; response: GetAssertionResponse | undefined } {
  const { status, body } = send(authenticator, encodeRequest(ctapCommand.getNextAssertion), 'granted', via);
  return { status, response: status === 0 ? decodeMessage(getAssertionResponse, body) : undefined };
}

/** Puts a token into use, as clientPIN would, and gives the members that prove it for `message`. */
export function withToken(
  authenticator: Authenticator,
  clock: ManualClock,
  permissions: number,
  message: Uint8Array = clientDataHash,
  rpId?: string,
): { pinUvAuthParam: Uint8Array; pinUvAuthProtocol: 1 | 2 } {
  const token = sha256(Uint8Array.of(permissions));
  authenticator.state.durable.pin ??= { hash: new Uint8Array(16), codePoints: 4 };
  authenticator.state.powered.tokens.set(2, token);
  authenticator.state.powered.tokenUse = {
    protocol: 2,
    permissions,
    rpId,
    userVerified: true,
    userPresent: false,
    startedAtMs: clock.nowMs(),
    lastUsedAtMs: clock.nowMs(),
    initialUsageLimitMs: 30_000,
    isUsed: false,
  };
  return { pinUvAuthParam: pinUvAuthProtocol(2).authenticate(token, message), pinUvAuthProtocol: 2 };
}
