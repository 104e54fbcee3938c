import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PinModel } from '../../../../conformance/model/pin.ts';

function withPin(): PinModel {
  const model = new PinModel();
  model.setPin('right');
  model.full = 8;
  return model;
}

describe('PinModel', () => {
  it('refuses every PIN while none is set, and a second setPIN', () => {
    const model = new PinModel();
    expect(model.tryPin('right')).toBe('refused');
    expect(model.setPin('right')).toBe('accepted');
    expect(model.setPin('other')).toBe('refused');
    expect(model.tryPin('right')).toBe('accepted');
  });

  it('locks after three wrong PINs in a row until power comes anew, and spends nothing meanwhile', () => {
    const model = withPin();
    for (let count = 0; count < 5; count += 1) model.tryPin('wrong');
    expect(model.tryPin('right')).toBe('refused');
    expect(model.spent).toBe(3);
    model.powerCycle();
    expect(model.tryPin('right')).toBe('accepted');
    expect(model.spent).toBe(0);
  });

  it('blocks for good after eight wrong PINs, however power came in between', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, 2), { minLength: 8, maxLength: 8 }), (rows) => {
        const model = withPin();
        for (const row of rows) {
          for (let count = 0; count < row; count += 1) model.tryPin('wrong');
          model.powerCycle();
        }
        expect(model.spent).toBe(8);
        expect(model.tryPin('right')).toBe('refused');
      }),
      { seed: 1 },
    );
  });

  it('opens what a token permits, for its relying party, once', () => {
    const model = withPin();
    model.issue(['mc'], 0, 0);
    expect(model.foretellUse('ga', 0, 1)).toBe('refused');
    expect(model.foretellUse('mc', 1, 1)).toBe('refused');
    expect(model.foretellUse('mc', 0, 1)).toBe('accepted');
    model.used(true, true, 1);
    expect(model.foretellUse('mc', 0, 2)).toBe('refused');
  });

  it('lets an unused token lapse after 30 s and any after ten minutes, and foretells nothing near the limits', () => {
    const model = withPin();
    model.issue(['cm'], undefined, 0);
    expect(model.foretellUse('cm', undefined, 2_000)).toBe('accepted');
    expect(model.foretellUse('cm', undefined, 25_000)).toBe('either');
    expect(model.foretellUse('cm', undefined, 33_000)).toBe('refused');
    model.used(true, false, 15_000);
    expect(model.foretellUse('cm', undefined, 17_000)).toBe('accepted');
    expect(model.foretellUse('cm', undefined, 60_000)).toBe('either');
    expect(model.foretellUse('cm', undefined, 600_001)).toBe('refused');
  });

  it('ends the token with a changed PIN and with a power cycle', () => {
    for (const end of [
      (model: PinModel) => model.changePin('right', 'other'),
      (model: PinModel) => model.powerCycle(),
    ]) {
      const model = withPin();
      model.issue(['cm'], undefined, 0);
      end(model);
      expect(model.foretellUse('cm', undefined, 1)).toBe('refused');
    }
  });
});
