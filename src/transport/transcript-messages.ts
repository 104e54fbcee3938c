import { concat } from '../bytes/bytes.ts';
import { DecodeError } from '../errors/decode-error.ts';
import { type CommandApdu, parseApdu, parseResponse } from './card/apdu.ts';
import { apduName } from './card/card-lines.ts';
import { CHAINING_BIT, NFCCTAP_CLASS, nfcctapInstruction } from './card/fido-applet.ts';
import { statusWord, statusWordName } from './card/status-word.ts';
import { type Describer, shortHex } from './frame.ts';
import { HidAssembler } from './hid/assembler.ts';
import { hidMessageInWords } from './hid/hid-lines.ts';
import { channelName, hidCommand, hidCommandName, type InitPacket, parsePacket } from './hid/packet.ts';
import type { EventLine, FrameLine, Transcript, Wire } from './transcript-line.ts';

/** A message that went over the wire, or an event between messages. */
export interface TranscriptMessage {
  /** The line of its first frame. */
  readonly line: number;
  /** Milliseconds since the first frame of the transcript. */
  readonly t: number;
  readonly direction?: 'out' | 'in';
  readonly wire?: Wire;
  /** Of CTAPHID: eight hexadecimal digits. */
  readonly channel?: string;
  /** `CBOR`, `INIT`, `NFCCTAP_MSG (80 10 00 00)`, the status word of an answer, or the name of the event. */
  readonly command: string;
  /** All of it in words. */
  readonly says: string;
  /** A CTAP2 message: what it is, for who wants more than words. `command` is the command byte that it is or answers. */
  readonly ctap?: { readonly command: number; readonly bytes: Uint8Array };
  /** The frames it came in. */
  readonly frames: readonly FrameLine[];
  /** What was taken out of it. */
  readonly redacted: readonly string[];
  /** What is wrong with its framing; names the line. */
  readonly problem?: string;
}

/** A transcript, message by message, in the order in which they began; keepalives that follow each other are one. Never throws. */
export function transcriptMessages({ lines }: Transcript, describer: Describer): TranscriptMessage[] {
  const reader = new Reader(describer);
  for (const line of lines) {
    if (line.kind === 'event') reader.event(line);
    else if (line.wire === 'hid') reader.report(line);
    else reader.apdu(line);
  }
  return reader.end();
}

/** A message of which not every packet has come. */
interface Open {
  readonly assembler: HidAssembler;
  readonly first: InitPacket;
  readonly slot: number;
  readonly frames: FrameLine[];
}

class Reader {
  readonly #describer: Describer;
  readonly #messages: TranscriptMessage[] = [];
  readonly #open = new Map<string, Open>();
  readonly #asked = new Map<number, number>();
  #chained: Uint8Array = new Uint8Array(0);
  #answered: Uint8Array = new Uint8Array(0);
  #askedOfCard: number | undefined;

  constructor(describer: Describer) {
    this.#describer = describer;
  }

  event({ line, t, event, detail }: EventLine): void {
    this.#messages.push({ line, t, command: event, says: eventInWords(event, detail), frames: [], redacted: [] });
  }

  report(frame: FrameLine): void {
    const packet = parsePacket(frame.bytes);
    const key = `${frame.direction}${packet.channel}`;
    if (packet.kind === 'init') {
      this.#cutOff(key, `the next message began at line ${frame.line}`);
      const slot = this.#messages.length;
      this.#open.set(key, { assembler: new HidAssembler(), first: packet, slot, frames: [] });
      // Its place in the order is that of its first packet.
      this.#messages.push(this.#ofFrame(frame, hidCommandName(packet.command), ''));
    }
    const open = this.#open.get(key);
    if (open === undefined) {
      const problem = `line ${frame.line}: expected the first packet of a message, received sequence ${'sequence' in packet ? packet.sequence : 0}`;
      this.#messages.push({ ...this.#ofFrame(frame, 'continuation', shortHex(frame.bytes)), problem });
      return;
    }
    open.frames.push(frame);
    try {
      const message = open.assembler.accept(packet);
      if (message === undefined) return;
      this.#open.delete(key);
      const { channel, command, payload } = message;
      const says = hidMessageInWords(message, frame.direction, this.#describer, this.#asked);
      const ctap = command === hidCommand.CBOR ? { command: this.#asked.get(channel) ?? 0, bytes: payload } : undefined;
      this.#place(open, says, ctap === undefined ? {} : { ctap });
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#open.delete(key);
      const says = `${hidCommandName(open.first.command)} ${open.first.length} bytes`;
      const problem = `line ${frame.line}: expected ${error.expected}, received ${error.received}`;
      this.#place(open, says, { problem });
    }
  }

  apdu(frame: FrameLine): void {
    if (frame.direction === 'out') this.#command(frame);
    else this.#answer(frame);
  }

  end(): TranscriptMessage[] {
    for (const key of [...this.#open.keys()]) this.#cutOff(key, 'the transcript ends');
    return folded(this.#messages);
  }

  #command(frame: FrameLine): void {
    const apdu = parsed(frame.bytes);
    if (!(apdu instanceof DecodeError)) {
      const name = apduName(apdu);
      const isMessage = (apdu.cla & ~CHAINING_BIT) === NFCCTAP_CLASS && apdu.ins === nfcctapInstruction.MSG;
      if (!isMessage) {
        const isPoll = apdu.cla === NFCCTAP_CLASS && apdu.ins === nfcctapInstruction.GETRESPONSE;
        if (!isPoll && this.#answered.length === 0) this.#askedOfCard = undefined;
        const data = apdu.data.length === 0 ? '' : ` ${shortHex(apdu.data)}`;
        this.#messages.push(this.#ofFrame(frame, name, `${name}${data}`));
        return;
      }
      const bytes = concat(this.#chained, apdu.data);
      const isLast = (apdu.cla & CHAINING_BIT) === 0;
      this.#chained = isLast ? new Uint8Array(0) : bytes;
      this.#answered = new Uint8Array(0);
      this.#askedOfCard = bytes[0];
      const says = isLast ? `${name} ${this.#describer.request(bytes)}` : `${name} ${apdu.data.length} bytes`;
      const ctap = isLast ? { ctap: { command: bytes[0] ?? 0, bytes } } : {};
      this.#messages.push({ ...this.#ofFrame(frame, name, says), ...ctap });
      return;
    }
    const problem = `line ${frame.line}: expected ${apdu.expected}, received ${apdu.received}`;
    this.#messages.push({ ...this.#ofFrame(frame, 'APDU', shortHex(frame.bytes)), problem });
  }

  #answer(frame: FrameLine): void {
    if (frame.bytes.length < 2) {
      const problem = `line ${frame.line}: expected a status word, received ${frame.bytes.length} bytes`;
      this.#messages.push({ ...this.#ofFrame(frame, 'answer', shortHex(frame.bytes)), problem });
      return;
    }
    const { data, sw } = parseResponse(frame.bytes);
    const name = statusWordName(sw);
    const command = this.#askedOfCard;
    if (command === undefined || data.length === 0 || sw === statusWord.IN_PROGRESS) {
      this.#messages.push(this.#ofFrame(frame, name, data.length === 0 ? name : `${name} ${shortHex(data)}`));
      return;
    }
    const bytes = concat(this.#answered, data);
    const hasMore = sw >>> 8 === 0x61;
    this.#answered = hasMore ? bytes : new Uint8Array(0);
    const says = hasMore ? `${name} ${data.length} bytes` : `${name} ${this.#describer.response(command, bytes)}`;
    const ctap = hasMore ? {} : { ctap: { command, bytes } };
    this.#messages.push({ ...this.#ofFrame(frame, name, says), ...ctap });
  }

  /** What began on a channel and will not end. */
  #cutOff(key: string, because: string): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    const { first, frames } = open;
    const last = frames.at(-1)!;
    const problem = `line ${last.line}: the message is cut off, ${because}`;
    this.#place(open, `${hidCommandName(first.command)} ${first.length} bytes`, { problem });
  }

  #place(open: Open, says: string, more: Partial<TranscriptMessage>): void {
    const before = this.#messages[open.slot]!;
    this.#messages[open.slot] = { ...before, says, frames: open.frames, redacted: redactedIn(open.frames), ...more };
  }

  #ofFrame(frame: FrameLine, command: string, says: string): TranscriptMessage {
    const { line, t, direction, wire, bytes } = frame;
    const channel = wire === 'hid' ? { channel: channelName(parsePacket(bytes).channel) } : {};
    return { line, t, direction, wire, ...channel, command, says, frames: [frame], redacted: redactedIn([frame]) };
  }
}

function redactedIn(frames: readonly FrameLine[]): string[] {
  return [...new Set(frames.flatMap(({ redacted }) => redacted.map(({ path }) => path)))];
}

const KEEPALIVE = hidCommandName(hidCommand.KEEPALIVE);

/** Keepalives of one channel that say the same are one message that lasts. */
function folded(messages: readonly TranscriptMessage[]): TranscriptMessage[] {
  const out: TranscriptMessage[] = [];
  for (const message of messages) {
    const before = out.at(-1);
    const isAgain =
      before !== undefined &&
      message.command === KEEPALIVE &&
      message.direction === 'in' &&
      before.command === message.command &&
      before.channel === message.channel &&
      before.frames[0]?.bytes[7] === message.frames[0]?.bytes[7];
    if (isAgain) out[out.length - 1] = { ...before, frames: [...before.frames, ...message.frames] };
    else out.push(message);
  }
  return out.map((message) => {
    const count = message.frames.length;
    if (message.command !== KEEPALIVE || count < 2) return message;
    return { ...message, says: `${message.says}, ${count} times until +${message.frames.at(-1)!.t} ms` };
  });
}

function parsed(bytes: Uint8Array): CommandApdu | DecodeError {
  try {
    return parseApdu(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

function eventInWords(event: string, detail: Readonly<Record<string, unknown>>): string {
  switch (event) {
    case 'opened':
      return `the key is open over ${detail['transport']}`;
    case 'rule':
      return `rule ${detail['id']}`;
    case 'touch':
      return `touches from now on: ${detail['manner']}`;
    case 'power-cycle':
      return 'the power is cut and given back';
    case 'card':
      return 'the card comes into the field anew';
    case 'lost':
      return `the link broke during ${detail['during']}: ${detail['message']}`;
    case 'closed':
      return 'the key is closed';
    default:
      return `${event} ${JSON.stringify(detail)}`;
  }
}
