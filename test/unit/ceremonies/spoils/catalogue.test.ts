import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes } from '../../../../src/bytes/bytes.ts';
import { soundVariant } from '../../../../src/ceremonies/algorithms.ts';
import { makeRegistration } from '../../../../src/ceremonies/make-registration.ts';
import { assertionSpoils, registrationSpoils, spoils } from '../../../../src/ceremonies/spoils/catalogue.ts';
import { clientDataRegistrationSpoils } from '../../../../src/ceremonies/spoils/client-data.ts';
import { request, toolsOf } from '../sound.ts';

describe('the catalogue of spoiled ceremonies', () => {
  it('has more than 120 spoils, of both ceremonies', () => {
    expect(spoils).toHaveLength(registrationSpoils.length + assertionSpoils.length);
    expect(registrationSpoils.length).toBeGreaterThan(120);
    expect(assertionSpoils.length).toBeGreaterThan(120);
  });

  it('names each spoil once, by a slug with dots', () => {
    const names = spoils.map(({ ceremony, id }) => `${ceremony} ${id}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { id } of spoils) expect(id).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
  });

  it('says what is wrong once in each ceremony, as a part of a sentence', () => {
    const said = spoils.map(({ ceremony, needs, says }) => `${ceremony} ${says} ${JSON.stringify(needs)}`);
    expect(said.filter((one, index) => said.indexOf(one) !== index)).toEqual([]);
    for (const { says } of spoils) expect(says).not.toMatch(/\.$|\n/);
  });

  it('spoils one step each and names a clause for it', () => {
    for (const { id, hooks, steps } of spoils) {
      expect(Object.keys(hooks), id).toHaveLength(1);
      expect(steps.length, id).toBeGreaterThan(0);
    }
  });

  it.each(['https://example.org', 'http://localhost:8080', 'https://login.example.org:8443', 'http://localhost'])(
    'spoils client data of %s, whatever the challenge',
    (origin) => {
      const made = (challenge: Uint8Array, hooks = {}): Uint8Array =>
        makeRegistration(
          { ...request, origin, challenge },
          soundVariant({ attestation: 'none' }),
          toolsOf('catalogue'),
          hooks,
        ).bytes.clientDataJSON;
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 16, maxLength: 64 }), (challenge) => {
          fc.pre(challenge.some((byte) => byte !== 0));
          const sound = made(challenge);
          for (const { id, hooks } of clientDataRegistrationSpoils) {
            expect(equalBytes(made(challenge, hooks), sound), id).toBe(false);
          }
        }),
        { seed: 7, numRuns: 5 },
      );
    },
  );
});
