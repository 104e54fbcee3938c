import { describe, expect, it } from 'vitest';
import { pcscCodeOfName, pcscCodeOfNumber, pcscCodes } from '../../../../src/transport/pcsc/pcsc-code.ts';
import { readerState } from '../../../../src/transport/pcsc/reader-state.ts';

describe('pcscCodes', () => {
  it('are found by number, signed or not, and by name', () => {
    for (const [code, [number, name]] of Object.entries(pcscCodes)) {
      expect([pcscCodeOfNumber(number), pcscCodeOfNumber(number | 0), pcscCodeOfName(name)]).toEqual([
        code,
        code,
        code,
      ]);
    }
    expect([pcscCodeOfNumber(0x80100099), pcscCodeOfName('Nonsense')]).toEqual(['other', 'other']);
  });
});

describe('readerState', () => {
  it.each([
    [0x10022, { card: 'present', inUse: 'no' }],
    [0x10122, { card: 'present', inUse: 'shared' }],
    [0x101a2, { card: 'present', inUse: 'exclusive' }],
    [0x12, { card: 'none', inUse: 'no' }],
    [0x222, { card: 'mute', inUse: 'no' }],
  ])('reads the flags %d', (flags, expected) => {
    expect(readerState('R', flags)).toEqual({ name: 'R', ...expected });
  });
});
