import { ctapCommand } from '../../src/ctap2/commands.ts';
import type { VirtualClock } from '../../src/env/manual-clock.ts';
import { TransportError, type TransportPhase, type TransportReason } from '../../src/errors/transport-error.ts';
import { isoInstruction, NFCCTAP_CLASS, nfcctapInstruction } from '../../src/transport/card/fido-applet.ts';
import { hidCommand, parsePacket } from '../../src/transport/hid/packet.ts';
import type { CardPort, ReportPort } from '../../src/transport/ports.ts';
import { ReportQueue } from '../../src/transport/report-queue.ts';
import type { EventLine, FrameLine, Transcript, Wire } from '../../src/transport/transcript-line.ts';
import { TraceChannels } from './trace-channels.ts';
import { frameInWords, lineInWords, TraceDiffers } from './trace-differs.ts';

type Line = FrameLine | EventLine;

/** Events that nothing has to be done for. */
const passive: readonly string[] = ['opened', 'closed', 'touch', 'rule'];

/**
 * A transcript as a key. What the host sends must be what was sent then, in the same order, but for redacted bytes and the
 * nonces of CTAPHID_INIT; the answers are those of then, in virtual time. Anything else throws `TraceDiffers`, and again at every
 * call until a rule of which the transcript has a part begins.
 */
export class TracePlayer {
  readonly #name: string;
  readonly #lines: readonly Line[];
  readonly #clock: VirtualClock;
  readonly #channels = new TraceChannels();
  readonly #readers = new Set<ReportQueue>();
  #at = 0;
  #baseMs: number;
  #failure: TraceDiffers | undefined;
  /** Part of a rule's section may be passed over: nothing of it was met yet. */
  #isSeeking = false;
  /** While seeking: the answer to what was found last is still to be heard. */
  #isAnswering = false;

  constructor(name: string, transcript: Transcript, clock: VirtualClock) {
    this.#name = name;
    this.#lines = transcript.lines;
    this.#clock = clock;
    this.#baseMs = clock.nowMs();
  }

  /** The key's reports; every open port hears all of them. */
  openHid(reportSize: number): ReportPort {
    const queue = new ReportQueue();
    this.#readers.add(queue);
    return {
      name: this.#name,
      reportSize,
      write: async (report) => this.#write(report),
      read: async (timeoutMs) => queue.shift() ?? this.#read(queue, timeoutMs),
      close: async () => {
        this.#readers.delete(queue);
      },
    };
  }

  /** The card, as it was brought anew. */
  async openCard(): Promise<CardPort> {
    this.#event('card');
    return this.card();
  }

  /** The card as it is. */
  card(): CardPort {
    return { name: this.#name, transmit: async (apdu) => this.#transmit(apdu), close: async () => undefined };
  }

  /** Cuts the power, where that was done then. */
  async powerCycle(): Promise<void> {
    for (const queue of this.#readers) queue.clear();
    this.#event('power-cycle');
  }

  /**
   * A rule begins. Where its part of the transcript does not come next, it is looked for.
   */
  begin(ruleId: string): void {
    const marks = this.#lines.flatMap((line, index) => (line.kind === 'event' && line.event === 'rule' ? [index] : []));
    if (marks.length === 0) return;
    const isOf = (index: number): boolean => (this.#lines[index] as EventLine).detail['id'] === ruleId;
    const isNext = (index: number): boolean =>
      index >= this.#at && this.#lines.slice(this.#at, index).every((line) => !isDone(line));
    const next = marks.find((index) => isOf(index) && isNext(index));
    const found = next ?? marks.find(isOf);
    if (found === undefined) {
      this.#failure = new TraceDiffers(`${this.#name}: the recorded run did not judge ${ruleId}`);
      return;
    }
    this.#isSeeking = next === undefined || this.#failure !== undefined;
    this.#isAnswering = false;
    this.#failure = undefined;
    this.#at = found + 1;
    this.#baseMs = this.#clock.nowMs() - this.#lines[found]!.t;
  }

  #write(report: Uint8Array): void {
    this.#take('hid', report);
    this.#breakDuring('write');
  }

  #read(queue: ReportQueue, timeoutMs: number): Uint8Array | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    const deadlineMs = this.#clock.nowMs() + Math.max(0, timeoutMs);
    const next = this.#isSeeking && !this.#isAnswering ? undefined : this.#next();
    if (next !== undefined && this.#baseMs + next.t <= deadlineMs) {
      this.#breakDuring('read');
      if (isAnswer(next, 'hid')) {
        this.#hear(next);
        return queue.shift();
      }
    }
    this.#clock.advance(deadlineMs - this.#clock.nowMs());
    return undefined;
  }

  #transmit(apdu: Uint8Array): Uint8Array {
    this.#take('card', apdu);
    this.#breakDuring('transmit');
    const answer = this.#next();
    if (!isAnswer(answer, 'card')) throw this.#differs(answer, 'a run that waits for the answer to an APDU');
    this.#pass(answer);
    this.#mustBeWhole(answer);
    return answer.bytes;
  }

  /** What the host sends must come next in the transcript; answers that nobody has read yet are heard first. */
  #take(wire: Wire, bytes: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isSeeking) this.#hearAll();
    const fits = (line: Line): boolean =>
      line.kind === 'frame' && line.direction === 'out' && line.wire === wire && this.#fits(line, bytes);
    const line = this.#isSeeking ? this.#sought(fits) : this.#next();
    if (line === undefined || !fits(line)) {
      const place = line?.kind === 'frame' && line.wire === wire ? firstDifference(line, bytes) : '';
      throw this.#differs(line ?? this.#next(), `${frameInWords(wire, bytes)}${place}`);
    }
    if (wire === 'hid') this.#channels.meet((line as FrameLine).bytes, bytes);
    // The key may have been brought there by another way: how it was prepared then is passed over.
    this.#isSeeking &&= isPreparation(wire, bytes);
    this.#isAnswering = this.#isSeeking;
    this.#pass(line);
  }

  #event(name: string): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isSeeking) this.#hearAll();
    const isIt = (line: Line): boolean => line.kind === 'event' && line.event === name;
    const line = this.#isSeeking ? this.#sought(isIt) : this.#next();
    if (line === undefined || !isIt(line)) throw this.#differs(line, `the event ${name}`);
    this.#pass(line);
    this.#breakDuring(name);
  }

  /** The first line of the rule's part that fits. */
  #sought(fits: (line: Line) => boolean): Line | undefined {
    const isMark = (line: Line): boolean => line.kind === 'event' && line.event === 'rule';
    const end = this.#lines.findIndex((line, index) => index >= this.#at && isMark(line));
    const part = this.#lines.slice(this.#at, end < 0 ? undefined : end);
    const found = part.findIndex(fits);
    if (found < 0) return undefined;
    this.#at += found;
    return part[found];
  }

  #fits({ bytes, redacted, wire }: FrameLine, sent: Uint8Array): boolean {
    if (bytes.length !== sent.length) return false;
    const expected = wire === 'hid' ? this.#channels.asSent(bytes, sent, this.#isSeeking) : bytes;
    const isHidden = (index: number): boolean => redacted.some(({ at, length }) => index >= at && index < at + length);
    return expected.every((byte, index) => byte === sent[index] || isHidden(index));
  }

  #hearAll(): void {
    for (let next = this.#next(); isAnswer(next, 'hid'); next = this.#next()) this.#hear(next);
  }

  #hear(line: FrameLine): void {
    this.#pass(line);
    this.#mustBeWhole(line);
    const report = this.#channels.asHeard(line.bytes);
    for (const reader of this.#readers) reader.push(report);
  }

  #mustBeWhole({ line, redacted }: FrameLine): void {
    const [first] = redacted;
    if (first === undefined) return;
    this.#failure = new TraceDiffers(
      `${this.#name}: line ${line}: ${first.path} was redacted, and what follows depends on it: record with --show-secrets`,
    );
    throw this.#failure;
  }

  /** The link broke then: it breaks now. */
  #breakDuring(during: string): void {
    const next = this.#next();
    if (next?.kind !== 'event' || next.event !== 'lost' || next.detail['during'] !== during) return;
    this.#pass(next);
    const { phase, reason, message } = next.detail as {
      phase: TransportPhase;
      reason: TransportReason;
      message: string;
    };
    throw new TransportError(this.#name, phase, reason, message);
  }

  #next(): Line | undefined {
    for (;;) {
      const line = this.#lines[this.#at];
      if (line?.kind !== 'event' || !passive.includes(line.event)) return line;
      this.#at += 1;
    }
  }

  #pass(line: Line): void {
    this.#at += 1;
    this.#clock.advance(Math.max(0, this.#baseMs + line.t - this.#clock.nowMs()));
  }

  #differs(line: Line | undefined, received: string): TraceDiffers {
    const place = line === undefined ? 'after its last line' : `line ${line.line}`;
    this.#failure = new TraceDiffers(`${this.#name}: ${place}: expected ${lineInWords(line)}, received ${received}`);
    return this.#failure;
  }
}

/** A line that a run has to do something for; answers that nobody read are none. */
function isDone(line: Line): boolean {
  return line.kind === 'event' ? !passive.includes(line.event) : line.direction === 'out';
}

function isAnswer(line: Line | undefined, wire: Wire): line is FrameLine {
  return line?.kind === 'frame' && line.direction === 'in' && line.wire === wire;
}

function firstDifference({ bytes }: FrameLine, sent: Uint8Array): string {
  const at = sent.findIndex((byte, index) => byte !== bytes[index]);
  return at < 0 ? '' : `, which differs from byte ${at} on`;
}

/** Whether a frame opens the link or asks how the key is, whatever is to be judged. */
function isPreparation(wire: Wire, bytes: Uint8Array): boolean {
  if (wire === 'card')
    return bytes[1] === isoInstruction.SELECT || (isCtapMessage(bytes) && bytes[5] === ctapCommand.getInfo);
  const packet = parsePacket(bytes);
  if (packet.kind !== 'init') return false;
  return (
    packet.command === hidCommand.INIT || (packet.command === hidCommand.CBOR && packet.data[0] === ctapCommand.getInfo)
  );
}

function isCtapMessage(apdu: Uint8Array): boolean {
  return apdu[0] === NFCCTAP_CLASS && apdu[1] === nfcctapInstruction.MSG;
}
