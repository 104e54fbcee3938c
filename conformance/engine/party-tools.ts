import { isDeepStrictEqual } from 'node:util';
import { fromBase64url } from '../../src/bytes/base64url.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { type Authority, testAuthority } from '../../src/ceremonies/authority.ts';
import { makeAssertion } from '../../src/ceremonies/make-assertion.ts';
import { type CeremonyTools, makeRegistration } from '../../src/ceremonies/make-registration.ts';
import type { RegistrationVariant } from '../../src/ceremonies/variant.ts';
import type { Env } from '../../src/env/env.ts';
import type {
  Account,
  AssertionAsk,
  BegunRegistration,
  PartyTools,
  RegistrationAsk,
} from '../vocabulary/party-tools.ts';
import { PartyError, type PartyVerdict, type RelyingParty } from '../vocabulary/relying-party.ts';
import { NotApplicable } from '../vocabulary/violation.ts';

/** What the ceremonies of a run are made of. */
export interface ToolsHow {
  readonly party: RelyingParty;
  /** Time as the authenticator has it, and the chance that everything is drawn from. */
  readonly env: Env;
  /** The origin of the page. */
  readonly origin: string;
  /** What sound registrations ended in; shared by all rules of a run. */
  readonly memory: Map<string, PartyVerdict>;
  /** `testAuthority()` unless given. */
  readonly authority?: Authority;
  /** Any text unless given. */
  readonly userNames?: 'e-mail';
}

/** A user name in the form of an e-mail address that reaches nobody (RFC 2606). */
export function asAddress(name: string): string {
  return `${name}@example.com`;
}

/** Whole ceremonies at a relying party: asks, makes what a client and its authenticator would, sends it. */
export function partyTools(how: ToolsHow): PartyTools {
  const { party, env, origin, memory } = how;
  const { clock, random } = env;
  const authority = how.authority ?? testAuthority();
  const making = (): CeremonyTools => ({ random, authority, nowMs: clock.nowMs() });
  const tools: PartyTools = {
    freshUser: () => {
      const name = `touchstone-${toHex(random.bytes(8))}`;
      return how.userNames === 'e-mail' ? asAddress(name) : name;
    },

    beginRegistration: async (ask) => {
      const username = ask.username ?? tools.freshUser();
      const asked = {
        username,
        displayName: `${username} of touchstone`,
        attestation: ask.attestation ?? 'none',
        authenticatorSelection: {
          requireResidentKey: ask.residentKey === 'required',
          ...(ask.residentKey === undefined ? {} : { residentKey: ask.residentKey }),
          userVerification: ask.userVerification ?? 'preferred',
        },
        ...(ask.extensions === undefined ? {} : { extensions: ask.extensions }),
      };
      const options = await party.attestationOptions(asked);
      requireAsked(ask, options.authenticatorSelection?.userVerification, options.extensions);
      if (ask.attestation === 'direct' && !asksForAttestation(options.attestation)) {
        throw new NotApplicable('its options do not ask for attestation');
      }
      const request = {
        challenge: decoded(options.challenge, 'challenge'),
        origin,
        rpId: options.rp.id ?? new URL(origin).hostname,
        userHandle: decoded(options.user.id, 'user.id'),
        ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
      };
      return { username, asked, options, request };
    },

    makeRegistration: async (begun, variant, hooks) => {
      const { response, credential } = makeRegistration(begun.request, variant, making(), hooks);
      return { body: response, credential };
    },

    register: async (ask, variant, hooks) => {
      const begun = await tools.beginRegistration(ask);
      const { body, credential } = await tools.makeRegistration(begun, variant, hooks);
      const verdict = await party.attestationResult(body);
      return { verdict, account: { username: begun.username, credential }, body };
    },

    requireSound: async (ask, variant) => {
      const key = JSON.stringify([
        origin,
        ask.attestation,
        ask.userVerification,
        ask.residentKey,
        ask.extensions,
        variant,
      ]);
      const known = memory.get(key) ?? (await tools.register(ask, variant)).verdict;
      memory.set(key, known);
      if (known.kind === 'refused') throw soundRefused(variant, known.because);
    },

    account: async (ask, variant) => {
      const { verdict, account } = await tools.register(ask, variant);
      if (verdict.kind === 'refused') throw soundRefused(variant, verdict.because);
      return account;
    },

    beginAssertion: async (username, ask) => {
      const asked = {
        username,
        userVerification: ask.userVerification ?? 'preferred',
        ...(ask.extensions === undefined ? {} : { extensions: ask.extensions }),
      };
      const options = await party.assertionOptions(asked);
      requireAsked(ask, options.userVerification, options.extensions);
      const request = {
        challenge: decoded(options.challenge, 'challenge'),
        origin,
        rpId: options.rpId ?? new URL(origin).hostname,
        ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
      };
      return { username, asked, options, request };
    },

    makeAssertion: async (begun, credential, variant, hooks) => {
      // Where no credential is listed a discoverable one answers, and tells its user (WebAuthn Level 3 section 6.3.3).
      const isListed = (begun.options.allowCredentials ?? []).length > 0;
      const told = isListed ? variant : { ...variant, userHandle: true };
      return makeAssertion(begun.request, credential, told, making(), hooks).response;
    },

    assert: async (account: Account, ask, variant, hooks) => {
      const begun = await tools.beginAssertion(account.username, ask);
      const body = await tools.makeAssertion(begun, account.credential, variant, hooks);
      return { verdict: await party.assertionResult(body), body };
    },
  };
  return tools;
}

/** Whether options with this conveyance ask for an attestation statement. */
export function asksForAttestation(conveyance: string | undefined): boolean {
  return conveyance === 'direct' || conveyance === 'enterprise';
}

/** Whether a party was asked for what a spoil needs, and asks for it. */
function requireAsked(
  ask: RegistrationAsk | AssertionAsk,
  userVerification: string | undefined,
  extensions: Readonly<Record<string, unknown>> | undefined,
): void {
  if (ask.userVerification === 'required' && userVerification !== 'required') {
    throw new NotApplicable('its options do not require user verification where they are asked to');
  }
  for (const [name, input] of Object.entries(ask.extensions ?? {})) {
    if (!isDeepStrictEqual(plain(extensions?.[name]), plain(input))) {
      throw new NotApplicable(`its options do not ask for the extension ${name}`);
    }
  }
}

/** As it would come out of JSON. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function decoded(text: BegunRegistration['options']['challenge'], place: string): Uint8Array {
  try {
    return fromBase64url(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PartyError('protocol', `options.${place}: ${error.message}`, { cause: error });
  }
}

function soundRefused(variant: RegistrationVariant, because: string): NotApplicable {
  return new NotApplicable(
    `a sound registration (${variant.attestation}, algorithm ${variant.alg}) is refused: ${because}`,
  );
}
