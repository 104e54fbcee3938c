import { callLater } from '../env/system.ts';
import { ReportQueue } from './report-queue.ts';

/**
 * What came from a wire that pushes: kept in order until it is read, one reader at a time. A failure is told to the reader
 * that waits, or else to the next one, once, after what came before it.
 */
export class Inbox {
  readonly #queue = new ReportQueue();
  #waiting: ((outcome: Uint8Array | Error | undefined) => void) | undefined;
  #failure: Error | undefined;

  /** Something came. */
  push(bytes: Uint8Array): void {
    if (this.#waiting === undefined) this.#queue.push(bytes);
    else this.#waiting(bytes);
  }

  /** The wire broke. */
  fail(error: Error): void {
    if (this.#waiting === undefined) this.#failure = error;
    else this.#waiting(error);
  }

  /** Takes the failure that nobody was told of yet. */
  takeFailure(): Error | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Forgets what came and the failure. */
  clear(): void {
    this.#queue.clear();
    this.#failure = undefined;
  }

  /** The oldest of what came, a failure as a value, or `undefined` when nothing came within `timeoutMs`. */
  async next(timeoutMs: number): Promise<Uint8Array | Error | undefined> {
    const bytes = this.#queue.shift() ?? this.takeFailure();
    if (bytes !== undefined) return bytes;
    if (this.#waiting !== undefined) throw new TypeError('Inbox.next: expected at most one pending read');
    if (!(timeoutMs > 0)) return undefined;
    return new Promise((resolve) => {
      const settle = (outcome: Uint8Array | Error | undefined): void => {
        this.#waiting = undefined;
        takeBack();
        resolve(outcome);
      };
      const takeBack = callLater(timeoutMs, () => settle(undefined));
      this.#waiting = settle;
    });
  }
}
