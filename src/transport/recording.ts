import { concat } from '../bytes/bytes.ts';
import { DecodeError } from '../errors/decode-error.ts';
import type { TransportError } from '../errors/transport-error.ts';
import { parseApdu } from './card/apdu.ts';
import { CHAINING_BIT, NFCCTAP_CLASS, nfcctapInstruction } from './card/fido-applet.ts';
import { statusWord } from './card/status-word.ts';
import { CONTINUATION_HEADER, hidCommand, INIT_HEADER, parsePacket } from './hid/packet.ts';
import { eventText, frameText, type RedactedSpan, type TranscriptHeader, type Wire } from './transcript-line.ts';

/** Part of a message that is not to be written down: offsets within the message. */
export interface SecretPart {
  readonly path: string;
  readonly at: number;
  readonly end: number;
}

/** Finds the secrets of CTAP2 messages, also of the beginning of one; made from `src/ctap2` by whoever may import it. */
export interface Redactor {
  /** Of a request: command byte, then CBOR. */
  request(message: Uint8Array): readonly SecretPart[];
  /** Of the answer to `command`: status byte, then CBOR. */
  response(command: number, message: Uint8Array): readonly SecretPart[];
}

/** Where lines go, each without its end; called for every frame as it happens. */
export type WriteLine = (line: string) => void;

/** What of a message has come so far. */
interface Begun {
  message: Uint8Array;
  readonly length: number;
}

/**
 * Writes a transcript as it happens, one line a frame. Which bytes are secret follows from what came before them in their
 * message, so that no line waits for the end of a message. Without a redactor all is kept.
 */
export class Recording {
  readonly #write: WriteLine;
  readonly #redactor: Redactor | undefined;
  readonly #reports = new Map<string, Begun>();
  readonly #askedOn = new Map<number, number>();
  #chained: Uint8Array = new Uint8Array(0);
  #answered: Uint8Array = new Uint8Array(0);
  #askedOfCard: number | undefined;
  #startMs: number | undefined;

  constructor(write: WriteLine, header: TranscriptHeader, redactor?: Redactor) {
    this.#write = write;
    this.#redactor = redactor;
    write(JSON.stringify(header));
  }

  /** One report or APDU, at a time of the clock that all of them are read from. */
  frame(wire: Wire, direction: 'out' | 'in', atMs: number, bytes: Uint8Array): void {
    const redacted = this.#redactor === undefined ? [] : this.#secretsOf(this.#redactor, wire, direction, bytes);
    const kept = redacted.length === 0 ? bytes : bytes.slice();
    for (const { at, length } of redacted) kept.fill(0, at, at + length);
    this.#write(frameText({ t: this.#since(atMs), direction, wire, bytes: kept, redacted }));
  }

  /** Something that happened beside the frames. */
  event(atMs: number, event: string, detail?: Readonly<Record<string, unknown>>): void {
    this.#write(eventText(this.#since(atMs), event, detail));
  }

  /** The link broke `during` a call. */
  lost(atMs: number, during: string, { phase, reason, message, link }: TransportError): void {
    const says = message.startsWith(`${link}: `) ? message.slice(link.length + 2) : message;
    this.event(atMs, 'lost', { during, phase, reason, message: says });
  }

  #since(atMs: number): number {
    this.#startMs ??= atMs;
    return Math.max(0, Math.round((atMs - this.#startMs) * 1000) / 1000);
  }

  #secretsOf(redactor: Redactor, wire: Wire, direction: 'out' | 'in', bytes: Uint8Array): RedactedSpan[] {
    if (wire === 'hid') return this.#secretsOfReport(redactor, direction, bytes);
    return direction === 'out' ? this.#secretsOfCommand(redactor, bytes) : this.#secretsOfAnswer(redactor, bytes);
  }

  #secretsOfReport(redactor: Redactor, direction: 'out' | 'in', report: Uint8Array): RedactedSpan[] {
    if (report.length < 8) return [];
    const packet = parsePacket(report);
    const key = `${direction}${packet.channel}`;
    if (packet.kind === 'init') {
      this.#reports.delete(key);
      if (packet.command !== hidCommand.CBOR) return [];
      this.#reports.set(key, { message: new Uint8Array(0), length: packet.length });
    }
    const begun = this.#reports.get(key);
    if (begun === undefined) return [];
    const from = begun.message.length;
    begun.message = concat(begun.message, packet.data.subarray(0, begun.length - from));
    if (begun.message.length >= begun.length) this.#reports.delete(key);
    const { message } = begun;
    if (direction === 'out') this.#askedOn.set(packet.channel, message[0] ?? 0);
    const secrets =
      direction === 'out'
        ? redactor.request(message)
        : redactor.response(this.#askedOn.get(packet.channel) ?? 0, message);
    return within(secrets, from, message.length, packet.kind === 'init' ? INIT_HEADER : CONTINUATION_HEADER);
  }

  #secretsOfCommand(redactor: Redactor, bytes: Uint8Array): RedactedSpan[] {
    const apdu = parsed(bytes);
    if (apdu === undefined || (apdu.cla & ~CHAINING_BIT) !== NFCCTAP_CLASS) return [];
    if (apdu.ins !== nfcctapInstruction.MSG) return [];
    const from = this.#chained.length;
    const message = concat(this.#chained, apdu.data);
    this.#chained = (apdu.cla & CHAINING_BIT) === 0 ? new Uint8Array(0) : message;
    this.#askedOfCard = message[0];
    this.#answered = new Uint8Array(0);
    return within(redactor.request(message), from, message.length, apdu.form === 'short' ? 5 : 7);
  }

  #secretsOfAnswer(redactor: Redactor, bytes: Uint8Array): RedactedSpan[] {
    if (this.#askedOfCard === undefined || bytes.length < 2) return [];
    const sw = (bytes[bytes.length - 2]! << 8) | bytes[bytes.length - 1]!;
    if (sw === statusWord.IN_PROGRESS) return [];
    const from = this.#answered.length;
    const message = concat(this.#answered, bytes.subarray(0, -2));
    this.#answered = sw >>> 8 === 0x61 ? message : new Uint8Array(0);
    return within(redactor.response(this.#askedOfCard, message), from, message.length, 0);
  }
}

/** The secrets that lie between two offsets of the message, as they lie in the frame that carries that part after a header. */
function within(secrets: readonly SecretPart[], from: number, to: number, header: number): RedactedSpan[] {
  return secrets.flatMap(({ path, at, end }) => {
    const first = Math.max(at, from);
    const length = Math.min(end, to) - first;
    return length > 0 ? [{ path, at: first - from + header, length }] : [];
  });
}

function parsed(bytes: Uint8Array): ReturnType<typeof parseApdu> | undefined {
  try {
    return parseApdu(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
