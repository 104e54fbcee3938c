import { concat, readUint16 } from '../../src/bytes/bytes.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { type CommandApdu, encodeApdu, encodeResponse, parseApdu } from '../../src/transport/card/apdu.ts';
import {
  CHAINING_BIT,
  isoInstruction,
  NFCCTAP_CLASS,
  nfcctapInstruction,
} from '../../src/transport/card/fido-applet.ts';
import { statusWord } from '../../src/transport/card/status-word.ts';
import type { Presence } from '../ports/presence.ts';
import type { Responder, Via } from '../ports/responder.ts';
import { type CardPolicy, soundCardPolicy } from './card-policy.ts';
import { type CardProfile, cardProfile } from './card-profile.ts';
import { Work } from './work.ts';

/** What a CardEndpoint is made of. */
export interface CardEndpointOptions {
  readonly responder: Responder;
  readonly presence: Presence;
  /** getInfo's versions now: SELECT answers U2F_V2 when that is among them. Both U2F and CTAP2 unless given. */
  readonly versions?: () => readonly string[];
  readonly policy?: CardPolicy;
  readonly profile?: CardProfile;
}

const VIA: Via = { transport: 'nfc', channel: 0 };
const NOTHING = new Uint8Array(0);
const ABSENT_LE = 256;
const LONGEST_HOLD_MS = 600_000;
/** Stands for an answer that is held back; told apart by identity. */
const HELD = new Uint8Array(0);

/**
 * The device side of CTAP over ISO 7816 (CTAP 2.3 section 11.3): one applet, no timers. Nothing throws. A card that may not
 * tell its wait holds the answer back: `busyMs` then says how long the last `transmit` took on the card.
 */
export class CardEndpoint {
  readonly profile: CardProfile;
  /** Card time spent in the last `transmit`; the caller lets that time pass before it hands the answer on. */
  busyMs = 0;
  readonly #responder: Responder;
  readonly #presence: Presence;
  readonly #versions: () => readonly string[];
  readonly #policy: CardPolicy;
  #isSelected = false;
  /** The first command of the chain and all data so far. */
  #chain: { begun: CommandApdu; data: Uint8Array } | undefined;
  /** What is left of an answer, and the status word after it. */
  #left: { data: Uint8Array; sw: number } = { data: NOTHING, sw: statusWord.OK };
  #running: { work: Work; request: Uint8Array } | undefined;
  /** In real time: the command whose answer is held back, and since when. */
  #held: { apdu: CommandApdu; sinceMs: number } | undefined;
  #isLive = false;

  constructor(options: CardEndpointOptions) {
    this.profile = cardProfile(options.profile);
    this.#responder = options.responder;
    this.#presence = options.presence;
    this.#versions = options.versions ?? (() => ['U2F_V2', 'FIDO_2_0']);
    this.#policy = options.policy ?? soundCardPolicy;
  }

  /** Takes one command APDU; gives the whole response APDU. */
  transmit(apdu: Uint8Array, nowMs: number): Uint8Array {
    this.#isLive = false;
    return this.#receive(apdu, nowMs);
  }

  /** As `transmit`, in real time: `undefined` while the card holds its answer back, and `poll` goes on. */
  begin(apdu: Uint8Array, nowMs: number): Uint8Array | undefined {
    this.#isLive = true;
    const answer = this.#receive(apdu, nowMs);
    return answer === HELD ? undefined : answer;
  }

  /** Looks at the person again; gives the answer held back when it is there. */
  poll(nowMs: number): Uint8Array | undefined {
    const { work } = this.#running ?? {};
    const held = this.#held;
    if (work === undefined || held === undefined) return undefined;
    const isOver = nowMs - held.sinceMs >= LONGEST_HOLD_MS;
    const answer = isOver ? work.cancel('timeout', nowMs) : work.poll(nowMs);
    return answer === undefined ? undefined : this.#answer(answer, held.apdu);
  }

  #receive(apdu: Uint8Array, nowMs: number): Uint8Array {
    this.busyMs = 0;
    try {
      return this.#dispatch(parseApdu(apdu), nowMs);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#chain = undefined;
      return status(this.#policy.wrongLength());
    }
  }

  /** Takes the card out of the field and brings it back: the whole key, the authenticator included, loses power. */
  powerCycle(_nowMs: number): void {
    const survives = this.#policy.survivesPowerCycle();
    this.#abort();
    if (!survives.selection) this.#isSelected = false;
    if (!survives.chain) this.#chain = undefined;
    if (!survives.answer) this.#left = { data: NOTHING, sw: statusWord.OK };
    this.#responder.powerCycle();
  }

  #dispatch(apdu: CommandApdu, nowMs: number): Uint8Array {
    const policy = this.#policy;
    const { ins } = apdu;
    const cla = apdu.cla & ~CHAINING_BIT;
    const isChained = (apdu.cla & CHAINING_BIT) !== 0;
    if (!policy.acceptsForm(apdu, this.profile)) return this.#refuse(policy.wrongLength());
    if (apdu.cla === 0x00 && ins === isoInstruction.SELECT) return this.#select(apdu);
    if (policy.needsSelection() && !this.#isSelected) return this.#refuse(policy.notSelected());
    if (!policy.acceptsClass(cla)) return this.#refuse(policy.wrongClass());
    if (!policy.acceptsInstruction(cla, ins)) return this.#refuse(policy.wrongInstruction());
    if (ins === isoInstruction.GET_RESPONSE && !isChained) return this.#getResponse(apdu);
    if (policy.forgetsAnswer()) this.#left = { data: NOTHING, sw: statusWord.OK };
    if (cla === NFCCTAP_CLASS && ins === nfcctapInstruction.GETRESPONSE && !isChained)
      return this.#getLater(apdu, nowMs);
    if (policy.endsWait()) this.#abort();

    if (this.#chain !== undefined && !policy.continuesChain(this.#chain.begun, apdu)) this.#chain = undefined;
    const chain = this.#chain;
    const data = chain === undefined ? apdu.data : concat(chain.data, apdu.data);
    if (chain !== undefined || isChained) {
      if (data.length > policy.chainLimit(this.profile)) return this.#refuse(policy.wrongLength());
    }
    this.#chain = isChained ? { begun: chain?.begun ?? apdu, data } : undefined;
    if (isChained) return status(policy.chainAnswer());
    return this.#execute({ ...apdu, cla, data }, chain !== undefined, nowMs);
  }

  #execute(apdu: CommandApdu, wasChained: boolean, nowMs: number): Uint8Array {
    const policy = this.#policy;
    if (apdu.cla !== NFCCTAP_CLASS) return this.#u2f(apdu, wasChained);
    if (apdu.ins === nfcctapInstruction.CONTROL) {
      if (!policy.deselects(apdu.p1, apdu.p2)) return status(policy.wrongParameters());
      this.#isSelected = false;
      return status(policy.deselectAnswer());
    }
    if (!policy.acceptsMessageParameters(apdu.p1, apdu.p2)) return status(policy.wrongParameters());
    if (apdu.data.length === 0 || apdu.data.length > this.profile.maxMessage) return status(policy.wrongLength());
    return this.#message(apdu, nowMs);
  }

  #refuse(sw: number): Uint8Array {
    this.#chain = undefined;
    return status(sw);
  }

  // -- selection

  #select(apdu: CommandApdu): Uint8Array {
    const policy = this.#policy;
    if (policy.selectForgetsChain()) this.#chain = undefined;
    if (apdu.p1 !== 0x04) return status(policy.wrongParameters());
    this.#left = { data: NOTHING, sw: statusWord.OK };
    this.#abort();
    if (policy.selects(apdu.data)) {
      this.#isSelected = true;
      this.#responder.notice?.('init', VIA);
      return this.#respond(policy.selectAnswer(this.#versions()), statusWord.OK, apdu);
    }
    this.#isSelected &&= policy.staysSelected();
    return status(policy.unknownApplet());
  }

  // -- answers

  /** The first part of an answer; the rest waits for GET RESPONSE. */
  #respond(data: Uint8Array, sw: number, apdu: CommandApdu): Uint8Array {
    const length = this.#policy.chunkLength(
      apdu.le ?? (apdu.form === 'short' ? ABSENT_LE : 0xffff),
      data.length,
      apdu,
      this.profile,
    );
    this.#left = { data: data.subarray(length), sw };
    const left = data.length - length;
    return encodeResponse(data.subarray(0, length), left > 0 ? this.#policy.moreData(left) : sw);
  }

  #getResponse(apdu: CommandApdu): Uint8Array {
    const { data, sw } = this.#left;
    this.#chain = undefined;
    if (data.length === 0) return status(this.#policy.nothingLeft());
    if (this.#policy.insistsOnLe(apdu.le, data.length, this.profile)) return status(statusWord.WRONG_LE | data.length);
    return this.#respond(data, sw, apdu);
  }

  // -- CTAP1 and CTAP2

  #u2f(apdu: CommandApdu, wasChained: boolean): Uint8Array {
    const bytes = encodeApdu(apdu, wasChained || apdu.data.length > 255 ? 'extended' : apdu.form);
    const answer = this.#policy.ctap1Response(this.#responder.ctap1(bytes, VIA), bytes);
    if (answer.length < 2) return answer;
    const end = answer.length - 2;
    return this.#respond(answer.subarray(0, end), readUint16(answer, end), apdu);
  }

  #message(apdu: CommandApdu, nowMs: number): Uint8Array {
    const request = apdu.data.slice();
    this.#abort();
    const interaction = this.#responder.ctap2(this.#policy.ctap2Request(request), VIA);
    const work = new Work(interaction, this.#presence, (timeoutMs) => this.#policy.userTimeoutMs(timeoutMs));
    this.#running = { work, request };
    let answer = work.begin(nowMs);
    if (answer === undefined && this.#policy.tellsWait(apdu.p1, this.profile)) return this.#tellWait();
    if (answer === undefined && this.#isLive) {
      this.#held = { apdu, sinceMs: nowMs };
      return HELD;
    }
    while (answer === undefined) {
      this.busyMs += this.profile.pollMs;
      const isOver = this.busyMs >= LONGEST_HOLD_MS;
      answer = isOver ? work.cancel('timeout', nowMs + this.busyMs) : work.poll(nowMs + this.busyMs);
    }
    return this.#answer(answer, apdu);
  }

  #getLater(apdu: CommandApdu, nowMs: number): Uint8Array {
    this.#chain = undefined;
    const running = this.#running;
    if (running === undefined) return status(this.#policy.nothingUnderWay());
    const answer = this.#policy.cancels(apdu.p1)
      ? running.work.cancel(this.#policy.cancelOutcome(), nowMs)
      : running.work.poll(nowMs);
    return answer === undefined ? this.#tellWait() : this.#answer(answer, apdu);
  }

  #tellWait(): Uint8Array {
    const { data, sw } = this.#policy.waitAnswer();
    return encodeResponse(data, sw);
  }

  #answer(answer: Uint8Array, apdu: CommandApdu): Uint8Array {
    const request = this.#running?.request ?? NOTHING;
    this.#running = undefined;
    this.#held = undefined;
    const sw = this.#policy.ctap2StatusWord(answer[0] ?? 0);
    return this.#respond(this.#policy.ctap2Response(answer, request), sw, apdu);
  }

  #abort(): void {
    const running = this.#running;
    this.#running = undefined;
    this.#held = undefined;
    running?.work.abort();
  }
}

function status(sw: number): Uint8Array {
  return encodeResponse(NOTHING, sw);
}
