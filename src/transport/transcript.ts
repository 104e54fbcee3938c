import type { Clock } from '../env/env.ts';
import { cardLines } from './card/card-lines.ts';
import { type Describer, type Frame, plainDescriber } from './frame.ts';
import { hidLines } from './hid/hid-lines.ts';
import type { CardPort, ReportPort } from './ports.ts';

export type { Describer, Frame } from './frame.ts';

/** What a recording port adds to its port. */
export interface Recording {
  /** The frames kept, oldest first. */
  frames(): Frame[];
  /** The frames kept, put into words: one line a message, times counted from the first line. */
  lines(describer?: Describer): string[];
  /** Forgets all frames. */
  forget(): void;
}

/** The port, keeping its last `limit` reports; nothing is decoded before it is asked for. */
export function recordPort(port: ReportPort, limit: number, clock: Clock): ReportPort & Recording {
  const ring = new Ring(limit, clock);
  return {
    name: port.name,
    reportSize: port.reportSize,
    write: (report) => {
      ring.keep('out', report);
      return port.write(report);
    },
    read: async (timeoutMs) => {
      const report = await port.read(timeoutMs);
      if (report !== undefined) ring.keep('in', report);
      return report;
    },
    close: () => port.close(),
    frames: () => ring.frames(),
    lines: (describer = plainDescriber) => hidLines(ring.frames(), describer),
    forget: () => ring.forget(),
  };
}

/** The card, keeping its last `limit` APDUs (commands and responses counted apart). */
export function recordCard(port: CardPort, limit: number, clock: Clock): CardPort & Recording {
  const ring = new Ring(limit, clock);
  return {
    name: port.name,
    transmit: async (apdu, timeoutMs) => {
      ring.keep('out', apdu);
      const answer = await port.transmit(apdu, timeoutMs);
      ring.keep('in', answer);
      return answer;
    },
    close: () => port.close(),
    frames: () => ring.frames(),
    lines: (describer = plainDescriber) => cardLines(ring.frames(), describer),
    forget: () => ring.forget(),
  };
}

class Ring {
  readonly #limit: number;
  readonly #clock: Clock;
  #frames: Frame[] = [];
  #next = 0;

  constructor(limit: number, clock: Clock) {
    if (!(limit >= 1)) throw new RangeError(`recordPort: expected a limit of at least 1, received ${limit}`);
    this.#limit = limit;
    this.#clock = clock;
  }

  keep(direction: Frame['direction'], bytes: Uint8Array): void {
    this.#frames[this.#next] = { atMs: this.#clock.nowMs(), direction, bytes };
    this.#next = (this.#next + 1) % this.#limit;
  }

  frames(): Frame[] {
    const isFull = this.#frames.length === this.#limit;
    return isFull ? [...this.#frames.slice(this.#next), ...this.#frames.slice(0, this.#next)] : this.#frames.slice();
  }

  forget(): void {
    this.#frames = [];
    this.#next = 0;
  }
}
