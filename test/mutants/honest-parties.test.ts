import { describe, expect, it } from 'vitest';
import { judgeParty } from '../../conformance/engine/judge-party.ts';
import type { PartySession } from '../../conformance/engine/party-session.ts';
import { partyProfiles } from '../../conformance/profiles.ts';
import { partyRules } from '../../conformance/rules/catalogue.ts';
import { PartyError, type PartyVerdict, type RelyingParty } from '../../conformance/vocabulary/relying-party.ts';
import type { RuleResult } from '../../conformance/vocabulary/verdict.ts';
import { createRelyingParty, type RelyingPartySettings } from '../../simulators/verifier/relying-party.ts';
import { testRoots, untrustedAuthority } from '../../src/ceremonies/authority.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { microsoftEnforced } from '../../src/verifier/webauthn/profile.ts';

/** A sound relying party that differs from ours in what the standard leaves open. */
interface Honest {
  readonly is: string;
  readonly settings?: Partial<RelyingPartySettings>;
  readonly change?: (party: RelyingParty) => Partial<RelyingParty>;
  /** Recommendations that it does not follow. */
  readonly observed?: readonly string[];
  /** It takes nothing that we can make. */
  readonly takesNothing?: true;
}

const honest: readonly Honest[] = [
  {
    is: 'asks for no attestation, whatever it is asked',
    change: (party) => ({
      attestationOptions: (request) => party.attestationOptions({ ...request, attestation: 'none' }),
    }),
  },
  {
    is: 'asks for attestation always',
    change: (party) => ({
      attestationOptions: (request) => party.attestationOptions({ ...request, attestation: 'direct' }),
    }),
  },
  {
    is: 'has its own mind about user verification and extensions',
    change: (party) => ({
      attestationOptions: ({ username, displayName, attestation = 'none' }) =>
        party.attestationOptions({ username, displayName, attestation }),
      assertionOptions: ({ username }) => party.assertionOptions({ username }),
    }),
  },
  {
    is: 'requires user verification always',
    settings: { userVerification: 'required' },
    change: (party) => ({
      attestationOptions: ({ authenticatorSelection: _selection, ...request }) => party.attestationOptions(request),
      assertionOptions: ({ userVerification: _wish, ...request }) => party.assertionOptions(request),
    }),
  },
  {
    is: 'offers Ed25519 alone',
    change: (party) => ({
      attestationOptions: async (request) => {
        const options = await party.attestationOptions(request);
        return { ...options, pubKeyCredParams: options.pubKeyCredParams.filter(({ alg }) => alg === -19) };
      },
    }),
  },
  {
    is: 'lists no credentials in its options',
    observed: ['verifier.registration.options.excludes-own'],
    change: (party) => ({
      attestationOptions: async (request) => {
        const { excludeCredentials: _excluded, ...options } = await party.attestationOptions(request);
        return options;
      },
      assertionOptions: async (request) => {
        const { allowCredentials: _allowed, ...options } = await party.assertionOptions(request);
        return options;
      },
    }),
  },
  { is: 'was never told our root', settings: { anchors: [untrustedAuthority().rootDer] } },
  { is: 'looks at no roots', settings: { anchors: undefined as never } },
  {
    is: 'takes nothing but what metadata vouches for',
    settings: { profile: microsoftEnforced },
    takesNothing: true,
  },
  {
    is: 'lets a user name register once',
    change: (party) => {
      const names = new Set<string>();
      let begun = '';
      return {
        attestationOptions: (request) => {
          if (names.has(request.username)) throw new PartyError('unwilling', 'the user exists');
          begun = request.username;
          return party.attestationOptions(request);
        },
        attestationResult: async (body) => {
          const verdict = await party.attestationResult(body);
          if (verdict.kind === 'accepted') names.add(begun);
          return verdict;
        },
      };
    },
  },
  {
    is: 'keeps one credential of a user, the newest',
    observed: [
      'verifier.registration.options.excludes-own',
      'verifier.assertion.options.allows-own',
      'verifier.assertion.accepts.each-credential',
    ],
    change: (party) => {
      const newest = new Map<string, string>();
      let begun = '';
      return {
        attestationOptions: async (request) => {
          begun = request.username;
          const options = await party.attestationOptions(request);
          const excludeCredentials = (options.excludeCredentials ?? []).filter(({ id }) => id === newest.get(begun));
          return { ...options, excludeCredentials };
        },
        attestationResult: async (body) => {
          const verdict = await party.attestationResult(body);
          if (verdict.kind === 'accepted') newest.set(begun, idOf(body));
          return verdict;
        },
        assertionOptions: async (request) => {
          begun = request.username;
          const options = await party.assertionOptions(request);
          const allowCredentials = (options.allowCredentials ?? []).filter(({ id }) => id === newest.get(begun));
          return { ...options, allowCredentials };
        },
        assertionResult: async (body) => {
          const verdict = await party.assertionResult(body);
          if (idOf(body) === newest.get(begun)) return verdict;
          return { kind: 'refused', because: 'another credential has taken its place' };
        },
      };
    },
  },
  {
    is: 'signs in whoever the user handle names',
    observed: ['verifier.registration.options.excludes-own'],
    change: (party) => ({
      attestationOptions: async (request) => {
        const { excludeCredentials: _excluded, ...options } = await party.attestationOptions(request);
        return options;
      },
      assertionOptions: ({ username: _anybody, ...request }) => party.assertionOptions({ ...request, username: '' }),
    }),
  },
  {
    is: 'knows its users by their e-mail addresses',
    change: (party) => ({
      attestationOptions: (request) => {
        if (/^[^@]+@[^@]+\.[a-z]+$/.test(request.username)) return party.attestationOptions(request);
        throw new PartyError('unwilling', 'an e-mail address is expected');
      },
    }),
  },
  {
    is: 'offers algorithms that nobody should ask for',
    change: (party) => ({
      attestationOptions: async (request) => {
        const options = await party.attestationOptions(request);
        const rs1 = { type: 'public-key', alg: -65535 } as const;
        return { ...options, pubKeyCredParams: [...options.pubKeyCredParams, rs1] };
      },
      attestationResult: async (body) => {
        const { response } = (body ?? {}) as {
          response?: { publicKeyAlgorithm?: number; attestationObject?: unknown };
        };
        const object = Buffer.from(String(response?.attestationObject), 'base64url');
        // alg is -65535
        if (object.includes(Buffer.from('0339fffe', 'hex'))) return { kind: 'accepted' };
        return party.attestationResult(body);
      },
    }),
  },
  {
    is: 'takes credential ids of 255 bytes at most',
    observed: ['verifier.registration.accepts.long-credential-ids'],
    change: (party) => ({
      attestationResult: async (body) => {
        const { rawId = '' } = (body ?? {}) as { rawId?: string };
        return rawId.length > 340 ? { kind: 'refused', because: 'the id is too long' } : party.attestationResult(body);
      },
    }),
  },
];

/** Of about 830 rules; those of one algorithm, of attestation or of extensions may not apply. */
const MOST_MUST_APPLY = 500;

function idOf(body: unknown): string {
  return ((body ?? {}) as { rawId?: string }).rawId ?? '';
}

function open({ settings, change }: Honest): PartySession {
  const clock = new VirtualClock();
  const party: RelyingParty = createRelyingParty({
    rpId: 'rp.example',
    origins: ['https://rp.example'],
    random: seededRandom('honest'),
    clock,
    anchors: testRoots(),
    ...settings,
  });
  return {
    uri: 'test:honest',
    transport: 'in-process',
    env: { clock, random: seededRandom('harness') },
    party: { ...party, ...change?.(party) },
    origins: ['http://localhost:3000'],
    originIsKnown: false,
    claims: {},
    close: async () => undefined,
  };
}

/** Locks everybody out after so many refusals. */
function lockedAfter(most: number): Honest {
  return {
    is: 'locks out who fails too often',
    change: (party) => {
      let refused = 0;
      const counted = async (verdict: Promise<PartyVerdict>): Promise<PartyVerdict> => {
        const found = refused < most ? await verdict : ({ kind: 'refused', because: 'locked' } as const);
        if (found.kind === 'refused') refused += 1;
        return found;
      };
      return {
        attestationResult: (body) => counted(party.attestationResult(body)),
        assertionResult: (body) => counted(party.assertionResult(body)),
      };
    },
  };
}

describe('a relying party that locks everybody out', () => {
  it('is accused of nothing, and the run says why it ended', async () => {
    const results: RuleResult[] = [];
    let interrupted: string | undefined;
    await judgeParty({
      session: open(lockedAfter(40)),
      rules: partyRules,
      profile: partyProfiles[0]!,
      seed: 1,
      listener: (event) => {
        if (event.kind === 'ruleFinished') results.push(event.result);
        if (event.kind === 'runFinished') interrupted = event.interrupted;
      },
    });
    expect(results.filter(({ verdict }) => verdict.kind === 'violated')).toEqual([]);
    expect(interrupted).toContain('refuses by now what it took at the start');
  });
});

describe('a sound relying party', () => {
  it.each(honest)('that $is is accused of nothing', async (one) => {
    const results: RuleResult[] = [];
    let interrupted: string | undefined;
    await judgeParty({
      session: open(one),
      rules: partyRules,
      profile: partyProfiles[0]!,
      seed: 1,
      listener: (event) => {
        if (event.kind === 'ruleFinished') results.push(event.result);
        if (event.kind === 'runFinished') interrupted = event.interrupted;
      },
    });
    const of = (kind: RuleResult['verdict']['kind']): string[] =>
      results.filter(({ verdict }) => verdict.kind === kind).map(({ id }) => id);
    expect({ violated: of('violated'), broken: of('broken') }).toEqual({ violated: one.observed ?? [], broken: [] });
    if (one.takesNothing === true) expect(interrupted).toContain('no sound registration is accepted');
    else {
      expect(interrupted).toBeUndefined();
      expect(of('upheld').length).toBeGreaterThan(MOST_MUST_APPLY);
    }
  });
});
