import { describe, expect, it } from 'vitest';
import type { RegistrationSpoil } from '../../../../src/ceremonies/spoil.ts';
import { attestationCatalogue } from '../../../../src/ceremonies/spoils/attestation-catalogue.ts';
import { attestationKinds } from '../../../../src/ceremonies/variant.ts';
import type { SpecReference } from '../../../../src/verifier/webauthn/step.ts';
import { rootless, soundVerdictOn, trusting, verdictOn, type Way, waysOf } from './judged.ts';

const SEEDS = 3;

describe('spoils of attestation', () => {
  it('are at least 120, each with an id of its own', () => {
    const ids = attestationCatalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(120);
  });

  it('say that attestation must be judged, and trust where a SHOULD is about a chain', () => {
    for (const { needs, id } of attestationCatalogue) {
      expect(needs?.attestation, id).toBe(true);
      expect(needs?.trust === true, id).toBe(id.startsWith('chain.'));
    }
  });

  it.each(attestationCatalogue.map((spoil) => ({ id: spoil.id, spoil })))('$id is refused at its step', ({ spoil }) => {
    const clauses = spoil.steps.map(({ document = 'WebAuthn Level 3', ...rest }) => written({ document, ...rest }));
    const policies = spoil.needs?.trust === true ? [trusting] : [trusting, rootless];
    for (const way of waysThatSpoil(spoil)) {
      const place = `${way.kind} ${way.alg} seed ${way.seed}`;
      for (const policy of policies) {
        expect(soundVerdictOn(way, policy).kind, `the sound twin of ${place}`).toBe('accepted');
        const verdict = verdictOn(way, spoil.hooks, policy);
        if (verdict.kind === 'accepted') expect.fail(`${place}: accepted`);
        expect(clauses, `${place}: ${verdict.because}`).toContain(written(verdict.spec));
      }
    }
  });
});

function waysThatSpoil({ needs }: RegistrationSpoil): Way[] {
  return (needs?.kinds ?? attestationKinds).flatMap((kind) => waysOf(kind, SEEDS, needs?.algorithms));
}

function written({ document, section, step }: SpecReference): string {
  return `${document} ${section}${step === undefined ? '' : ` step ${step}`}`;
}
