import type { Presence } from '../ports/presence.ts';
import type { Interaction } from '../ports/responder.ts';
import { Work } from './work.ts';

/** What a card does, without time: a response APDU at once, or a command that waits for the person and ends in one. */
export interface CardLogic {
  receive(apdu: Uint8Array): Uint8Array | Interaction;
  /** Power was cut and came back. */
  powerCycle(): void;
}

const POLL_MS = 20;

/** Runs a card that holds its answers back while it waits, in real time (`begin`, `poll`) or virtual time (`transmit`). No timers. */
export class CardRunner {
  readonly profile: { readonly pollMs: number } = { pollMs: POLL_MS };
  /** Card time spent in the last `transmit`; the caller lets that time pass before it hands the answer on. */
  busyMs = 0;
  readonly #logic: CardLogic;
  readonly #presence: Presence;
  #held: Work | undefined;

  constructor(logic: CardLogic, presence: Presence) {
    this.#logic = logic;
    this.#presence = presence;
  }

  /** Takes one command APDU; `undefined` while the answer is held back. Another command ends the one that waits. */
  begin(apdu: Uint8Array, nowMs: number): Uint8Array | undefined {
    this.#abort();
    const answer = this.#logic.receive(apdu);
    if (answer instanceof Uint8Array) return answer;
    const work = new Work(answer, this.#presence, (timeoutMs) => timeoutMs);
    const early = work.begin(nowMs);
    if (early === undefined) this.#held = work;
    return early;
  }

  /** Looks at the person again; gives the answer held back when it is there. */
  poll(nowMs: number): Uint8Array | undefined {
    const answer = this.#held?.poll(nowMs);
    if (answer !== undefined) this.#held = undefined;
    return answer;
  }

  /** Takes one command APDU; gives the whole response APDU, `busyMs` later. */
  transmit(apdu: Uint8Array, nowMs: number): Uint8Array {
    this.busyMs = 0;
    let answer = this.begin(apdu, nowMs);
    while (answer === undefined) {
      this.busyMs += POLL_MS;
      answer = this.poll(nowMs + this.busyMs);
    }
    return answer;
  }

  /** Takes the card's power and gives it back. */
  powerCycle(_nowMs: number): void {
    this.#abort();
    this.#logic.powerCycle();
  }

  #abort(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.abort();
  }
}
