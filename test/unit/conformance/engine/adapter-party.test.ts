import { describe, expect, it } from 'vitest';
import { adapterParty, adapterSession, type VerifierAdapter } from '../../../../conformance/engine/adapter-party.ts';
import { judgeParty } from '../../../../conformance/engine/judge-party.ts';
import { partyProfiles } from '../../../../conformance/profiles.ts';
import { partyRules } from '../../../../conformance/rules/catalogue.ts';
import type { RuleResult } from '../../../../conformance/vocabulary/verdict.ts';
import { SAFETYNET_TIME_MS } from '../../../../src/ceremonies/formats/android-safetynet.ts';
import { coseAlgorithm } from '../../../../src/codec/cose-key.ts';
import type { Env } from '../../../../src/env/env.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { lenient } from '../../../../src/verifier/webauthn/profile.ts';
import type { NewCredential } from '../../../../src/verifier/webauthn/verdict.ts';
import { ourAdapter } from './our-adapter.ts';

const { ES256, RS256, Ed25519, ES384 } = coseAlgorithm;
type Adapter = VerifierAdapter<NewCredential>;

const env = (): Env => ({ clock: new VirtualClock(SAFETYNET_TIME_MS), random: seededRandom('adapter') });

async function judged(adapter: Adapter, rules = partyRules): Promise<Map<string, RuleResult>> {
  const results = new Map<string, RuleResult>();
  const session = adapterSession(adapter, {
    uri: 'adapter:ours',
    env: env(),
    algorithms: [ES256, Ed25519, RS256, ES384],
    claims: { trust: 'ours', revocation: true },
  });
  await judgeParty({
    session,
    rules,
    profile: partyProfiles[0]!,
    seed: 1,
    listener: (event) => {
      if (event.kind === 'ruleFinished') results.set(event.result.id, event.result);
    },
  });
  return results;
}

function accused(results: Map<string, RuleResult>): string[] {
  return [...results.values()]
    .filter(({ verdict }) => verdict.kind === 'violated' || verdict.kind === 'broken')
    .map(({ id, verdict }) => `${id} ${verdict.kind === 'violated' ? verdict.counterexample.actual : ''}`);
}

describe('our verifier through the adapter', () => {
  it('upholds every rule, and leaves out only what is of algorithms it does not offer', async () => {
    const results = await judged(ourAdapter());
    expect(accused(results)).toEqual([]);
    const skipped = [...results.values()].flatMap(({ id, verdict }) =>
      verdict.kind === 'not-applicable' ? [`${id}: ${verdict.because}`] : [],
    );
    expect(skipped.filter((line) => !/offer|does not take|can be spoiled so/.test(line))).toEqual([]);
    expect([...results.values()].filter(({ verdict }) => verdict.kind === 'upheld').length).toBeGreaterThan(600);
  });

  it('is accused of what its lenient profile waives', async () => {
    const results = await judged(ourAdapter(lenient));
    expect(results.get('verifier.registration.refuses.client-data.cross-origin.unexpected')?.verdict.kind).toBe(
      'violated',
    );
    expect(results.get('verifier.registration.refuses.flags.bs-without-be')?.verdict.kind).toBe('violated');
    expect(results.get('verifier.registration.accepts.none')?.verdict.kind).toBe('upheld');
  });
});

describe('an adapter with a fault', () => {
  const sound = ourAdapter();
  const faults: readonly { readonly fault: string; readonly adapter: Adapter; readonly dies: readonly string[] }[] = [
    {
      fault: 'accepts everything in an assertion',
      adapter: { ...sound, verifyAssertion: (_response, { credential }) => ({ accepted: true, credential }) },
      dies: [
        'verifier.assertion.refuses.earlier-response',
        'verifier.challenge.of-another-session',
        'verifier.assertion.refuses.client-data.origin.missing',
      ],
    },
    {
      fault: 'forgets the challenge of an assertion',
      adapter: {
        ...sound,
        verifyAssertion: (response, expected) =>
          sound.verifyAssertion(response, { ...expected, challenge: challengeIn(response) }),
      },
      dies: ['verifier.assertion.refuses.earlier-response', 'verifier.challenge.of-another-session'],
    },
    {
      fault: 'does not look whether an id is registered',
      adapter: {
        ...sound,
        verifyRegistration: (response, expected) =>
          sound.verifyRegistration(response, { ...expected, isRegistered: () => false }),
      },
      dies: ['verifier.registration.refuses.registered-credential-id'],
    },
    {
      fault: 'takes attestations of any root',
      adapter: {
        ...sound,
        verifyRegistration: (response, expected) =>
          sound.verifyRegistration(response, { ...expected, attestation: 'none' }),
      },
      dies: ['verifier.registration.refuses.chain.untrusted-authority'],
    },
    {
      fault: 'refuses keys that do not count',
      adapter: {
        ...sound,
        verifyAssertion: (response, expected) =>
          expected.credential.signCount === 0
            ? { accepted: false, because: 'the counter did not grow' }
            : sound.verifyAssertion(response, expected),
      },
      dies: ['verifier.assertion.accepts.counters'],
    },
    {
      fault: 'throws where user handles are absent',
      adapter: {
        ...sound,
        verifyAssertion: (response, expected) => {
          if (typeof response.response.userHandle !== 'string') throw new TypeError('userHandle is not a string');
          return sound.verifyAssertion(response, expected);
        },
      },
      dies: ['verifier.assertion.accepts.user-handle'],
    },
  ];

  it.each(faults)('that $fault dies by $dies', async ({ adapter, dies }) => {
    const rules = partyRules.filter(({ id }) => dies.includes(id));
    expect(rules.map(({ id }) => id).sort()).toEqual([...dies].sort());
    const results = await judged(adapter, rules);
    expect(dies.filter((id) => results.get(id)?.verdict.kind !== 'violated')).toEqual([]);
  });

  it('that refuses everything dies by the first rule, and proves nothing by its refusals', async () => {
    const nothing = { accepted: false, because: 'no' } as const;
    const results = await judged({ verifyRegistration: () => nothing, verifyAssertion: () => nothing });
    expect(results.get('verifier.registration.accepts.none')?.verdict.kind).toBe('violated');
    const spoiled = [...results.values()].filter(({ id }) => id.includes('.refuses.'));
    expect(spoiled.filter(({ verdict }) => verdict.kind !== 'not-applicable')).toEqual([]);
  });
});

describe('adapterParty', () => {
  it('gives no options of an assertion to a user without a credential', async () => {
    const party = adapterParty(ourAdapter(), { algorithms: [ES256], env: env() });
    await expect(party.assertionOptions({ username: 'nobody' })).rejects.toMatchObject({ kind: 'unwilling' });
  });

  it('refuses a result that nobody began', async () => {
    const party = adapterParty(ourAdapter(), { algorithms: [ES256], env: env() });
    expect(await party.attestationResult({})).toMatchObject({ kind: 'refused' });
    expect(await party.assertionResult(undefined)).toMatchObject({ kind: 'refused' });
    expect(party.transcript()).toHaveLength(4);
  });
});

function challengeIn(response: Parameters<Adapter['verifyAssertion']>[0]): string {
  const text = Buffer.from(response.response.clientDataJSON, 'base64url').toString('utf8');
  return (JSON.parse(text) as { challenge: string }).challenge;
}
