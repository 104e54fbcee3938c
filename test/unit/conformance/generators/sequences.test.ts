import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandSequences } from '../../../../conformance/generators/sequences.ts';

interface Total {
  sum: number;
}

class Add implements fc.AsyncCommand<Total, Total> {
  readonly step: number;
  constructor(step: number) {
    this.step = step;
  }
  check(): boolean {
    return true;
  }
  async run(model: Total): Promise<void> {
    model.sum += this.step;
    if (this.step === 7 && model.sum > 7) throw new Error('seven after something');
  }
  toString(): string {
    return `add ${this.step}`;
  }
}

const sequences = commandSequences(
  fc.constantFrom(1, 2, 7).map((step) => new Add(step)),
  12,
);

const property = (): fc.IAsyncPropertyWithHooks<[{ commands: readonly fc.AsyncCommand<Total, Total>[] }]> =>
  fc.asyncProperty(sequences, async ({ commands }) => {
    await fc.asyncModelRun(() => ({ model: { sum: 0 }, real: { sum: 0 } }), commands);
  });

describe('commandSequences', () => {
  it('shrinks a failure to the commands that it needs, one a line', async () => {
    const { counterexample } = await fc.check(property(), { seed: 3 });
    expect(String(counterexample?.[0])).toBe('\n  1. add 1\n  2. add 7');
  });

  it('leads back to a failure by seed and path alone', async () => {
    const found = await fc.check(property(), { seed: 3 });
    const again = await fc.check(property(), { seed: 3, path: found.counterexamplePath!, endOnFailure: true });
    expect(String(again.counterexample?.[0])).toBe(String(found.counterexample?.[0]));
  });

  it('draws sequences up to the longest', () => {
    const lengths = fc.sample(sequences, { seed: 1, numRuns: 500 }).map(({ commands }) => commands.length);
    expect(Math.max(...lengths)).toBe(12);
  });
});
