const MOST_LINES = 12;
/** A statement with its certificates fits. */
const LONGEST_LINE = 16_384;

/** The last exchanges with a relying party, as lines of text. */
export class PartyTranscript {
  #lines: string[] = [];

  /** Adds one line; a long one is cut, and says so. */
  add(line: string): void {
    const cut = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}… (${line.length} characters)` : line;
    this.#lines.push(cut);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  /** Oldest first. */
  lines(): string[] {
    return [...this.#lines];
  }

  /** Forgets the lines so far. */
  forget(): void {
    this.#lines = [];
  }
}
