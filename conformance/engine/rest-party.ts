import type { CreationOptionsJson, RequestOptionsJson } from '../../src/codec/webauthn-json.ts';
import {
  type AssertionOptionsRequest,
  type AttestationOptionsRequest,
  isPartyError,
  PartyError,
  type PartyVerdict,
  type RelyingParty,
} from '../vocabulary/relying-party.ts';
import { CookieJar } from './cookie-jar.ts';
import { PartyTranscript } from './party-transcript.ts';
import { readCreationOptions, readRequestOptions } from './rest-options.ts';

/** What a server answered to one POST. */
export interface RestAnswer {
  readonly status: number;
  readonly text: string;
  /** The values of its Set-Cookie headers. */
  readonly cookies: readonly string[];
  /** Where it redirects to. */
  readonly location?: string;
}

/** Sends JSON to a path below the server's base, with a Cookie header unless it is empty. Rejects with `PartyError` of kind `link` when no answer comes. */
export type Post = (path: string, body: string, cookie: string) => Promise<RestAnswer>;

/** Statuses by which a server or its gateway says: not now. They tell nothing of a ceremony. */
const notNow = new Set([429, 502, 503, 504]);
const LONGEST_WORDS = 200;

/**
 * A server of FIDO's server-conformance REST shape: four paths, JSON both ways, sessions by cookies. Each ceremony is a
 * session of its own.
 */
export function restParty(post: Post, close: () => Promise<void> = async () => undefined): RelyingParty {
  const transcript = new PartyTranscript();
  let jar = new CookieJar();

  const exchange = async (path: string, body: unknown): Promise<RestAnswer> => {
    const text = JSON.stringify(body) ?? 'null';
    transcript.add(`POST ${path} ${text}`);
    try {
      const answer = await post(path, text, jar.header());
      transcript.add(`${answer.status} ${answer.text}`);
      jar.take(answer.cookies);
      refuseRedirects(path, answer);
      if (notNow.has(answer.status)) throw new PartyError('unwilling', `${path}: the server answered ${answer.status}`);
      return answer;
    } catch (error) {
      if (isPartyError(error) && error.kind === 'link') transcript.add(`no answer: ${error.message}`);
      throw error;
    }
  };
  const options = async (path: string, request: unknown): Promise<unknown> => {
    jar = new CookieJar();
    const answer = await exchange(path, request);
    const value = readJson(answer.text);
    if (!isOk(answer.status) || (isObject(value) && value['status'] === 'failed')) {
      throw new PartyError('unwilling', `${path}: the server gives no options: ${wordsOf(answer, value)}`);
    }
    if (!isObject(value)) throw notJson(path, answer);
    // As a page hands them to navigator.credentials.
    return 'challenge' in value ? value : (value['publicKey'] ?? value);
  };
  const result = async (path: string, body: unknown): Promise<PartyVerdict> => {
    const answer = await exchange(path, withBothExtensionResults(body));
    const value = readJson(answer.text);
    if (!isOk(answer.status)) return { kind: 'refused', because: wordsOf(answer, value), status: answer.status };
    if (!isObject(value)) throw notJson(path, answer);
    if (value['status'] === 'ok') return { kind: 'accepted' };
    if (value['status'] === 'failed') {
      return { kind: 'refused', because: wordsOf(answer, value), status: answer.status };
    }
    throw new PartyError('protocol', `${path}: expected status "ok" or "failed", received ${told(value['status'])}`);
  };

  return {
    attestationOptions: async (request: AttestationOptionsRequest): Promise<CreationOptionsJson> =>
      readCreationOptions(await options('/attestation/options', request), '/attestation/options'),
    attestationResult: (body) => result('/attestation/result', body),
    assertionOptions: async (request: AssertionOptionsRequest): Promise<RequestOptionsJson> =>
      readRequestOptions(await options('/assertion/options', request), '/assertion/options'),
    assertionResult: (body) => result('/assertion/result', body),
    transcript: () => transcript.lines(),
    forgetTranscript: () => transcript.forget(),
    close,
  };
}

/** Servers read client extension results under one of two names. */
function withBothExtensionResults(body: unknown): unknown {
  if (!isObject(body) || !('clientExtensionResults' in body) || 'getClientExtensionResults' in body) return body;
  return { ...body, getClientExtensionResults: body['clientExtensionResults'] };
}

function refuseRedirects(path: string, answer: RestAnswer): void {
  if (answer.status < 300 || answer.status > 399) return;
  const where = answer.location === undefined ? '' : ` to ${answer.location}`;
  throw new PartyError('protocol', `${path}: expected an answer, received a redirect${where} (${answer.status})`);
}

function notJson(path: string, answer: RestAnswer): PartyError {
  return new PartyError('protocol', `${path}: expected a JSON object, received ${told(answer.text)}`);
}

function wordsOf(answer: RestAnswer, value: unknown): string {
  const message = isObject(value) ? value['errorMessage'] : undefined;
  const words = typeof message === 'string' && message !== '' ? message : isObject(value) ? '' : answer.text.trim();
  const cut = words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS)}…` : words;
  if (isOk(answer.status)) return cut === '' ? 'no words' : cut;
  return cut === '' ? `status ${answer.status}` : `${cut} (status ${answer.status})`;
}

function told(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}… (${text.length} characters)` : text;
}

function readJson(text: string): unknown {
  try {
    // A decoder of UTF-8 drops the mark; so does a browser.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
