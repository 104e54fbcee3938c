import type { PartySession } from '../../conformance/engine/party-session.ts';
import { type Post, type RestAnswer, restParty } from '../../conformance/engine/rest-party.ts';
import { PartyError } from '../../conformance/vocabulary/relying-party.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { callLater, systemClock } from '../../src/env/system.ts';
import type { OpenHow } from './open-how.ts';
import type { HttpTarget } from './target.ts';

const TIMEOUT_MS = 10_000;
/** All waits for one answer of a server that is asked too often. */
const LONGEST_WAIT_MS = 65_000;
/** The same before it has served anything. */
const LONGEST_FIRST_WAIT_MS = 8_000;
const SHORTEST_WAIT_MS = 100;
const UNTOLD_WAIT: Wait = { ms: 1_000, mostMs: 4_000 };
/** An answer longer than this is none, in bytes. */
const LONGEST_ANSWER = 1 << 20;

/** A server of FIDO's server-conformance REST shape, opened for judgement; nothing is sent yet. */
export function openHttp(target: HttpTarget, how: Pick<OpenHow, 'seed'>): PartySession {
  const { uri, base, origin, trust, revocation, framed } = target;
  const url = new URL(base);
  // A run that is stopped waits for no answer.
  const closing = new AbortController();
  const guesses = [url.origin, ...(url.port === '' ? [] : [`http://localhost:${url.port}`]), 'http://localhost'];
  return {
    uri,
    transport: 'http',
    env: { clock: systemClock, random: seededRandom(`harness/${how.seed}`) },
    party: restParty(postTo(base, { signal: closing.signal })),
    origins: origin === undefined ? guesses : [origin],
    originIsKnown: origin !== undefined,
    // Accounts of an earlier run are still there: user names must not meet them.
    distinct: String(systemClock.nowMs()),
    claims: {
      ...(trust === undefined ? {} : { trust }),
      ...(revocation === undefined ? {} : { revocation: true }),
      ...(framed ? { framed: true } : {}),
    },
    close: async () => closing.abort(new Error('the run is over')),
  };
}

/** How long an answer is waited for, and what ends the waiting. */
export interface Patience {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Sends POSTs below a base. Redirects are not followed; an answer that is late or too long is none. */
export function postTo(base: string, { timeoutMs = TIMEOUT_MS, signal }: Patience = {}): Post {
  const once = async (
    path: string,
    body: string,
    cookie: string,
  ): Promise<RestAnswer & { wait?: Wait | undefined }> => {
    const late = new AbortController();
    const stop = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
    const patience = callLater(timeoutMs, () => late.abort(new Error(`no answer within ${timeoutMs} ms`)));
    try {
      const response = await fetch(`${base}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(cookie === '' ? {} : { cookie }),
        },
        body,
        redirect: 'manual',
        signal: stop,
      });
      return { ...(await answerOf(response)), wait: waitOf(response) };
    } catch (error) {
      if (error instanceof PartyError) throw error;
      throw new PartyError('link', `${base}${path}: ${reasonOf(error, stop)}`, { cause: error });
    } finally {
      patience();
    }
  };
  let isPatient = true;
  let hasServed = false;
  return async (path, body, cookie) => {
    let answer = await once(path, body, cookie);
    for (let waitedMs = 0; isPatient && answer.wait !== undefined; ) {
      const { ms, mostMs } = answer.wait;
      // A server that stays busy is not waited for again.
      isPatient = waitedMs + ms <= (hasServed ? mostMs : LONGEST_FIRST_WAIT_MS);
      if (!isPatient) break;
      await systemClock.sleep(ms, signal);
      waitedMs += ms;
      answer = await once(path, body, cookie);
    }
    hasServed ||= answer.wait === undefined;
    return answer;
  };
}

/** A pause before the same is asked again, and how long all pauses for one answer may be. */
interface Wait {
  readonly ms: number;
  readonly mostMs: number;
}

/** What a server that is asked too often wants to be waited for; undefined where it does not say so. */
function waitOf({ status, headers }: Response): Wait | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (status !== 429 && status !== 503) return undefined;
  if (Number.isFinite(seconds)) return { ms: Math.max(seconds * 1000, SHORTEST_WAIT_MS), mostMs: LONGEST_WAIT_MS };
  return status === 429 ? UNTOLD_WAIT : undefined;
}

async function answerOf(response: Response): Promise<RestAnswer> {
  const location = response.headers.get('location');
  return {
    status: response.status,
    text: await textOf(response),
    cookies: response.headers.getSetCookie(),
    ...(location === null ? {} : { location }),
  };
}

async function textOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.length;
    if (length > LONGEST_ANSWER) {
      throw new PartyError('protocol', `${response.url}: expected at most ${LONGEST_ANSWER} bytes, received more`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** What fetch hides behind "fetch failed". */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted && signal.reason instanceof Error) return signal.reason.message;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const said = code === 'ECONNREFUSED' ? 'nobody listens there' : cause.message || cause.name;
  const hint = untrusted.has(code) ? '; NODE_EXTRA_CA_CERTS=FILE makes its certificate known' : '';
  return `${code === '' || said.includes(code) ? said : `${said} (${code})`}${hint}`;
}
