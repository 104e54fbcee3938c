import { callLater } from '../../src/env/system.ts';
import type { RunEvent } from '../vocabulary/event.ts';

const SECOND_MS = 1000;

/** How long the key still waits for a touch: begins with each touch that is asked for, and anew with each check. */
export class Countdown {
  readonly #nowMs: () => number;
  readonly #onSecond: () => void;
  #withinMs: number | undefined;
  #endsMs = 0;
  #stop: (() => void) | undefined;

  /** `onSecond` is called every second while it counts. */
  constructor(nowMs: () => number, onSecond: () => void) {
    this.#nowMs = nowMs;
    this.#onSecond = onSecond;
  }

  /** Whole seconds, 0 when they are over; `undefined` while no touch is wanted. */
  get secondsLeft(): number | undefined {
    if (this.#withinMs === undefined) return undefined;
    return Math.max(0, Math.ceil((this.#endsMs - this.#nowMs()) / SECOND_MS));
  }

  /** Hears what happens in the run. */
  follow(event: RunEvent): void {
    switch (event.kind) {
      case 'touchAsked':
        this.#begin(event.withinMs);
        break;
      case 'checkMade':
        this.#begin(this.#withinMs);
        break;
      case 'ruleStarted':
      case 'ruleFinished':
      case 'touchForbidden':
      case 'runFinished':
        this.stop();
        break;
      default:
    }
  }

  /** Counts no more. */
  stop(): void {
    this.#withinMs = undefined;
    this.#stop?.();
    this.#stop = undefined;
  }

  #begin(withinMs: number | undefined): void {
    if (withinMs === undefined) return;
    this.#withinMs = withinMs;
    this.#endsMs = this.#nowMs() + withinMs;
    if (this.#stop === undefined) this.#tick();
  }

  #tick(): void {
    this.#stop = callLater(SECOND_MS, () => {
      this.#tick();
      this.#onSecond();
    });
  }
}
