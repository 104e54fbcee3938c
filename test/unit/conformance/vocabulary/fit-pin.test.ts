import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPin } from '../../../../conformance/vocabulary/fit-pin.ts';
import type { GetInfo } from '../../../../src/ctap2/get-info.ts';

const seed = 1;

function limits(minPINLength?: number, maxPINLength?: number): GetInfo {
  return {
    ...(minPINLength === undefined ? {} : { minPINLength }),
    ...(maxPINLength === undefined ? {} : { maxPINLength }),
  } as GetInfo;
}

describe('a PIN fitted to a key', () => {
  it('stays what it is on a key that says nothing of lengths', () => {
    expect(fitPin('touchstone-4711', limits())).toBe('touchstone-4711');
  });

  it('is as long as the key asks for and no longer than it takes, and two that end otherwise stay two', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 63 }), fc.integer({ min: 0, max: 59 }), (min, more) => {
        const max = Math.min(63, min + more);
        const fitted = fitPin('touchstone-4711', limits(min, max));
        expect(fitted.length).toBeGreaterThanOrEqual(min);
        expect(fitted.length).toBeLessThanOrEqual(max);
        expect(fitPin('touchstone-0815', limits(min, max))).not.toBe(fitted);
      }),
      { seed },
    );
  });
});
