import { concat } from '../../../src/bytes/bytes.ts';
import type { Env } from '../../../src/env/env.ts';
import { type CardDevice, cardExchange } from '../card-device.ts';
import {
  CCID_HEAD,
  type CcidAnswer,
  type CcidMessage,
  ccidError,
  ccidLength,
  ccidRequest,
  ccidResponse,
  commandStatus,
  encodeCcid,
  iccStatus,
  parseCcid,
} from './ccid-message.ts';
import { CCID_MESSAGE_MAX } from './descriptors.ts';

/** What a CcidReader is made of. */
export interface CcidReaderOptions {
  readonly card: CardDevice;
  readonly env: Env;
  readonly atr: Uint8Array;
  /** Called for each message to the host. */
  readonly send: (message: Uint8Array) => void;
}

/** Place of a block in an APDU that is longer than a message: bit 0 more follows, bit 1 it has begun before. */
const part = { WHOLE: 0, BEGINS: 1, ENDS: 2, GOES_ON: 3, CONTINUE: 0x10 } as const;
const EXTENSION_MS = 500;
const APDU_MAX = 65_544;
const BLOCK_MAX = CCID_MESSAGE_MAX - CCID_HEAD;
// T=1: factors of the ATR, checksum, guard time, waiting times, clock, field size, node address
const parametersT1 = Uint8Array.of(0x11, 0x10, 0x00, 0x15, 0x00, 0xfe, 0x00);

/** A smart-card reader with a card in it for ever, at the level of whole APDUs (CCID 1.1). */
export class CcidReader {
  readonly #options: CcidReaderOptions;
  #rest: Uint8Array = new Uint8Array(0);
  #isActive = false;
  /** Blocks of a command that is not whole. */
  #command: Uint8Array = new Uint8Array(0);
  /** What the host has not fetched of an answer. */
  #answer: Uint8Array = new Uint8Array(0);
  /** Grows with every message: an exchange whose number is old has nobody who waits for it. */
  #message = 0;

  constructor(options: CcidReaderOptions) {
    this.#options = options;
  }

  /** Takes bytes from the host, cut anyhow. False where they are no message: the endpoint stalls. */
  receive(bytes: Uint8Array): boolean {
    this.#rest = concat(this.#rest, bytes);
    for (;;) {
      const length = ccidLength(this.#rest);
      if (length === undefined) return true;
      if (length > CCID_MESSAGE_MAX) {
        this.#rest = new Uint8Array(0);
        return false;
      }
      if (length > this.#rest.length) return true;
      const message = parseCcid(this.#rest.slice(0, length));
      this.#rest = this.#rest.slice(length);
      this.#take(message);
    }
  }

  /** The host went away, or the key lost its power. */
  reset(): void {
    this.#message += 1;
    this.#rest = this.#command = this.#answer = new Uint8Array(0);
    this.#isActive = false;
  }

  #take(message: CcidMessage): void {
    this.#message += 1;
    const { POWER_ON, POWER_OFF, XFR_BLOCK } = ccidRequest;
    if (message.slot !== 0) this.#fail(message, ccidError.SLOT);
    else if (message.type === POWER_ON) this.#powerOn(message);
    else if (message.type === POWER_OFF) this.#powerOff(message);
    else if (message.type === XFR_BLOCK) this.#transfer(message);
    else this.#plain(message);
  }

  #powerOn(message: CcidMessage): void {
    this.#powerCycle();
    this.#isActive = true;
    this.#reply(message, { type: ccidResponse.DATA_BLOCK, status: commandStatus.DONE, data: this.#options.atr });
  }

  #powerOff(message: CcidMessage): void {
    this.#powerCycle();
    this.#isActive = false;
    this.#reply(message, { type: ccidResponse.SLOT_STATUS, status: commandStatus.DONE });
  }

  #powerCycle(): void {
    this.#command = this.#answer = new Uint8Array(0);
    this.#options.card.powerCycle(this.#options.env.clock.nowMs());
  }

  #plain(message: CcidMessage): void {
    const { GET_SLOT_STATUS, ICC_CLOCK, ABORT, GET_PARAMETERS, RESET_PARAMETERS, SET_PARAMETERS } = ccidRequest;
    const { type } = message;
    const done = commandStatus.DONE;
    if (type === GET_SLOT_STATUS || type === ICC_CLOCK || type === ABORT) {
      this.#reply(message, { type: ccidResponse.SLOT_STATUS, status: done });
    } else if (type === GET_PARAMETERS || type === RESET_PARAMETERS || type === SET_PARAMETERS) {
      this.#reply(message, { type: ccidResponse.PARAMETERS, status: done, extra: 1, data: parametersT1 });
    } else this.#fail(message, ccidError.UNSUPPORTED);
  }

  #transfer(message: CcidMessage): void {
    const level = message.parameters[1]! | (message.parameters[2]! << 8);
    if (!this.#isActive) this.#fail(message, ccidError.ICC_MUTE);
    else if (level === part.CONTINUE) this.#sendAnswer(message, true);
    else if (level > part.GOES_ON) this.#fail(message, ccidError.LEVEL);
    else this.#block(message, level);
  }

  #block(message: CcidMessage, level: number): void {
    const hasBegun = level === part.ENDS || level === part.GOES_ON;
    this.#command = hasBegun ? concat(this.#command, message.data) : message.data;
    if (this.#command.length > APDU_MAX) this.#fail(message, ccidError.LENGTH);
    else if (level === part.WHOLE || level === part.ENDS) void this.#exchange(message, this.#message);
    else this.#reply(message, { type: ccidResponse.DATA_BLOCK, status: commandStatus.DONE, extra: part.CONTINUE });
  }

  async #exchange(message: CcidMessage, number: number): Promise<void> {
    const { card, env } = this.#options;
    const command = this.#command;
    this.#command = new Uint8Array(0);
    let toldMs = 0;
    const answer = await cardExchange(card, command, env, {
      isWanted: () => this.#message === number,
      onHold: (heldMs) => {
        if (heldMs - toldMs < EXTENSION_MS) return;
        toldMs = heldMs;
        // the error byte is how many more waiting times the host is to grant
        this.#reply(message, { type: ccidResponse.DATA_BLOCK, status: commandStatus.TIME_EXTENSION, error: 1 });
      },
    });
    if (answer === undefined || this.#message !== number) return;
    this.#answer = answer;
    this.#sendAnswer(message, false);
  }

  #sendAnswer(message: CcidMessage, hasBegun: boolean): void {
    const data = this.#answer.slice(0, BLOCK_MAX);
    this.#answer = this.#answer.slice(BLOCK_MAX);
    const goesOn = this.#answer.length > 0;
    const begun = goesOn ? part.BEGINS : part.WHOLE;
    const extra = hasBegun ? (goesOn ? part.GOES_ON : part.ENDS) : begun;
    this.#reply(message, { type: ccidResponse.DATA_BLOCK, status: commandStatus.DONE, extra, data });
  }

  /** Refusals come as the kind of message that the command asks for (CCID 1.1 table 6.1-1). */
  #fail(message: CcidMessage, error: number): void {
    const type = message.type === ccidRequest.XFR_BLOCK ? ccidResponse.DATA_BLOCK : ccidResponse.SLOT_STATUS;
    this.#reply(message, { type, status: commandStatus.FAILED, error });
  }

  #reply(message: CcidMessage, answer: CcidAnswer): void {
    const icc = this.#isActive ? iccStatus.ACTIVE : iccStatus.INACTIVE;
    this.#options.send(encodeCcid(message, { ...answer, status: answer.status | icc }));
  }
}
