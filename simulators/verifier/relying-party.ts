import type { CreationOptionsJson, RequestOptionsJson } from '../../src/codec/webauthn-json.ts';
import type { Clock, Random } from '../../src/env/env.ts';
import type { AttestationPolicy } from '../../src/verifier/webauthn/input.ts';
import { type Profile, strict } from '../../src/verifier/webauthn/profile.ts';
import { soundVerifier, type VerifierDecisions } from './decisions.ts';
import { type PartyName, readOptionsRequest } from './options.ts';
import { PartyBooks } from './party-books.ts';
import type { SimulatedVerdict } from './party-verdict.ts';

/** What a simulated relying party is made of. */
export interface RelyingPartySettings {
  readonly rpId: string;
  /** Compared character for character. */
  readonly origins: readonly string[];
  readonly rpName?: string;
  readonly random: Random;
  readonly clock: Clock;
  /** Sound ones unless given. */
  readonly verifier?: VerifierDecisions;
  /** `strict` unless given. */
  readonly profile?: Profile;
  /** Attestation roots in DER, trusted where attestation was asked for. Absent: paths are not judged. */
  readonly anchors?: readonly Uint8Array[];
  /** What else it demands of attestation, where attestation was asked for: lists of revoked certificates, say. */
  readonly attestation?: Omit<AttestationPolicy, 'anchors' | 'atMs'>;
  /** Where a request leaves it open; `preferred` unless given. */
  readonly userVerification?: 'required' | 'preferred' | 'discouraged';
  /** How many exchanges the transcript keeps; 50 unless given. */
  readonly transcriptLength?: number;
}

/** The four exchanges of FIDO's server-conformance REST shape, in one session. */
export interface PartySession {
  /** Rejects with `PartyRefusal` where it is not answered. */
  attestationOptions(request: unknown): Promise<CreationOptionsJson>;
  /** Anything ends in a verdict. */
  attestationResult(body: unknown): Promise<SimulatedVerdict>;
  /** Rejects with `PartyRefusal` where it is not answered: an account that is not known or has no credential. */
  assertionOptions(request: unknown): Promise<RequestOptionsJson>;
  /** Anything ends in a verdict. */
  assertionResult(body: unknown): Promise<SimulatedVerdict>;
}

/** A relying party made of the verifier; it has the shape of the port by which relying parties are judged. */
export interface SimulatedRelyingParty extends PartySession {
  readonly rpId: string;
  readonly origins: readonly string[];
  /** A session by name; the party's own exchanges are those of the session without a name. */
  inSession(session: string): PartySession;
  /** The last exchanges as lines of text, oldest first. */
  transcript(): string[];
  forgetTranscript(): void;
  close(): Promise<void>;
}

const LONGEST_LINE = 4000;

/** Makes a relying party that keeps its accounts in memory. */
export function createRelyingParty(settings: RelyingPartySettings): SimulatedRelyingParty {
  const decisions = settings.verifier ?? soundVerifier;
  const name: PartyName = {
    rpId: settings.rpId,
    rpName: settings.rpName ?? 'touchstone',
    userVerification: settings.userVerification ?? 'preferred',
    timeoutMs: 300_000,
    pubKeyCredParams: decisions.pubKeyCredParams,
  };
  const books = new PartyBooks({
    name,
    decisions,
    origins: settings.origins,
    random: settings.random,
    clock: settings.clock,
    profile: settings.profile ?? strict,
    attestation: {
      ...settings.attestation,
      ...(settings.anchors === undefined ? {} : { anchors: settings.anchors }),
    },
  });
  const lines: string[] = [];
  const longest = 2 * (settings.transcriptLength ?? 50);
  const note = (line: string): void => {
    lines.push(line.slice(0, LONGEST_LINE));
    if (lines.length > longest) lines.splice(0, lines.length - longest);
  };
  const exchange = async <Answer>(path: string, body: unknown, answer: () => Answer): Promise<Answer> => {
    note(`> ${path} ${shown(body)}`);
    try {
      const given = answer();
      note(`< ${shown(given)}`);
      return given;
    } catch (error) {
      note(`< ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  };
  const inSession = (session: string): PartySession => ({
    attestationOptions: (request) =>
      exchange('/attestation/options', request, () => books.beginRegistration(session, readOptionsRequest(request))),
    attestationResult: (body) =>
      exchange('/attestation/result', body, () => decisions.tells(books.endRegistration(session, body))),
    assertionOptions: (request) =>
      exchange('/assertion/options', request, () => books.beginAssertion(session, readOptionsRequest(request))),
    assertionResult: (body) =>
      exchange('/assertion/result', body, () => decisions.tells(books.endAssertion(session, body))),
  });
  return {
    ...inSession(''),
    rpId: settings.rpId,
    origins: settings.origins,
    inSession,
    transcript: () => [...lines],
    forgetTranscript: () => void lines.splice(0),
    close: () => Promise.resolve(),
  };
}

function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch (error) {
    // a body in process may hold what JSON cannot: a ring, a bigint
    if (error instanceof TypeError || error instanceof RangeError) return `a body that is no JSON: ${error.message}`;
    throw error;
  }
}
