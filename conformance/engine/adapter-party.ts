import { toBase64url } from '../../src/bytes/base64url.ts';
import { testRoots } from '../../src/ceremonies/authority.ts';
import { testRevocationLists } from '../../src/ceremonies/spoils/revoked.ts';
import type {
  AuthenticationResponseJson,
  CreationOptionsJson,
  RegistrationResponseJson,
  RequestOptionsJson,
} from '../../src/codec/webauthn-json.ts';
import type { Env } from '../../src/env/env.ts';
import type { PartyClaims } from '../vocabulary/party-facts.ts';
import { PartyError, type PartyVerdict, type RelyingParty } from '../vocabulary/relying-party.ts';
import type { SpecReference } from '../vocabulary/spec.ts';
import type { PartySession } from './party-session.ts';
import { PartyTranscript } from './party-transcript.ts';

/** What a registration is expected to be. Challenges are base64url, as they stand in client data. */
export interface ExpectedRegistration {
  readonly challenge: string;
  readonly origins: readonly string[];
  readonly rpId: string;
  /** The algorithms of pubKeyCredParams. */
  readonly algorithms: readonly number[];
  readonly userVerification: 'required' | 'preferred' | 'discouraged';
  readonly attestation: 'none' | 'direct';
  /** Roots in DER, the only ones to be trusted. */
  readonly roots: readonly Uint8Array[];
  /** Lists of revoked certificates in DER. */
  readonly revocationLists: readonly Uint8Array[];
  /** The time at which certificates must be valid, milliseconds since the epoch. */
  readonly atMs: number;
  /** Extension inputs as they were asked for. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Whether a credential id, base64url, is registered already. */
  isRegistered(credentialId: string): boolean;
}

/** What an assertion is expected to be. */
export interface ExpectedAssertion<Credential> {
  readonly challenge: string;
  readonly origins: readonly string[];
  readonly rpId: string;
  readonly userVerification: 'required' | 'preferred' | 'discouraged';
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Credential ids, base64url, that the request listed. */
  readonly allowCredentials: readonly string[];
  /** What the adapter gave for the credential that the response names, or gave last. */
  readonly credential: Credential;
  /** The user handle of its account, base64url. */
  readonly userHandle: string;
}

/** What an adapter says of a ceremony; `credential` is kept as it is and handed back with the next assertion. */
export type AdapterVerdict<Credential> =
  | { readonly accepted: true; readonly credential: Credential }
  | { readonly accepted: false; readonly because: string; readonly spec?: SpecReference };

/**
 * A verifier's library, made judgeable. `response` is typed as what a client sends, but is spoiled as often as not: members
 * may be missing or of another type. Whatever is thrown is a refusal.
 */
export interface VerifierAdapter<Credential> {
  verifyRegistration(
    response: RegistrationResponseJson,
    expected: ExpectedRegistration,
  ): AdapterVerdict<Credential> | Promise<AdapterVerdict<Credential>>;
  verifyAssertion(
    response: AuthenticationResponseJson,
    expected: ExpectedAssertion<Credential>,
  ): AdapterVerdict<Credential> | Promise<AdapterVerdict<Credential>>;
}

/** How the relying party around an adapter is made. */
export interface AdapterPartyOptions {
  /** The algorithms it offers, in order of preference. */
  readonly algorithms: readonly number[];
  readonly env: Env;
  /** `rp.example` and `https://rp.example` unless given. */
  readonly rpId?: string;
  readonly origin?: string;
}

interface Kept<Credential> {
  readonly id: string;
  readonly user: User;
  credential: Credential;
}

interface User {
  readonly name: string;
  /** Base64url of 32 bytes. */
  readonly handle: string;
}

type Begun =
  | { readonly kind: 'registration'; readonly user: User; readonly expected: ExpectedRegistration }
  | {
      readonly kind: 'assertion';
      readonly user: User;
      readonly expected: Omit<ExpectedAssertion<never>, 'credential' | 'userHandle'>;
    };

/** A relying party around an adapter: it keeps users, credentials and challenges; the adapter alone judges. */
export function adapterParty<Credential>(
  adapter: VerifierAdapter<Credential>,
  options: AdapterPartyOptions,
): RelyingParty {
  const { env, algorithms, rpId = 'rp.example', origin = 'https://rp.example' } = options;
  const { clock, random } = env;
  const transcript = new PartyTranscript();
  const users = new Map<string, User>();
  const kept = new Map<string, Kept<Credential>>();
  let begun: Begun | undefined;

  const own = (user: User): Kept<Credential>[] => [...kept.values()].filter((one) => one.user === user);
  const drawn = (): string => toBase64url(random.bytes(32));
  const told = async (path: string, body: unknown, judge: () => Promise<PartyVerdict>): Promise<PartyVerdict> => {
    transcript.add(`> ${path} ${JSON.stringify(body) ?? 'nothing'}`);
    const verdict = await judge();
    transcript.add(`< ${verdict.kind === 'accepted' ? 'accepted' : `refused: ${verdict.because}`}`);
    return verdict;
  };

  return {
    attestationOptions: async (request) => {
      const { username: name, displayName } = request;
      const user = users.get(name) ?? { name, handle: drawn() };
      users.set(name, user);
      const expected: ExpectedRegistration = {
        challenge: drawn(),
        origins: [origin],
        rpId,
        algorithms,
        userVerification: demandOf(request.authenticatorSelection?.['userVerification']),
        attestation: request.attestation === 'direct' ? 'direct' : 'none',
        roots: testRoots(),
        revocationLists: testRevocationLists(),
        atMs: clock.nowMs(),
        extensions: request.extensions ?? {},
        isRegistered: (id) => kept.has(id),
      };
      begun = { kind: 'registration', user, expected };
      const answer: CreationOptionsJson = {
        rp: { id: rpId, name: rpId },
        user: { id: user.handle, name, displayName },
        challenge: expected.challenge,
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: own(user).map(({ id }) => ({ type: 'public-key', id })),
        authenticatorSelection: { userVerification: expected.userVerification },
        attestation: expected.attestation,
        extensions: expected.extensions,
      };
      return answer;
    },

    attestationResult: (body) =>
      told('registration', body, async () => {
        const ceremony = take('registration');
        if (ceremony?.kind !== 'registration') return refusal('no registration was begun');
        const verdict = await judged(() =>
          adapter.verifyRegistration(body as RegistrationResponseJson, ceremony.expected),
        );
        if (!verdict.accepted) return refusal(verdict.because, verdict.spec);
        const id = memberOf(body, 'rawId') ?? memberOf(body, 'id') ?? '';
        kept.set(id, { id, user: ceremony.user, credential: verdict.credential });
        return { kind: 'accepted' };
      }),

    assertionOptions: async (request) => {
      const user = users.get(request.username);
      const credentials = user === undefined ? [] : own(user);
      if (user === undefined || credentials.length === 0) {
        throw new PartyError('unwilling', `username: expected a user with a credential, received ${request.username}`);
      }
      const expected = {
        challenge: drawn(),
        origins: [origin],
        rpId,
        userVerification: demandOf(request.userVerification),
        extensions: request.extensions ?? {},
        allowCredentials: credentials.map(({ id }) => id),
      };
      begun = { kind: 'assertion', user, expected };
      const answer: RequestOptionsJson = {
        challenge: expected.challenge,
        rpId,
        allowCredentials: expected.allowCredentials.map((id) => ({ type: 'public-key', id })),
        userVerification: expected.userVerification,
        extensions: expected.extensions,
      };
      return answer;
    },

    assertionResult: (body) =>
      told('assertion', body, async () => {
        const ceremony = take('assertion');
        if (ceremony?.kind !== 'assertion') return refusal('no assertion was begun');
        // A relying party finds the credential by one of the two; that they are the same is the verifier's business.
        const named = [memberOf(body, 'id'), memberOf(body, 'rawId')].map((id) => kept.get(id ?? ''));
        const found = named.find((one) => one?.user === ceremony.user);
        if (found === undefined) return refusal('the user has no such credential');
        const { credential, user } = found;
        const expected = { ...ceremony.expected, credential, userHandle: user.handle };
        const verdict = await judged(() => adapter.verifyAssertion(body as AuthenticationResponseJson, expected));
        if (!verdict.accepted) return refusal(verdict.because, verdict.spec);
        found.credential = verdict.credential;
        return { kind: 'accepted' };
      }),

    transcript: () => transcript.lines(),
    forgetTranscript: () => transcript.forget(),
    close: async () => undefined,
  };

  /** The ceremony that was begun, over from now on. */
  function take(kind: Begun['kind']): Begun | undefined {
    const taken = begun?.kind === kind ? begun : undefined;
    begun = undefined;
    return taken;
  }
}

/** A party around an adapter as a session for `judgeParty`; it is told our roots. */
export function adapterSession<Credential>(
  adapter: VerifierAdapter<Credential>,
  how: {
    readonly uri: string;
    readonly env: Env;
    readonly algorithms: readonly number[];
    readonly claims?: PartyClaims;
  },
): PartySession {
  const origin = 'https://rp.example';
  return {
    uri: how.uri,
    transport: 'in-process',
    env: how.env,
    party: adapterParty(adapter, { algorithms: how.algorithms, env: how.env, origin }),
    origins: [origin],
    originIsKnown: true,
    claims: how.claims ?? { trust: 'ours' },
    close: async () => undefined,
  };
}

async function judged<Credential>(
  judge: () => AdapterVerdict<Credential> | Promise<AdapterVerdict<Credential>>,
): Promise<AdapterVerdict<Credential>> {
  try {
    return await judge();
  } catch (error) {
    return { accepted: false, because: error instanceof Error ? error.message : String(error) };
  }
}

function refusal(because: string, spec?: SpecReference): PartyVerdict {
  return { kind: 'refused', because, ...(spec === undefined ? {} : { spec }) };
}

function demandOf(value: unknown): 'required' | 'preferred' | 'discouraged' {
  return value === 'required' || value === 'discouraged' ? value : 'preferred';
}

function memberOf(body: unknown, name: 'id' | 'rawId'): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
