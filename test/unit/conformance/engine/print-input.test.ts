import { describe, expect, it } from 'vitest';
import { printInput } from '../../../../conformance/engine/print-input.ts';

describe('printInput', () => {
  it('writes bytes as people read them, and one argument without its brackets', () => {
    expect(printInput([Uint8Array.of(0, 255)])).toBe("h'00ff'");
  });

  it('writes maps in diagnostic form and leaves out what is undefined', () => {
    const request = { rp: { id: 'a.example' }, options: new Map([[1, true]]), pin: undefined, big: 2n ** 60n };
    expect(printInput([request, 'x'])).toBe(
      '{rp: {id: "a.example"}, options: {1: true}, big: 1152921504606846976}, "x"',
    );
  });

  it('lets a command of a sequence say how it prints', () => {
    class Reset {
      toString(): string {
        return 'reset()';
      }
    }
    expect(printInput([[new Reset(), new Reset()]])).toBe('[reset(), reset()]');
  });

  it('stops somewhere', () => {
    expect(printInput([new Uint8Array(9000)]).length).toBeLessThan(6100);
    const ring: unknown[] = [];
    ring.push(ring);
    expect(printInput(ring)).toContain('…');
  });
});
