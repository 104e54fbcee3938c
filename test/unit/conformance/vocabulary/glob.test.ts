import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../../conformance/vocabulary/glob.ts';

const pieces = fc.array(fc.constantFrom('*', 'a', 'b', '.', 'ab'), { maxLength: 8 });

describe('matchesGlob', () => {
  it('agrees with the regular expression of the same meaning', () => {
    const words = fc.tuple(pieces, pieces);
    fc.assert(
      fc.property(words, ([glob, id]) => {
        const text = id.join('').replaceAll('*', '');
        const pattern = new RegExp(`^${glob.join('').replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        expect(matchesGlob(glob.join(''), text)).toBe(pattern.test(text));
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
