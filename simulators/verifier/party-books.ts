import { decodeClientData } from '../../src/codec/client-data.ts';
import type { CreationOptionsJson, RequestOptionsJson } from '../../src/codec/webauthn-json.ts';
import type { Clock, Random } from '../../src/env/env.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import type { AttestationPolicy, ClientDataExpectations } from '../../src/verifier/webauthn/input.ts';
import type { Profile } from '../../src/verifier/webauthn/profile.ts';
import type { NewCredential } from '../../src/verifier/webauthn/verdict.ts';
import type { VerifierDecisions } from './decisions.ts';
import { creationOptions, type OptionsRequest, type PartyName, requestOptions } from './options.ts';
import { PartyRefusal } from './party-refusal.ts';
import { refused, refusedBy, type SimulatedVerdict } from './party-verdict.ts';
import type { AssertionBegun, CeremonyBegun, PartyCredential, PartyUser, RegistrationBegun } from './records.ts';

/** What the books are kept by. */
export interface BookKeeping {
  readonly name: PartyName;
  readonly origins: readonly string[];
  readonly decisions: VerifierDecisions;
  readonly random: Random;
  readonly clock: Clock;
  readonly profile: Profile;
  readonly attestation: AttestationPolicy;
}

/** Ceremonies that are remembered; older ones are dropped, so that nobody fills the memory by beginning. */
const MOST_BEGUN = 1000;

/** Accounts, credentials and ceremonies of a relying party, and the four things that happen to them. */
export class PartyBooks {
  readonly #keeping: BookKeeping;
  readonly #users = new Map<string, PartyUser>();
  #credentials: PartyCredential[] = [];
  #begun: CeremonyBegun[] = [];

  constructor(keeping: BookKeeping) {
    this.#keeping = keeping;
  }

  beginRegistration(session: string, request: OptionsRequest): CreationOptionsJson {
    const { decisions, random, clock, name } = this.#keeping;
    if (request.username === '') throw new PartyRefusal('username: expected a text, received nothing');
    const user = this.#users.get(request.username) ?? {
      id: decisions.issueUserId(random, request.username),
      name: request.username,
      displayName: request.displayName,
    };
    this.#users.set(request.username, user);
    const challenge = decisions.issueChallenge(random);
    const options = creationOptions(name, request, user, challenge, decisions.excludedFor(this.#credentials, user));
    this.#begin({ kind: 'registration', session, challenge, user, options, startedAtMs: clock.nowMs() });
    return options;
  }

  beginAssertion(session: string, request: OptionsRequest): RequestOptionsJson {
    const { decisions, random, clock, name } = this.#keeping;
    const user = this.#users.get(request.username);
    if (request.username !== '' && user === undefined) {
      throw new PartyRefusal(
        `username: expected an account, received ${JSON.stringify(request.username.slice(0, 60))}`,
      );
    }
    const allowed = user === undefined ? [] : decisions.allowedFor(this.#credentials, user);
    if (user !== undefined && allowed.length === 0) {
      throw new PartyRefusal('username: expected an account with a credential, received one that has none');
    }
    const challenge = decisions.issueChallenge(random);
    const options = requestOptions(name, request, challenge, allowed);
    const known = user === undefined ? {} : { user };
    this.#begin({ kind: 'assertion', session, challenge, ...known, options, startedAtMs: clock.nowMs() });
    return options;
  }

  endRegistration(session: string, body: unknown): SimulatedVerdict {
    const { decisions, profile, name } = this.#keeping;
    const read = decisions.readRegistration(body);
    const claimed = read.kind === 'read' ? claimedChallenge(read.response.clientDataJSON) : undefined;
    const ceremony = this.#take(session, 'registration', claimed);
    if (read.kind === 'malformed') return refused('response-malformed', read.because, '5.1');
    if (ceremony?.kind !== 'registration') return withoutCeremony('7.1', '8');
    if (this.#isExpired(ceremony)) return expired('7.1', '8');
    const { response } = read;
    const { options } = ceremony;
    const verdict = decisions.verifyRegistration(
      {
        response,
        expected: {
          ...this.#ours(ceremony),
          rpId: name.rpId,
          pubKeyCredParams: decisions.pubKeyCredParams,
          ...verification(decisions.demandedOf(options)),
          ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
          isRegistered: (id) => decisions.isRegistered(this.#credentials, id),
          ...(options.attestation === 'none' ? {} : { attestation: this.#attestationPolicy() }),
        },
        profile,
      },
      decisions.overlooks,
    );
    if (verdict.kind === 'rejected') return refusedBy(verdict);
    this.#keep(verdict.credential, ceremony, response.transports ?? []);
    return { kind: 'accepted' };
  }

  endAssertion(session: string, body: unknown): SimulatedVerdict {
    const { decisions, profile, name } = this.#keeping;
    const read = decisions.readAssertion(body);
    const claimed = read.kind === 'read' ? claimedChallenge(read.response.clientDataJSON) : undefined;
    const ceremony = this.#take(session, 'assertion', claimed);
    if (read.kind === 'malformed') return refused('response-malformed', read.because, '5.1');
    if (ceremony?.kind !== 'assertion') return withoutCeremony('7.2', '11');
    if (this.#isExpired(ceremony)) return expired('7.2', '11');
    const { response } = read;
    const credential = decisions.credentialOf(this.#credentials, response.rawId);
    if (credential === undefined) {
      return refused('credential-unknown', 'rawId: expected the id of a credential, received another', '7.2', '6');
    }
    const { user, options } = ceremony;
    if (user !== undefined && !decisions.mayUse(user, credential)) {
      return refused(
        'credential-of-another-user',
        'rawId: expected a credential of the account, received another',
        '7.2',
        '6',
      );
    }
    const verdict = decisions.verifyAssertion(
      {
        response,
        credential,
        expected: {
          ...this.#ours(ceremony),
          rpId: name.rpId,
          ...verification(options.userVerification),
          ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
          ...appIdOf(options),
          allowCredentials: user === undefined ? [] : decisions.allowedFor(this.#credentials, user).map(({ id }) => id),
          userHandle: user === undefined ? 'required' : 'optional',
        },
        profile,
      },
      decisions.overlooks,
    );
    if (verdict.kind === 'rejected') return refusedBy(verdict);
    // step 24
    const signCount = decisions.nextCounter(credential, verdict);
    const updated = { ...credential, ...verdict.update, signCount };
    this.#credentials = this.#credentials.map((kept) => (kept === credential ? updated : kept));
    return { kind: 'accepted' };
  }

  #begin(ceremony: CeremonyBegun): void {
    this.#begun.push(ceremony);
    if (this.#begun.length > MOST_BEGUN) this.#begun.shift();
  }

  /** The ceremony that a result ends; it is over, also where the result is refused. */
  #take(session: string, kind: CeremonyBegun['kind'], claimed: string | undefined): CeremonyBegun | undefined {
    const { decisions, clock } = this.#keeping;
    const wanted = { kind, session, nowMs: clock.nowMs(), claimedChallenge: claimed };
    const ceremony = decisions.ceremonyOf(this.#begun, wanted);
    if (ceremony !== undefined && decisions.isOver(ceremony)) {
      this.#begun = this.#begun.filter((other) => other.session !== ceremony.session);
    }
    return ceremony;
  }

  #isExpired(ceremony: RegistrationBegun | AssertionBegun): boolean {
    const { decisions, clock } = this.#keeping;
    return decisions.isExpired(ceremony, clock.nowMs(), decisions.challengeLifetimeMs);
  }

  #ours({ challenge }: CeremonyBegun): ClientDataExpectations {
    return { challenge, origins: this.#keeping.origins };
  }

  #attestationPolicy(): AttestationPolicy {
    return { ...this.#keeping.attestation, atMs: this.#keeping.clock.nowMs() };
  }

  // step 29 of section 7.1
  #keep(made: NewCredential, { user }: RegistrationBegun, transports: readonly string[]): void {
    const { id, signCount, uvInitialized, backupEligible, backupState } = made;
    const publicKey = made.verifyKey ?? made.publicKey;
    const record = {
      id,
      publicKey,
      signCount,
      uvInitialized,
      backupEligible,
      backupState,
      userHandle: user.id,
      transports,
    };
    this.#credentials = [...this.#credentials, record];
  }
}

function withoutCeremony(section: string, step: string): SimulatedVerdict {
  return refused('challenge-unknown', 'challenge: expected a ceremony of this session, received none', section, step);
}

function expired(section: string, step: string): SimulatedVerdict {
  return refused('challenge-expired', 'challenge: expected a fresh one, received one that has lapsed', section, step);
}

/** A value that the enumeration does not have is that of none (section 5.8.6): preferred. */
function verification(value: string | undefined): { userVerification: 'required' | 'preferred' | 'discouraged' } {
  return { userVerification: value === 'required' || value === 'discouraged' ? value : 'preferred' };
}

function appIdOf({ extensions }: RequestOptionsJson): { appId?: string } {
  const appId = extensions?.['appid'];
  return typeof appId === 'string' ? { appId } : {};
}

function claimedChallenge(clientDataJSON: Uint8Array): string | undefined {
  try {
    return decodeClientData(clientDataJSON).challenge;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
