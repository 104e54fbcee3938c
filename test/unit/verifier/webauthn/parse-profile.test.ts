import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { parseVerifierProfile, verifierProfileSchemaText } from '../../../../src/verifier/webauthn/parse-profile.ts';
import { demands, profiles, relaxations } from '../../../../src/verifier/webauthn/profile.ts';

describe('parseVerifierProfile', () => {
  it.each(Object.values(profiles))('reads $name back from its JSON', (profile) => {
    expect(parseVerifierProfile(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });

  it('reads every demand', () => {
    const json = {
      $schema: 'verifier-profile.schema.json',
      name: 'everything',
      demands: {
        formats: ['packed'],
        customFormats: { longestName: 32 },
        userVerification: 'required',
        certificates: 'required',
        anchors: 'required',
        metadata: 'required',
        metadataClaims: ['certified'],
        aaguids: { allow: ['00112233-4455-6677-8899-aabbccddeeff'] },
      },
    };
    expect(Object.keys(json.demands).sort()).toEqual(Object.keys(demands).sort());
    expect(parseVerifierProfile(json)).toEqual({ name: 'everything', waives: {}, demands: json.demands });
  });

  it.each([
    ['a profile that is a text', 'strict', /profile: expected an object, received "strict"/],
    ['no name', {}, /profile\.name: expected a text of at least one character, received nothing/],
    ['an unknown member', { name: 'a', waive: {} }, /profile: expected only .*received "waive"/],
    ['an unknown switch', { name: 'a', waives: { signature: true } }, /profile\.waives: expected only/],
    [
      'a switch that is off',
      { name: 'a', waives: { 'backup-flags': false } },
      /backup-flags: expected true, received false/,
    ],
    [
      'a demand of another value',
      { name: 'a', demands: { anchors: true } },
      /anchors: expected required, received true/,
    ],
    ['formats that are a text', { name: 'a', demands: { formats: 'packed' } }, /formats: expected an array/],
    [
      'an unknown claim',
      { name: 'a', demands: { metadataClaims: ['nice'] } },
      /metadataClaims\[0\]: expected certified or/,
    ],
    ['an AAGUID that is none', { name: 'a', demands: { aaguids: { allow: ['x'] } } }, /allow\[0\]: expected a UUID/],
    [
      'both lists',
      { name: 'a', demands: { aaguids: { allow: [], block: [] } } },
      /either allow or block, received both/,
    ],
    [
      'a longest name of 0',
      { name: 'a', demands: { customFormats: { longestName: 0 } } },
      /longestName: expected a whole/,
    ],
  ])('names what is wrong: %s', (_what, json, message) => {
    expect(() => parseVerifierProfile(json)).toThrow(message);
    expect(() => parseVerifierProfile(json)).toThrow(DecodeError);
  });

  it('gives a profile or a DecodeError', () => {
    const names = Object.fromEntries(Object.keys(relaxations).map((name) => [name, fc.constantFrom(true, false, 1)]));
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ name: fc.string(), waives: fc.record(names, { requiredKeys: [] }), demands: fc.jsonValue() }),
    );
    const read = (json: unknown): void => {
      try {
        expect(parseVerifierProfile(json).name).not.toBe('');
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    };
    fc.assert(fc.property(anything, read), { seed: 5, numRuns: 300 });
  });
});

describe('the schema of a verifier profile', () => {
  it('is published as it stands in the source (node scripts/write-schemas.mjs writes it)', () => {
    const published = readFileSync('fixtures/schemas/verifier-profile.schema.json', 'utf8');
    expect(published).toBe(verifierProfileSchemaText());
  });
});
