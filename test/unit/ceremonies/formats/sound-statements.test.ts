import { describe, expect, it } from 'vitest';
import { algorithmsOf } from '../../../../src/ceremonies/algorithms.ts';
import { attestationKinds } from '../../../../src/ceremonies/variant.ts';
import { rootless, trusting, verdictOn, waysOf } from './judged.ts';

describe('sound statements before the reference verifier', () => {
  const kinds = attestationKinds.flatMap((kind) => algorithmsOf(kind).map((alg) => ({ kind, alg })));
  it.each(kinds)('$kind with credential algorithm $alg is accepted whatever is drawn', ({ kind, alg }) => {
    for (const way of waysOf(kind, 8, [alg])) {
      for (const policy of [trusting, rootless]) {
        const verdict = verdictOn(way, {}, policy);
        const said = verdict.kind === 'accepted' ? '' : `seed ${way.seed}: ${verdict.because}`;
        expect(said).toBe('');
        expect(verdict.warnings).toEqual([]);
      }
    }
  });

  it.each(['packed-x5c', 'fido-u2f', 'tpm', 'android-key', 'android-safetynet', 'apple', 'compound'] as const)(
    '%s leads to the root of our authority',
    (kind) => {
      for (const way of waysOf(kind, 4)) {
        expect(verdictOn(way, {}, trusting)).toMatchObject({ attestation: { trusted: true } });
      }
    },
  );
});
