import { describe, expect, it } from 'vitest';
import { CountersModel } from '../../../../conformance/model/counters.ts';

describe('CountersModel', () => {
  it('takes counters that grow, by one or by more', () => {
    const model = new CountersModel<string>();
    model.make('credential', 1);
    expect([2, 5, 6].map((shown) => model.used(model.made[0]!, shown))).toEqual([undefined, undefined, undefined]);
  });

  it('takes counters that are always zero', () => {
    const model = new CountersModel<string>();
    model.make('credential', 0);
    expect([0, 0].map((shown) => model.used(model.made[0]!, shown))).toEqual([undefined, undefined]);
  });

  it('names what was expected of a counter that stands still, goes back or falls to zero', () => {
    for (const shown of [4, 3, 0]) {
      const model = new CountersModel<string>();
      model.make('credential', 4);
      expect(model.used(model.made[0]!, shown)).toBe('a counter above 4');
    }
  });

  it('expects nothing of a first counter that it has not seen before', () => {
    const model = new CountersModel<string>();
    model.make('of U2F', undefined);
    expect(model.used(model.made[0]!, 7)).toBeUndefined();
  });

  it('lets nothing outlive a reset', () => {
    const model = new CountersModel<string>();
    model.make('credential', 1);
    model.reset();
    expect(model.made.every(({ isAlive }) => !isAlive)).toBe(true);
  });
});
