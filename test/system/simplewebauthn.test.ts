import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { partyRules } from '../../conformance/rules/catalogue.ts';
import type { RuleResult } from '../../conformance/vocabulary/verdict.ts';
import { coseAlgorithm } from '../../src/codec/cose-key.ts';
import { accusations, arguedAccusations, ceremonyTimeMs, judgedParty } from './foreign/judged-party.ts';
import { simpleWebAuthn, simpleWebAuthnAlgorithms } from './foreign/simplewebauthn-party.ts';

const { ES256, ES256K, ESP256, ESP384, ESP512, Ed25519, Ed448 } = coseAlgorithm;
const peer = '@simplewebauthn/server 14.0.3';

beforeAll(() => vi.useFakeTimers({ toFake: ['Date'], now: ceremonyTimeMs }));
afterAll(() => vi.useRealTimers());

const having = (results: readonly RuleResult[], kind: string): RuleResult[] =>
  results.filter(({ verdict }) => verdict.kind === kind);

/** Whether r and s have a leading zero that can be left out is chance. */
function isCertain(accusation: string): boolean {
  return !/signature\.der\.negative-[rs]$/.test(accusation);
}

describe('@simplewebauthn/server', () => {
  it('is accused of what docs/peers.md argues, and of nothing else', async () => {
    const results = await judgedParty(simpleWebAuthn(), 'simplewebauthn', simpleWebAuthnAlgorithms, partyRules);
    const argued = arguedAccusations(`${peer}\n`);
    expect(argued.length).toBeGreaterThan(100);
    expect(new Set(argued).size).toBe(argued.length);
    expect(accusations(results).filter(isCertain)).toEqual(argued.filter(isCertain));
    expect(having(results, 'broken')).toEqual([]);
    // The harness works: sound ceremonies of all formats but compound pass, and most of what is spoiled is seen.
    expect(having(results, 'upheld').length).toBeGreaterThan(600);
    const refusedSound = having(results, 'violated').filter(({ id }) => id.includes('.accepts.'));
    expect(refusedSound.map(({ id }) => id)).toEqual([
      'verifier.registration.accepts.compound',
      'verifier.assertion.accepts.algorithm.es256k',
    ]);
  });

  it('leaves unjudged only what is of compound, of revocation lists and of algorithms that it is not offered', async () => {
    const results = await judgedParty(simpleWebAuthn(), 'simplewebauthn', simpleWebAuthnAlgorithms, partyRules);
    const others = having(results, 'not-applicable').filter(
      ({ id }) => !/\.(compound|leaf-revoked|algorithm|public-key\.akp-)/.test(id),
    );
    expect(others.map(({ id }) => id)).toEqual([]);
  });

  it('takes credentials of algorithms by which it cannot verify', async () => {
    const algorithms = [ES256, ESP256, ESP384, ESP512, Ed25519, Ed448, ES256K];
    const rules = partyRules.filter(({ id }) => id.includes('.accepts.algorithm.'));
    const results = await judgedParty(simpleWebAuthn(), 'simplewebauthn', algorithms, rules);
    expect(accusations(results)).toEqual(arguedAccusations(`${peer} with further algorithms`));
  });
});
