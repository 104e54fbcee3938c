import type { Touch } from '../../conformance/vocabulary/device.ts';
import type { CardPort, ReportPort } from '../../src/transport/ports.ts';
import { runCommand } from '../run-command.ts';
import type { OpenHow } from './open-how.ts';
import { watchCardTouches, watchTouches } from './touching-port.ts';

const TOUCH_TIMEOUT_MS = 30_000;

/** A finger that is a command: run once for each message that waits for a touch, unless touches are withheld. */
export class TouchCommand {
  readonly #command: string;
  readonly #onTrouble: (says: string) => void;
  readonly #stop = new AbortController();
  #manner: Touch = 'grant';
  #isRunning = false;

  constructor(command: string, how: OpenHow) {
    this.#command = command;
    this.#onTrouble = how.onTrouble ?? (() => undefined);
  }

  /** The port, with the finger beside it. */
  watch(port: ReportPort): ReportPort {
    return watchTouches(port, () => this.#touch());
  }

  /** The card, with the finger beside it. */
  watchCard(port: CardPort): CardPort {
    return watchCardTouches(port, () => this.#touch());
  }

  /** `decline` cannot be done by a finger: it is withheld. */
  behave(manner: Touch): void {
    this.#manner = manner;
  }

  /** Ends a command that is under way. */
  close(): void {
    this.#stop.abort();
  }

  #touch(): void {
    if (this.#manner !== 'grant' || this.#isRunning || this.#stop.signal.aborted) return;
    this.#isRunning = true;
    runCommand(this.#command, { what: 'touch command', timeoutMs: TOUCH_TIMEOUT_MS, signal: this.#stop.signal })
      .catch((error: Error) => {
        if (!this.#stop.signal.aborted) this.#onTrouble(error.message);
      })
      .finally(() => {
        this.#isRunning = false;
      });
  }
}
