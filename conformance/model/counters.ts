/** A credential whose counter is watched; `held` is what the sequence keeps of it. */
export interface CountedCredential<T> {
  /** Counts from 1 in the order of making. */
  readonly number: number;
  readonly held: T;
  isAlive: boolean;
  /** The counter that it showed last; `undefined` before it showed any. */
  last: number | undefined;
}

/**
 * What becomes of credentials and their counters (WebAuthn Level 3 section 6.1.1, CTAP 2.3 section 6.6): they live until a
 * reset, over power cycles; a counter grows with each use, or is always zero.
 */
export class CountersModel<T> {
  /** All that were ever made, oldest first. */
  readonly made: CountedCredential<T>[] = [];

  make(held: T, shown: number | undefined): void {
    this.made.push({ number: this.made.length + 1, held, isAlive: true, last: shown });
  }

  reset(): void {
    for (const one of this.made) one.isAlive = false;
  }

  /** Notes the counter of one more use. `undefined`, or what was expected instead. */
  used(credential: CountedCredential<T>, shown: number): string | undefined {
    const { last } = credential;
    credential.last = shown;
    if (last === undefined || shown > last || (shown === 0 && last === 0)) return undefined;
    return last === 0 ? 'a counter of zero or more' : `a counter above ${last}`;
  }
}
