import type { Presence } from '../ports/presence.ts';
import type { Interaction, PresenceOutcome, PresenceRequest } from '../ports/responder.ts';

/** A wait for the person at the key. */
export interface Wait {
  readonly request: PresenceRequest;
  readonly startedMs: number;
  readonly endsMs: number;
}

const KEEPALIVE_CANCEL = 0x2d;
const MOST_WAITS_AFTER_CANCEL = 8;
// a command that waits again and again must not hold up the wire
const MOST_WAITS_AT_ONCE = 64;

/**
 * One CTAP2 command under way: runs the authenticator's interaction until it waits for the user or has an answer. Every
 * method that gives bytes gives the answer, once; after that, or after `abort`, no method may be called.
 */
export class Work {
  /** The wait now, if there is one. */
  wait: Wait | undefined;
  /** Waits begun so far, those granted at once included. */
  waits = 0;
  readonly #interaction: Interaction;
  readonly #presence: Presence;
  readonly #userTimeoutMs: (timeoutMs: number) => number;

  constructor(interaction: Interaction, presence: Presence, userTimeoutMs: (timeoutMs: number) => number) {
    this.#interaction = interaction;
    this.#presence = presence;
    this.#userTimeoutMs = userTimeoutMs;
  }

  /** Runs from the beginning to the first wait that is not over at once. */
  begin(nowMs: number): Uint8Array | undefined {
    return this.#take(this.#interaction.next('granted'), nowMs) ?? this.poll(nowMs);
  }

  /** Looks at the person again and goes on as far as possible. */
  poll(nowMs: number): Uint8Array | undefined {
    for (let waits = 0; this.wait !== undefined && waits < MOST_WAITS_AT_ONCE; waits += 1) {
      const outcome = this.#outcome(this.wait, nowMs);
      if (outcome === undefined) return undefined;
      const answer = this.#take(this.#interaction.next(outcome), nowMs);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** Ends the wait with `outcome`; whatever the command waits for after that ends the same way. */
  cancel(outcome: PresenceOutcome, nowMs: number): Uint8Array {
    for (let tries = 0; tries < MOST_WAITS_AFTER_CANCEL; tries += 1) {
      const answer = this.#take(this.#interaction.next(outcome), nowMs);
      if (answer !== undefined) return answer;
    }
    this.abort();
    return Uint8Array.of(KEEPALIVE_CANCEL);
  }

  /** Ends the command without an answer. */
  abort(): void {
    this.wait = undefined;
    this.#interaction.return(new Uint8Array(0));
  }

  #outcome(wait: Wait, nowMs: number): PresenceOutcome | undefined {
    const seen = this.#presence.poll(wait.request, nowMs - wait.startedMs);
    if (seen !== 'waiting') return seen;
    return nowMs >= wait.endsMs ? 'timeout' : undefined;
  }

  #take(step: IteratorResult<PresenceRequest, Uint8Array>, nowMs: number): Uint8Array | undefined {
    if (step.done === true) {
      this.wait = undefined;
      return step.value;
    }
    this.waits += 1;
    this.wait = { request: step.value, startedMs: nowMs, endsMs: nowMs + this.#userTimeoutMs(step.value.timeoutMs) };
    return undefined;
  }
}
