import { freshBytes } from '../../src/bytes/fresh.ts';
import type { Keying } from '../../src/crypto/signing-key.ts';
import type { Env } from '../../src/env/env.ts';
import { CtapError } from '../../src/errors/ctap-error.ts';
import { alwaysPresent, type Presence } from '../ports/presence.ts';
import type { Interaction, PresenceOutcome, PresenceRequest, Responder, Via } from '../ports/responder.ts';
import { type Store, StoreError } from '../ports/store.ts';
import { commands } from './commands/catalogue.ts';
import type { CommandContext } from './context.ts';
import { serveU2f } from './ctap1.ts';
import { factoryState } from './factory.ts';
import { tokenInUse } from './pin-uv-auth.ts';
import { type Policy, soundPolicy } from './policy.ts';
import type { FidoProfile } from './profile.ts';
import { checkProfile } from './profile-check.ts';
import { type DeviceState, poweredState } from './state.ts';
import { decodeDocument, encodeDocument } from './state-document.ts';

const REQUEST_TOO_LARGE = 0x39;
const INVALID_LENGTH = 0x03;
const OTHER = 0x7f;

/** What a simulated key is made of. */
export interface AuthenticatorParts {
  readonly profile: FidoProfile;
  readonly policy?: Policy;
  readonly env: Env;
  /** Where it keeps what survives power-off; without one it lives with the process and nothing is serialized. */
  readonly store?: Store;
  /** Who is there when CTAP1 looks; the endpoint's. Default: somebody always is. */
  readonly presence?: Presence;
  /** Default: keys and signatures of node:crypto. Seeded keys come from `env.random` and sign by RFC 6979. */
  readonly keying?: Keying;
}

/** A simulated FIDO2 key: dispatches commands to their handlers and turns what they throw into status bytes. */
export class Authenticator implements Responder {
  readonly profile: FidoProfile;
  readonly policy: Policy;
  readonly state: DeviceState;
  readonly #env: Env;
  readonly #keying: Keying;
  readonly #presence: Presence;
  readonly #save: () => void;
  readonly #store: Store | undefined;
  /** Contexts differ by where a command came from, and that seldom changes. */
  #lastContext: CommandContext | undefined;

  constructor(parts: AuthenticatorParts) {
    checkProfile(parts.profile);
    this.profile = parts.profile;
    this.policy = parts.policy ?? soundPolicy;
    this.#env = parts.env;
    this.#keying = parts.keying ?? { kind: 'system' };
    this.#presence = parts.presence ?? alwaysPresent;
    const store = parts.store;
    this.#store = store;
    const document = store?.load();
    const durable =
      document === undefined ? factoryState(parts.profile, parts.env, this.#keying) : decodeDocument(document);
    this.state = { durable, powered: poweredState(parts.env.clock.nowMs()), sequence: undefined };
    this.#save = store === undefined ? () => undefined : () => store.save(encodeDocument(durable));
    if (document === undefined) this.#save();
  }

  *ctap2(request: Uint8Array, via: Via): Interaction {
    try {
      return yield* this.#serve(request, via);
    } catch (error) {
      if (error instanceof StoreError) this.#takeBack();
      return Uint8Array.of(this.policy.statusOf(error, this.profile, request[0]));
    }
  }

  ctap1(apdu: Uint8Array, via: Via): Uint8Array {
    return serveU2f(this.#context(via), apdu);
  }

  /** What could not be saved has not happened: the device is again as its store has it. */
  #takeBack(): void {
    try {
      const document = this.#store?.load();
      if (document !== undefined) Object.assign(this.state.durable, decodeDocument(document));
      this.state.sequence = undefined;
    } catch (error) {
      // a store that cannot be read either leaves nothing to go back to
      if (!(error instanceof StoreError)) throw error;
    }
  }

  powerCycle(): void {
    const fresh = poweredState(this.#env.clock.nowMs());
    this.state.powered = this.policy.poweredAfterPowerCycle(fresh, this.state.powered);
    Object.assign(this.state.durable, this.policy.changedByPowerCycle(this.state.durable));
    this.state.sequence = this.policy.sequenceAfterPowerCycle(this.state.sequence);
  }

  *#serve(request: Uint8Array, via: Via): Generator<PresenceRequest, Uint8Array, PresenceOutcome> {
    const command = request[0];
    if (command === undefined) throw new CtapError(INVALID_LENGTH);
    if (this.policy.isTooLarge(request.length, this.profile)) throw new CtapError(REQUEST_TOO_LARGE);
    const row = commands.get(command);
    if (row === undefined || row.isServed?.(this.profile) === false) {
      throw new CtapError(this.profile.manners.unknownCommand);
    }
    const context = this.#context(via);
    this.state.powered.firstCommandAtMs ??= this.#env.clock.nowMs();
    // a token whose time is over ends here, with what it began
    tokenInUse(context);
    const { sequence } = this.state;
    if (sequence !== undefined && !this.policy.keepsSequence(command, sequence)) this.state.sequence = undefined;
    const body = this.policy.encodeResponse(command, yield* row.handler(context, request.subarray(1)));
    const answer = freshBytes(1 + body.length);
    answer[0] = this.policy.successStatus(command);
    answer.set(body, 1);
    return answer.length > this.profile.maxMsgSize ? Uint8Array.of(OTHER) : answer;
  }

  #context(via: Via): CommandContext {
    let context = this.#lastContext;
    if (context?.via.channel !== via.channel || context.via.transport !== via.transport) {
      const { profile, policy, state } = this;
      const world = { env: this.#env, presence: this.#presence, keying: this.#keying, save: this.#save };
      context = { state, profile, policy, via, ...world };
      this.#lastContext = context;
    }
    return context;
  }
}

/** A key that comes from the factory, or from its store. Throws `RangeError` for a profile that cannot be, `StoreError` for a store that cannot be read. */
export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  return new Authenticator(parts);
}
