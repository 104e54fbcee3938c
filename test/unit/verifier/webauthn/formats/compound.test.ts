import { describe, expect, it } from 'vitest';
import type { RegistrationHooks } from '../../../../../src/ceremonies/hooks.ts';
import type { CborMap, CborValue } from '../../../../../src/codec/cbor/value.ts';
import { compoundSteps } from '../../../../../src/verifier/webauthn/compound.ts';
import { judgeMade, wordOf } from './judge-made.ts';

function partOf(fmt: CborValue, attStmt: CborValue = new Map()): CborMap {
  return new Map<string, CborValue>([
    ['fmt', fmt],
    ['attStmt', attStmt],
  ]) as CborMap;
}

function parts(spoil: (sound: CborMap[]) => CborValue): RegistrationHooks {
  return { statement: (sound) => spoil(sound as CborMap[]) };
}

const unknown = partOf('unheard-of');

describe('compound attestation', () => {
  it('gives the facts of its parts, and the strongest first among them', () => {
    const verdict = judgeMade('compound');
    if (verdict.kind !== 'accepted') throw new Error(verdict.because);
    const { attestation } = verdict;
    expect(attestation).toMatchObject({ format: 'compound', trusted: true });
    expect(attestation.parts?.length).toBeGreaterThanOrEqual(2);
    expect(attestation.trustPath.length).toBeGreaterThan(0);
  });

  it.each<[string, RegistrationHooks, string]>([
    ['of one part', parts((sound) => sound.slice(0, 1)), 'compound-parts'],
    ['of none', parts(() => []), 'compound-parts'],
    ['of a hundred', parts((sound) => Array.from({ length: 100 }, () => sound[0]!)), 'compound-parts'],
    ['of two parts of one format', parts((sound) => [sound[0]!, sound[0]!]), 'accepted'],
    ['of a part of none attestation', parts((sound) => [...sound, partOf('none')]), 'accepted'],
    ['that is a map', parts((sound) => sound[0]!), 'attestation-statement-malformed'],
    ['of parts that are no maps', parts(() => [1, 2]), 'attestation-statement-malformed'],
    [
      'of parts with more',
      parts((sound) => [...sound, new Map([...sound[0]!, ['x', 1]])]),
      'attestation-statement-malformed',
    ],
    ['of a compound part', parts((sound) => [...sound, partOf('compound', [])]), 'compound-parts'],
    ['of an unknown part', parts((sound) => [...sound, unknown]), 'attestation-format-unsupported'],
    ['of a wrong part', parts((sound) => [...sound, partOf('packed')]), 'attestation-statement-malformed'],
  ])('%s is judged', (_, hooks, word) => {
    expect(wordOf(judgeMade('compound', hooks))).toBe(word);
  });

  it('may leave unknown parts uncounted by policy, but not live on them', () => {
    const policy = { compound: { unknownParts: 'ignored' } } as const;
    expect(
      wordOf(
        judgeMade(
          'compound',
          parts((sound) => [...sound, unknown]),
          policy,
        ),
      ),
    ).toBe('accepted');
    expect(
      wordOf(
        judgeMade(
          'compound',
          parts(() => [unknown, unknown]),
          policy,
        ),
      ),
    ).toBe('compound-too-few');
  });

  it('may ask for a number of parts that hold', () => {
    const hooks = parts((sound) => [sound[0]!, partOf('packed')]);
    const verdict = judgeMade('compound', hooks, { compound: { required: 1 } });
    expect(verdict).toMatchObject({ kind: 'accepted', warnings: [{ code: 'attestation-statement-malformed' }] });
    expect(verdict.steps.every(({ outcome }) => outcome !== 'failed')).toBe(true);
    const judged = verdict.steps.find(({ says }) => says === compoundSteps.parts.says);
    expect(judged?.outcome).toBe('not-requested');
    expect(wordOf(judgeMade('compound', hooks, { compound: { required: 2 } }))).toBe('compound-too-few');
  });

  it('counts a part that is there twice once', () => {
    const hooks = parts((sound) => [sound[0]!, sound[0]!]);
    expect(wordOf(judgeMade('compound', hooks, { compound: { required: 1 } }))).toBe('accepted');
    expect(wordOf(judgeMade('compound', hooks, { compound: { required: 2 } }))).toBe('compound-too-few');
    expect(wordOf(judgeMade('compound', {}, { compound: { required: 2 } }))).toBe('accepted');
  });

  it('has parts of formats that policy takes', () => {
    const hooks = parts((sound) => [...sound, partOf('none')]);
    expect(wordOf(judgeMade('compound', hooks, { formats: ['compound'] }))).toBe('attestation-format-not-acceptable');
    expect(wordOf(judgeMade('compound', hooks, { acceptNone: false }))).toBe('attestation-type-not-acceptable');
  });
});
