import { describeRequest, describeResponse } from '../../src/ctap2/describe.ts';
import type { Clock } from '../../src/env/env.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { cardLines } from '../../src/transport/card/card-lines.ts';
import type { Describer, Frame } from '../../src/transport/frame.ts';
import { hidLines } from '../../src/transport/hid/hid-lines.ts';
import type { CardPort, ReportPort } from '../../src/transport/ports.ts';
import type { Recording } from '../../src/transport/recording.ts';
import type { Wire } from '../../src/transport/transcript-line.ts';

/** A message of 7609 bytes has 129 reports; the last few messages are what helps. */
const KEPT_FRAMES = 400;
const SHOWN_LINES = 24;

const describer: Describer = { request: describeRequest, response: describeResponse };

/**
 * The last frames of one key, over whichever of its ports they went; nothing is decoded before it is asked for. All of them go
 * to the recording, where there is one.
 */
export class FrameLog {
  readonly #clock: Clock;
  readonly #recording: Recording | undefined;
  /** Every port of a key hears every report: the same report is kept once. */
  readonly #heard = new WeakSet<Uint8Array>();
  #reports: Frame[] = [];
  #apdus: Frame[] = [];

  constructor(clock: Clock, recording?: Recording) {
    this.#clock = clock;
    this.#recording = recording;
  }

  /** The port, its reports kept. */
  watch(port: ReportPort): ReportPort {
    return {
      name: port.name,
      reportSize: port.reportSize,
      write: (report) => {
        this.#reports = this.#keep(this.#reports, 'hid', 'out', report);
        return this.#whole('write', () => port.write(report));
      },
      read: async (timeoutMs) => {
        const report = await this.#whole('read', () => port.read(timeoutMs));
        if (report !== undefined && !this.#heard.has(report)) {
          this.#heard.add(report);
          this.#reports = this.#keep(this.#reports, 'hid', 'in', report);
        }
        return report;
      },
      close: () => port.close(),
    };
  }

  /** The card, its APDUs kept. */
  watchCard(port: CardPort): CardPort {
    return {
      name: port.name,
      transmit: async (apdu, timeoutMs) => {
        this.#apdus = this.#keep(this.#apdus, 'card', 'out', apdu);
        const answer = await this.#whole('transmit', () => port.transmit(apdu, timeoutMs));
        this.#apdus = this.#keep(this.#apdus, 'card', 'in', answer);
        return answer;
      },
      close: () => port.close(),
    };
  }

  /** The last messages in words, oldest first. */
  lines(): string[] {
    const lines = [
      ...(this.#reports.length === 0 ? [] : hidLines(this.#reports, describer)),
      ...(this.#apdus.length === 0 ? [] : cardLines(this.#apdus, describer)),
    ];
    return lines.slice(-SHOWN_LINES);
  }

  /** Begins anew. */
  forget(): void {
    this.#reports = [];
    this.#apdus = [];
  }

  #keep(frames: Frame[], wire: Wire, direction: Frame['direction'], bytes: Uint8Array): Frame[] {
    const atMs = this.#clock.nowMs();
    frames.push({ atMs, direction, bytes });
    this.#recording?.frame(wire, direction, atMs, bytes);
    return frames.length > 2 * KEPT_FRAMES ? frames.slice(-KEPT_FRAMES) : frames;
  }

  /** The call; where the link breaks during it, that is recorded too. */
  #whole<T>(during: string, call: () => Promise<T>): Promise<T> {
    const recording = this.#recording;
    if (recording === undefined) return call();
    return call().catch((error: unknown) => {
      if (error instanceof TransportError) recording.lost(this.#clock.nowMs(), during, error);
      throw error;
    });
  }
}
