import { concat, fromUtf8 } from '../../bytes/bytes.ts';
import type { Env } from '../../env/env.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { TransportPhase, TransportReason } from '../../errors/transport-error.ts';
import { TransportError } from '../../errors/transport-error.ts';
import type { CardPort, CtapLink, ExchangeOptions } from '../ports.ts';
import type { ApduForm, ApduParts, ResponseApdu } from './apdu.ts';
import { chainApdu, encodeApdu, encodeResponse, parseResponse } from './apdu.ts';
import { CardError } from './card-error.ts';
import {
  CHAINING_BIT,
  FIDO_AID,
  isoInstruction,
  NFCCTAP_CLASS,
  nfcctapInstruction,
  P1_CANCEL,
  P1_END_SESSION,
  P1_GETRESPONSE_SUPPORTED,
} from './fido-applet.ts';
import { statusWord } from './status-word.ts';

/** How a CardLink speaks. */
export interface CardLinkOptions {
  /** `extended`: one APDU each way; `short`: chains and GET RESPONSE. Extended unless said. */
  readonly form?: ApduForm;
  /** Bytes of data in each short APDU of a chain, 1 to 255; 240. */
  readonly chunkLength?: number;
  /** Whether 9100 and NFCCTAP_GETRESPONSE are understood (P1 0x80); true. */
  readonly polls?: boolean;
  /** Pause before each NFCCTAP_GETRESPONSE; 100 ms. */
  readonly pollMs?: number;
  /** Longest wait for one response of an exchange that does not say; 3000 ms, or the whole deadline without polling. */
  readonly silenceMs?: number;
  /** Longest exchange that does not say; 120 000 ms. */
  readonly deadlineMs?: number;
}

const MOST_PARTS = 4096;
const SHORT_NE = 256;
const EXTENDED_NE = 65_536;

/** Selects the FIDO applet. Rejects with `CardError` where there is none, or another `TransportError`. */
export async function openCardLink(port: CardPort, env: Env, options: CardLinkOptions = {}): Promise<CardLink> {
  const link = new CardLink(port, env, options);
  await link.reopen();
  return link;
}

/**
 * The host's end of CTAP over ISO 7816. Errors: `CardError` (reason `card-error`, with its status word) for CTAP2 commands
 * answered with another status word than 9000; `TransportError` `silence` for the deadline, `frame` for responses that are none.
 */
export class CardLink implements CtapLink {
  readonly name: string;
  readonly transport = 'nfc';
  readonly #port: CardPort;
  readonly #env: Env;
  readonly #options: Required<CardLinkOptions>;
  #version = '';

  /** Not selected yet: `openCardLink` does that. */
  constructor(port: CardPort, env: Env, options: CardLinkOptions = {}) {
    this.name = port.name;
    this.#port = port;
    this.#env = env;
    const deadlineMs = options.deadlineMs ?? 120_000;
    const polls = options.polls ?? true;
    this.#options = {
      form: options.form ?? 'extended',
      chunkLength: options.chunkLength ?? 240,
      polls,
      pollMs: options.pollMs ?? 100,
      silenceMs: options.silenceMs ?? (polls ? 3000 : deadlineMs),
      deadlineMs,
    };
  }

  /** What SELECT answered: `U2F_V2` or `FIDO_2_0` from a sound key. */
  get version(): string {
    return this.#version;
  }

  /** SELECT. */
  async reopen(): Promise<void> {
    const select: ApduParts = { cla: 0x00, ins: isoInstruction.SELECT, p1: 0x04, data: FIDO_AID, le: SHORT_NE };
    const { data, sw } = await this.#whole(encodeApdu(select, 'short'), this.#options.silenceMs);
    if (sw !== statusWord.OK) throw new CardError(this.name, 'open', sw, 'SELECT');
    this.#version = fromUtf8(data) ?? '';
  }

  /** NFCCTAP_MSG: command byte and CBOR in, status byte and CBOR out. */
  async ctap2(request: Uint8Array, options: ExchangeOptions = {}): Promise<Uint8Array> {
    if (options.signal?.aborted === true) {
      throw this.#error('send', 'cancelled', 'NFCCTAP_MSG: aborted before it was sent');
    }
    const silenceMs = options.silenceMs ?? this.#options.silenceMs;
    const deadlineMs = this.#env.clock.nowMs() + (options.deadlineMs ?? this.#options.deadlineMs);
    const p1 = this.#options.polls ? P1_GETRESPONSE_SUPPORTED : 0;
    const message = { cla: NFCCTAP_CLASS, ins: nfcctapInstruction.MSG, p1, data: request, le: this.#ne() };
    let response = await this.#command(message, silenceMs);
    while (response.sw === statusWord.IN_PROGRESS) {
      options.onKeepalive?.(response.data[0] ?? 0);
      response = await this.#poll(options.signal, deadlineMs, silenceMs);
    }
    if (response.sw !== statusWord.OK) throw new CardError(this.name, 'receive', response.sw, 'NFCCTAP_MSG');
    return response.data;
  }

  /** One U2F APDU as given; answers in parts are put together. */
  async ctap1(apdu: Uint8Array, options: ExchangeOptions = {}): Promise<Uint8Array> {
    if (options.signal?.aborted === true) throw this.#error('send', 'cancelled', 'APDU: aborted before it was sent');
    const { data, sw } = await this.#whole(apdu, options.silenceMs ?? this.#options.silenceMs);
    return encodeResponse(data, sw);
  }

  /** NFCCTAP_CONTROL: ends the use of the applet. */
  async deselect(): Promise<void> {
    const control = { cla: NFCCTAP_CLASS, ins: nfcctapInstruction.CONTROL, p1: P1_END_SESSION };
    const { sw } = await this.#whole(encodeApdu(control, 'short'), this.#options.silenceMs);
    if (sw !== statusWord.OK) throw new CardError(this.name, 'send', sw, 'NFCCTAP_CONTROL');
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  async #poll(signal: AbortSignal | undefined, deadlineMs: number, silenceMs: number): Promise<ResponseApdu> {
    const { clock } = this.#env;
    const isLate = clock.nowMs() >= deadlineMs;
    if (signal?.aborted !== true && !isLate)
      await clock.sleep(Math.min(this.#options.pollMs, deadlineMs - clock.nowMs()));
    const p1 = signal?.aborted === true || isLate ? P1_CANCEL : 0;
    const response = await this.#command(
      { cla: NFCCTAP_CLASS, ins: nfcctapInstruction.GETRESPONSE, p1, le: this.#ne() },
      silenceMs,
    );
    if (isLate) throw this.#error('receive', 'silence', 'NFCCTAP_MSG: no answer before the deadline');
    return response;
  }

  #ne(): number {
    return this.#options.form === 'short' ? SHORT_NE : EXTENDED_NE;
  }

  async #command(parts: ApduParts, timeoutMs: number): Promise<ResponseApdu> {
    if (this.#options.form === 'extended') return this.#whole(encodeApdu(parts, 'extended'), timeoutMs);
    const chain = chainApdu(parts, this.#options.chunkLength);
    for (const part of chain.slice(0, -1)) {
      const { sw } = await this.#transmit(part, timeoutMs);
      if (sw !== statusWord.OK) throw new CardError(this.name, 'send', sw, 'part of a chain');
    }
    return this.#whole(chain[chain.length - 1]!, timeoutMs);
  }

  /** One APDU and all parts of its answer (61xx), with the Le that the card insists on (6Cxx). */
  async #whole(apdu: Uint8Array, timeoutMs: number): Promise<ResponseApdu> {
    let response = await this.#transmit(apdu, timeoutMs);
    if (response.sw >>> 8 === statusWord.WRONG_LE >>> 8) {
      response = await this.#transmit(withShortLe(apdu, response.sw & 0xff), timeoutMs);
    }
    const parts = [response.data];
    for (let count = 0; response.sw >>> 8 === statusWord.MORE_DATA >>> 8; count += 1) {
      if (count === MOST_PARTS)
        throw this.#error('receive', 'frame', `expected an end after ${MOST_PARTS} parts, received 61xx`);
      response = await this.#getResponse(apdu[0]! & ~CHAINING_BIT, response.sw & 0xff, timeoutMs);
      parts.push(response.data);
    }
    return parts.length === 1 ? response : { data: concat(...parts), sw: response.sw };
  }

  async #getResponse(cla: number, le: number, timeoutMs: number): Promise<ResponseApdu> {
    const command = {
      cla: cla === NFCCTAP_CLASS ? NFCCTAP_CLASS : 0x00,
      ins: isoInstruction.GET_RESPONSE,
      le: le || SHORT_NE,
    };
    const response = await this.#transmit(encodeApdu(command, 'short'), timeoutMs);
    if (response.sw >>> 8 !== statusWord.WRONG_LE >>> 8) return response;
    return this.#transmit(encodeApdu({ ...command, le: response.sw & 0xff || SHORT_NE }, 'short'), timeoutMs);
  }

  async #transmit(apdu: Uint8Array, timeoutMs: number): Promise<ResponseApdu> {
    const bytes = await this.#port.transmit(apdu, timeoutMs);
    try {
      return parseResponse(bytes);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      throw this.#error('receive', 'frame', error.message, error);
    }
  }

  #error(phase: TransportPhase, reason: TransportReason, message: string, cause?: unknown): TransportError {
    return new TransportError(this.name, phase, reason, message, cause);
  }
}

/** A short command with another Le; other commands as they are. */
function withShortLe(apdu: Uint8Array, le: number): Uint8Array {
  if (apdu.length <= 5) return concat(apdu.subarray(0, 4), Uint8Array.of(le));
  const end = 5 + apdu[4]!;
  return apdu[4] === 0 ? apdu : concat(apdu.subarray(0, end), Uint8Array.of(le));
}
