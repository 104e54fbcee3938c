import { describe, expect, it } from 'vitest';
import { type Contestant, geometricMean, median, race } from '../../../bench/race.ts';

const pace = { batchMs: 1, rounds: 4, warmUpMs: 0 };

/** A contestant who takes what a list says, in nanoseconds an operation, and notes when it was asked. */
function scripted(name: string, costs: readonly number[], asked: string[]): Contestant {
  let round = 0;
  return {
    name,
    measure: async (times) => {
      asked.push(name);
      const cost = costs[round % costs.length]! * times;
      round += 1;
      return { wallNs: cost * 10, cpuNs: cost };
    },
  };
}

describe('a race', () => {
  it('takes ratios inside a round, so that a noise that hits both leaves no trace', async () => {
    const noisy = [100, 900, 300, 500];
    const a = scripted('a', noisy, []);
    const b = scripted(
      'b',
      noisy.map((cost) => cost * 2),
      [],
    );
    const finish = await race([a, b], { pace, clock: 'cpu', times: 3 });
    expect(finish.ratio('b', 'a')).toBe(2);
    expect(finish.microseconds('a')).toBe(0.4);
  });

  it('reads the clock that it is told to', async () => {
    const finish = await race([scripted('a', [1000], [])], { pace, clock: 'wall', times: 1 });
    expect(finish.microseconds('a')).toBe(10);
  });

  it('rotates the order from round to round', async () => {
    const asked: string[] = [];
    const contestants = ['a', 'b', 'c'].map((name) => scripted(name, [1], asked));
    await race(contestants, { pace, clock: 'cpu', times: 1 });
    expect(asked.join('')).toBe('abcbcacababc');
  });

  it('refuses a name that did not run', async () => {
    const finish = await race([scripted('a', [1], [])], { pace, clock: 'cpu', times: 1 });
    expect(() => finish.ratio('a', 'z')).toThrow(RangeError);
  });
});

describe('means', () => {
  it('has the middle of some numbers, and the geometric mean of ratios', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
    expect(geometricMean([0.5, 2])).toBeCloseTo(1);
  });
});
