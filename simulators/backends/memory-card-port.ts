import type { VirtualClock } from '../../src/env/manual-clock.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { CardPort } from '../../src/transport/ports.ts';
import type { CardEndpoint } from '../endpoints/card-endpoint.ts';

/** What a MemoryCardPort is made of. `clock` must be the clock that the key reads. */
export interface MemoryCardPortOptions {
  readonly endpoint: CardEndpoint;
  readonly clock: VirtualClock;
  readonly name?: string;
}

/** A key in the same process, as a card. What the card takes time for passes on the virtual clock. */
export class MemoryCardPort implements CardPort {
  readonly name: string;
  readonly #endpoint: CardEndpoint;
  readonly #clock: VirtualClock;
  #isOpen = true;

  constructor(options: MemoryCardPortOptions) {
    this.name = options.name ?? 'memory-card';
    this.#endpoint = options.endpoint;
    this.#clock = options.clock;
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    if (!this.#isOpen) throw new TransportError(this.name, 'closed', 'gone', 'the port is closed');
    const answer = this.#endpoint.transmit(apdu, this.#clock.nowMs());
    this.#clock.advance(this.#endpoint.busyMs);
    return answer;
  }

  /** Takes the card out of the field and brings it back. */
  powerCycle(): void {
    this.#endpoint.powerCycle(this.#clock.nowMs());
  }

  async close(): Promise<void> {
    this.#isOpen = false;
  }
}
