import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barOf, batteryCells, LCD_ROWS, lcdLines, lcdSizes, lcdWidth } from '../../../../cli/tui/lcd.ts';
import { segmentsOf } from '../../../../simulators/oath/display.ts';

const wide = lcdSizes[0]!;
const ofDigits = (digits: string): number[] => [...digits].map(segmentsOf);

describe('lcdLines', () => {
  it('draws digits as a display shows them', () => {
    expect(lcdLines(ofDigits('104'), wide)).toEqual(
      [
        '        ━━━         ',
        '    ┃  ┃   ┃  ┃   ┃ '.trimEnd(),
        '               ━━━  '.slice(0, 19),
        '    ┃  ┃   ┃      ┃',
        '        ━━━        ',
      ].map((line) => line.padEnd(19).slice(0, 19)),
    );
  });

  it('makes every row of every code as wide as was said, and no two digits alike', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{6,10}$/), fc.constantFrom(...lcdSizes), (code, size) => {
        const lines = lcdLines(ofDigits(code), size);
        expect(lines).toHaveLength(LCD_ROWS);
        for (const line of lines) expect(line).toHaveLength(lcdWidth(code.length, size));
      }),
    );
    for (const size of lcdSizes) {
      const drawn = [...'0123456789'].map((digit) => lcdLines(ofDigits(digit), size).join('\n'));
      expect(new Set(drawn).size).toBe(10);
    }
  });
});

describe('bars', () => {
  it('are as long as asked for, and a battery that has something left shows it', () => {
    expect(barOf(0.5, 10)).toEqual({ filled: '━━━━━', rest: '─────' });
    expect(barOf(7, 3)).toEqual({ filled: '━━━', rest: '' });
    expect([1, 0.75, 0.5, 0.01, 0].map(batteryCells)).toEqual(['▮▮▮▮', '▮▮▮▯', '▮▮▯▯', '▮▯▯▯', '▯▯▯▯']);
  });
});
