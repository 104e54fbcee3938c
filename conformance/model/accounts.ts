/** A credential as the model knows it; `held` is what the sequence keeps of it. */
export interface ModelCredential<T> {
  /** Counts from 1 in the order of making. */
  readonly number: number;
  readonly party: number;
  readonly user: string;
  readonly discoverable: boolean;
  readonly held: T;
  isAlive: boolean;
}

/** What a key may answer to getAssertion: nobody (a refusal), or one of these, with that many accounts to choose among. */
export interface Foretold<T> {
  readonly by: readonly ModelCredential<T>[];
  readonly accounts: number;
}

/** What a key may answer to getNextAssertion. */
export type ForetoldNext<T> =
  | { readonly must: 'refuse' }
  | { readonly must: 'answer'; readonly by: ModelCredential<T> }
  | { readonly must: 'refuse or answer'; readonly by: ModelCredential<T> };

/**
 * Which credentials there are and whose turn it is (CTAP 2.3 sections 6.1.2 step 17, 6.2.2 steps 7 to 11, 6.3): one
 * discoverable credential for a user of a relying party, accounts newest first, their giving ended by power-off; whether
 * another command ends it too is left open.
 */
export class AccountsModel<T> {
  /** All that were ever made, oldest first. */
  readonly made: ModelCredential<T>[] = [];
  #turn: { remaining: readonly ModelCredential<T>[]; isCertain: boolean; accounts: number } | undefined;

  /** The accounts of a relying party, newest first. */
  accountsOf(party: number): ModelCredential<T>[] {
    return this.made.filter((one) => one.isAlive && one.discoverable && one.party === party).reverse();
  }

  /** How many accounts there are to choose among in the giving under way. */
  get accounts(): number {
    return this.#turn?.accounts ?? 0;
  }

  make(party: number, user: string, discoverable: boolean, held: T): void {
    if (discoverable) {
      for (const old of this.accountsOf(party)) if (old.user === user) old.isAlive = false;
    }
    this.made.push({ number: this.made.length + 1, party, user, discoverable, held, isAlive: true });
    this.interrupt();
  }

  delete(credential: ModelCredential<T>): void {
    credential.isAlive = false;
    this.interrupt();
  }

  /** getAssertion; `named` is its allowList. */
  assert(party: number, named?: readonly ModelCredential<T>[]): Foretold<T> {
    if (named !== undefined) {
      this.#turn = undefined;
      return { by: named.filter((one) => one.isAlive && one.party === party), accounts: 1 };
    }
    const accounts = this.accountsOf(party);
    this.#turn = { remaining: accounts.slice(1), isCertain: true, accounts: accounts.length };
    return { by: accounts.slice(0, 1), accounts: accounts.length };
  }

  /** getNextAssertion, before its answer is known. */
  next(): ForetoldNext<T> {
    const by = this.#turn?.remaining[0];
    if (this.#turn === undefined || by === undefined) return { must: 'refuse' };
    if (this.#turn.isCertain) return { must: 'answer', by };
    return by.isAlive ? { must: 'refuse or answer', by } : { must: 'refuse' };
  }

  /** What getNextAssertion came to. */
  nextWas(answered: boolean): void {
    if (this.#turn === undefined) return;
    this.#turn = answered ? { ...this.#turn, remaining: this.#turn.remaining.slice(1) } : undefined;
  }

  /** Another command came. */
  interrupt(): void {
    if (this.#turn !== undefined) this.#turn = { ...this.#turn, isCertain: false };
  }

  powerCycle(): void {
    this.#turn = undefined;
  }
}
