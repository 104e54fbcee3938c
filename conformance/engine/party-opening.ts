import { algorithmsOf, soundVariant } from '../../src/ceremonies/algorithms.ts';
import { untrustedAuthority } from '../../src/ceremonies/authority.ts';
import { type AttestationKind, attestationKinds } from '../../src/ceremonies/variant.ts';
import { coseAlgorithm } from '../../src/codec/cose-key.ts';
import type { CreationOptionsJson } from '../../src/codec/webauthn-json.ts';
import type { Random } from '../../src/env/env.ts';
import type { PartyFacts } from '../vocabulary/party-facts.ts';
import type { RegistrationAsk } from '../vocabulary/party-tools.ts';
import { isPartyError, type PartyVerdict, type RelyingParty } from '../vocabulary/relying-party.ts';
import { NotApplicable } from '../vocabulary/violation.ts';
import type { PartySession } from './party-session.ts';
import { asAddress, asksForAttestation, partyTools } from './party-tools.ts';

/** What the opening of a run found out, and how it is told. */
export interface Opening {
  readonly facts: PartyFacts;
  /** Whether any sound registration was accepted. */
  readonly takesAny: boolean;
  readonly observations: readonly string[];
  /** Origins that were tried. */
  readonly tried: readonly string[];
  /** Whether it takes now a sound registration as it took before; its words where it does not. */
  readonly stillTakes: () => Promise<true | string>;
}

/**
 * What a relying party is like, by sound ceremonies: its origin, algorithms, which attestation it takes. Rejects with
 * `PartyError` when it does not answer in the protocol.
 */
export async function openParty(
  session: PartySession,
  random: Random,
  memory: Map<string, PartyVerdict>,
): Promise<Opening> {
  const { party } = session;
  const { options, userNames } = await firstOptions(party, random);
  const { pubKeyCredParams } = options;
  const named = pubKeyCredParams.filter(({ type }) => type === 'public-key').map(({ alg }) => alg);
  // WebAuthn Level 3 section 5.1.3: what a client takes an empty list for.
  const offered = pubKeyCredParams.length === 0 ? [coseAlgorithm.ES256, coseAlgorithm.RS256] : named;
  const algorithms = offered.filter((alg) => algorithmsOf('none').includes(alg));
  const trial = async (
    origin: string,
    kind: AttestationKind,
    ask: RegistrationAsk,
    isStranger = false,
    known = isStranger ? new Map<string, PartyVerdict>() : memory,
  ): Promise<true | string | undefined> => {
    const alg = algorithms.find((one) => algorithmsOf(kind).includes(one));
    if (alg === undefined) return undefined;
    const authority = isStranger ? { authority: untrustedAuthority() } : {};
    const tools = partyTools({
      party,
      env: { clock: session.env.clock, random },
      origin,
      memory: known,
      ...(userNames === undefined ? {} : { userNames }),
      ...authority,
    });
    try {
      await tools.requireSound(ask, soundVariant({ attestation: kind, alg }));
      return true;
    } catch (error) {
      if (error instanceof NotApplicable) return error.message;
      if (isPartyError(error) && error.kind !== 'link') return error.message;
      throw error;
    }
  };

  const candidates = originsOf(session, options.rp.id);
  const origin = await originAmong(candidates, trial);
  const asksAttestation = asksForAttestation(options.attestation);
  const attested = new Map<AttestationKind, true | string>();
  const plain = new Map<AttestationKind, true | string>();
  for (const kind of attestationKinds) {
    const found = asksAttestation ? await trial(origin, kind, { attestation: 'direct' }) : undefined;
    if (found !== undefined) attested.set(kind, found);
  }
  for (const kind of ['none', 'packed-self'] as const) {
    const found = await trial(origin, kind, { attestation: 'none' });
    if (found !== undefined) plain.set(kind, found);
  }
  const stranger =
    attested.get('packed-x5c') === true
      ? await trial(origin, 'packed-x5c', { attestation: 'direct' }, true)
      : undefined;
  const facts: PartyFacts = {
    origin,
    rpId: options.rp.id ?? new URL(origin).hostname,
    algorithms,
    offered,
    ...(userNames === undefined ? {} : { userNames }),
    asksAttestation,
    attested,
    plain,
    trust: trustOf(session, stranger),
    requiresUserVerification: options.authenticatorSelection?.userVerification === 'required',
    revocation: session.claims.revocation === true,
    framed: session.claims.framed === true,
  };
  const taken = [
    ...[...plain].map(([kind, found]) => ({ kind, found, ask: { attestation: 'none' } }) as const),
    ...[...attested].map(([kind, found]) => ({ kind, found, ask: { attestation: 'direct' } }) as const),
  ].find(({ found }) => found === true);
  return {
    facts,
    takesAny: taken !== undefined,
    observations: told(facts, offered),
    tried: candidates,
    stillTakes: async () =>
      taken === undefined ? true : ((await trial(origin, taken.kind, taken.ask, false, new Map())) ?? true),
  };
}

/** The first options that a party gives; one that refuses a plain name may take the form of an e-mail address. */
async function firstOptions(
  party: RelyingParty,
  random: Random,
): Promise<{ readonly options: CreationOptionsJson; readonly userNames?: 'e-mail' }> {
  const username = `touchstone-opening-${Buffer.from(random.bytes(4)).toString('hex')}`;
  const begin = (name: string): Promise<CreationOptionsJson> =>
    party.attestationOptions({
      username: name,
      displayName: 'touchstone',
      attestation: 'direct',
      authenticatorSelection: { requireResidentKey: false, userVerification: 'required' },
    });
  try {
    return { options: await begin(username) };
  } catch (error) {
    if (!isPartyError(error) || error.kind !== 'unwilling') throw error;
    try {
      return { options: await begin(asAddress(username)), userNames: 'e-mail' };
    } catch (again) {
      // The first refusal is the one to be told.
      if (isPartyError(again) && again.kind === 'unwilling') throw error;
      throw again;
    }
  }
}

/** The origins that a party with this id may take, the likeliest first; never none. */
function originsOf(session: PartySession, rpId: string | undefined): readonly string[] {
  const own = rpId !== undefined && URL.canParse(`https://${rpId}`) ? [`https://${rpId}`] : [];
  const candidates = [...new Set([...session.origins, ...own])];
  if (candidates.length === 1) return candidates;
  const fitting = candidates.filter((origin) => rpId === undefined || isWithin(new URL(origin).hostname, rpId));
  return fitting.length > 0 ? fitting : [candidates[0] ?? 'https://localhost'];
}

/** The first origin with which a sound registration is accepted; the likeliest where none is. */
async function originAmong(
  candidates: readonly string[],
  accepts: (origin: string, kind: AttestationKind, ask: RegistrationAsk) => Promise<true | string | undefined>,
): Promise<string> {
  const likeliest = candidates[0]!;
  if (candidates.length === 1) return likeliest;
  const attempts = [
    { kind: 'none', ask: { attestation: 'none' } },
    // A server may demand attestation whatever it is asked.
    { kind: 'packed-self', ask: { attestation: 'direct' } },
    { kind: 'packed-x5c', ask: { attestation: 'direct' } },
  ] as const;
  for (const { kind, ask } of attempts) {
    for (const origin of candidates) if ((await accepts(origin, kind, ask)) === true) return origin;
  }
  return likeliest;
}

/** Whether a page of this host may use that relying-party id. */
function isWithin(host: string, rpId: string): boolean {
  return host === rpId || host.endsWith(`.${rpId}`);
}

function trustOf(session: PartySession, stranger: true | string | undefined): PartyFacts['trust'] {
  if (session.claims.trust === 'ours') return 'ours';
  if (stranger === undefined) return 'unknown';
  return stranger === true ? 'any' : 'strangers-refused';
}

function told(facts: PartyFacts, offered: readonly number[]): string[] {
  const words = (kinds: ReadonlyMap<AttestationKind, true | string>, wanted: boolean): string =>
    [...kinds]
      .filter(([, found]) => (found === true) === wanted)
      .map(([kind]) => kind)
      .join(', ') || 'none of the kinds';
  const trust = {
    ours: 'it was told our root certificate',
    'strangers-refused': 'it refuses an attestation whose root it does not know',
    any: 'it takes an attestation of any root, so rules about trust are not judged',
    unknown: 'what roots it trusts could not be tried',
  };
  return [
    `origin ${facts.origin}, relying-party id ${facts.rpId}`,
    `it offers the algorithms ${offered.join(', ')}; judged with ${facts.algorithms.join(', ') || 'none of them'}`,
    facts.asksAttestation
      ? `it asks for attestation; accepted: ${words(facts.attested, true)}; refused: ${words(facts.attested, false)}`
      : 'it does not ask for attestation',
    trust[facts.trust],
    ...(facts.requiresUserVerification ? [] : ['it does not require user verification where it is asked to']),
  ];
}
