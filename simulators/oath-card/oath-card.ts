import { concat, equalBytes } from '../../src/bytes/bytes.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import type { Env } from '../../src/env/env.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { type CommandApdu, encodeResponse, parseApdu } from '../../src/transport/card/apdu.ts';
import { type CardLogic, CardRunner } from '../endpoints/card-runner.ts';
import { alwaysPresent, type Presence } from '../ports/presence.ts';
import type { Interaction } from '../ports/responder.ts';
import { memoryStore, type Store, StoreError } from '../ports/store.ts';
import { oathInstructions } from './commands/catalogue.ts';
import { rename } from './commands/rename.ts';
import { select } from './commands/select.ts';
import { nothing, type OathCardContext } from './context.ts';
import { codeOfPassword } from './password.ts';
import { type OathCardPolicy, soundOathCardPolicy } from './policy.ts';
import { checkOathCardProfile, type OathCardProfile, oathCardProfile } from './profile.ts';
import { type KeptCard, type PoweredCard, poweredCard } from './state.ts';
import { decodeCard, encodeCard } from './state-document.ts';
import { CardRefusal, oathStatus } from './status.ts';

/** What an OATH card is made of. */
export interface OathCardOptions {
  readonly env: Pick<Env, 'random'>;
  readonly profile?: OathCardProfile;
  readonly policy?: OathCardPolicy;
  /** Touches at once unless given. */
  readonly presence?: Presence;
  /** Forgets with the process unless given. */
  readonly store?: Store;
  /** The password of a new card; one that was kept has its own. */
  readonly password?: string;
}

/** The name by which the OATH applet is selected. */
export const OATH_AID: Uint8Array = fromHex('a0000005272101');

const SELECT = 0xa4;
const BY_NAME = 0x04;
const SHORTEST_NAME = 5;
const CHAINING_BIT = 0x10;
const CHAIN_LIMIT = 1024;
const ABSENT_NE = 256;

/** Makes an OATH applet, new or as its store has it. Throws `RangeError` for a bad profile and `StoreError`. */
export function createOathCard(options: OathCardOptions): CardRunner {
  return new CardRunner(new OathApplet(options), options.presence ?? alwaysPresent);
}

/** The applet: every command ends in a status word, and what is kept is written before it does. */
class OathApplet implements CardLogic, OathCardContext {
  readonly profile: OathCardProfile;
  readonly policy: OathCardPolicy;
  readonly random: Env['random'];
  kept: KeptCard;
  powered: PoweredCard = poweredCard();
  readonly #store: Store;

  constructor(options: OathCardOptions) {
    this.profile = checkOathCardProfile(options.profile ?? oathCardProfile);
    this.policy = options.policy ?? soundOathCardPolicy;
    this.random = options.env.random;
    this.#store = options.store ?? memoryStore();
    const document = this.#store.load();
    this.kept = document === undefined ? freshCard(options) : decodeCard(document);
    if (document === undefined) this.#store.save(encodeCard(this.kept));
  }

  keep(next: KeptCard): void {
    this.#store.save(encodeCard(next));
    this.kept = next;
  }

  powerCycle(): void {
    this.powered = poweredCard();
  }

  receive(bytes: Uint8Array): Uint8Array | Interaction {
    try {
      const apdu = parseApdu(bytes);
      const answer = this.#dispatch(apdu);
      return answer instanceof Uint8Array ? answer : this.#guarded(answer, apdu);
    } catch (error) {
      return this.#refused(error);
    }
  }

  #dispatch(apdu: CommandApdu): Uint8Array | Interaction {
    const { cla, ins, p1 } = apdu;
    if ((cla & ~CHAINING_BIT) !== 0x00) throw new CardRefusal(oathStatus.UNKNOWN_CLASS);
    if (cla === 0x00 && ins === SELECT && p1 === BY_NAME) return this.#select(apdu);
    if (!this.powered.isSelected) throw new CardRefusal(oathStatus.CONDITIONS_NOT_SATISFIED);
    const whole = this.#unchained(apdu);
    if (whole === undefined) return encodeResponse(nothing, oathStatus.OK);
    const instruction = oathInstructions.find((one) => one.ins === ins);
    const isKnown = instruction !== rename || this.policy.knowsRename(this.profile.firmware);
    if (instruction === undefined || !isKnown) throw new CardRefusal(oathStatus.UNKNOWN_INSTRUCTION);
    const isOpen = this.policy.isOpen(this.kept.code !== undefined, this.powered.isValidated);
    if (instruction.needsCode && !isOpen) throw new CardRefusal(oathStatus.NOT_ALLOWED);
    if (!instruction.takes(whole)) throw new CardRefusal(oathStatus.WRONG_PARAMETERS);
    const answer = instruction.run(this, whole);
    return answer instanceof Uint8Array ? this.#respond(answer, apdu) : answer;
  }

  #select(apdu: CommandApdu): Uint8Array {
    this.powered.chain = undefined;
    const { data } = apdu;
    const isOurs = data.length >= SHORTEST_NAME && equalBytes(OATH_AID.subarray(0, data.length), data);
    if (!isOurs) {
      this.powered = poweredCard();
      throw new CardRefusal(oathStatus.NO_SUCH_APPLET);
    }
    return this.#respond(select(this), apdu);
  }

  /** The whole command once its last part is there; `undefined` before. */
  #unchained(apdu: CommandApdu): CommandApdu | undefined {
    const begun = this.powered.chain;
    this.powered.chain = undefined;
    const goesOn =
      begun !== undefined && begun.begun.ins === apdu.ins && begun.begun.p1 === apdu.p1 && begun.begun.p2 === apdu.p2;
    const data = goesOn ? concat(begun.data, apdu.data) : apdu.data;
    if (data.length > CHAIN_LIMIT) throw new CardRefusal(oathStatus.WRONG_LENGTH);
    if ((apdu.cla & CHAINING_BIT) === 0) return { ...apdu, data };
    this.powered.chain = { begun: goesOn ? begun.begun : apdu, data };
    return undefined;
  }

  /** As much as the host takes; the rest waits for SEND REMAINING. */
  #respond(answer: Uint8Array, { le }: CommandApdu): Uint8Array {
    const length = Math.min(answer.length, this.policy.partLength(le ?? ABSENT_NE));
    const left = answer.subarray(length);
    this.powered.left = left;
    const sw = left.length === 0 ? oathStatus.OK : oathStatus.MORE_DATA | (left.length > 0xff ? 0 : left.length);
    return encodeResponse(answer.subarray(0, length), sw);
  }

  *#guarded(answer: Interaction, apdu: CommandApdu): Interaction {
    try {
      return this.#respond(yield* answer, apdu);
    } catch (error) {
      return this.#refused(error);
    }
  }

  #refused(error: unknown): Uint8Array {
    this.powered.left = nothing;
    if (error instanceof CardRefusal) return encodeResponse(nothing, error.sw);
    if (error instanceof StoreError) return encodeResponse(nothing, oathStatus.WRITE_FAILED);
    if (!(error instanceof DecodeError)) throw error;
    this.powered.chain = undefined;
    return encodeResponse(nothing, oathStatus.WRONG_LENGTH);
  }
}

function freshCard({ env, password }: OathCardOptions): KeptCard {
  const deviceId = env.random.bytes(8);
  const code = password === undefined ? undefined : codeOfPassword(password, deviceId);
  return { deviceId, code, credentials: [] };
}
