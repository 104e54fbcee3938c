import type { Submit } from './message.ts';

/** An endpoint towards the host: what the key has to say meets the transfers that ask for it, each in order. */
export class TransferQueue {
  readonly #complete: (transfer: Submit, data: Uint8Array) => void;
  #wanting: Submit[] = [];
  #messages: Uint8Array[] = [];

  /** `complete` is called once for each transfer that is answered. */
  constructor(complete: (transfer: Submit, data: Uint8Array) => void) {
    this.#complete = complete;
  }

  /** The key has something to say. */
  push(message: Uint8Array): void {
    this.#messages.push(message);
    this.#match();
  }

  /** The host asks. */
  want(transfer: Submit): void {
    this.#wanting.push(transfer);
    this.#match();
  }

  /** Takes a transfer back; false where it is not waiting. */
  remove(sequence: number): boolean {
    const before = this.#wanting.length;
    this.#wanting = this.#wanting.filter((transfer) => transfer.sequence !== sequence);
    return this.#wanting.length < before;
  }

  /** Forgets both sides. */
  clear(): void {
    this.#wanting = [];
    this.#messages = [];
  }

  /** A message longer than a transfer goes on in the next one. */
  #match(): void {
    for (;;) {
      const message = this.#messages[0];
      const transfer = this.#wanting[0];
      if (message === undefined || transfer === undefined) return;
      this.#wanting.shift();
      if (message.length > transfer.length) this.#messages[0] = message.subarray(transfer.length);
      else this.#messages.shift();
      this.#complete(transfer, message.subarray(0, transfer.length));
    }
  }
}
