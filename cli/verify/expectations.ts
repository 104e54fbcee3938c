import { toBase64url } from '../../src/bytes/base64url.ts';
import { equalBytes, utf8 } from '../../src/bytes/bytes.ts';
import { decodeClientData } from '../../src/codec/client-data.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';

/** What a verifier must be told of a ceremony. */
export interface Expectations {
  readonly challenge: Uint8Array | string;
  readonly origins: readonly string[];
  readonly rpId: string;
}

/** What the user said of them. */
export interface Said {
  readonly challenge?: string | undefined;
  readonly origins?: readonly string[] | undefined;
  readonly rpId?: string | undefined;
}

/** Expectations, with the names of those that were taken from the response itself and so judge nothing. */
export interface Completed extends Expectations {
  readonly assumed: readonly string[];
}

/**
 * Completes what the user said with what the response says of itself: a captured response can then be judged for the rest.
 * Where client data or authenticator data cannot be read there is nothing to take, and the verdict will say so.
 */
export function completed(
  said: Said,
  clientDataJSON: Uint8Array | undefined,
  rpIdHash: Uint8Array | undefined,
): Completed {
  const own = clientDataJSON === undefined ? undefined : readOwn(clientDataJSON);
  const assumed: string[] = [];
  const take = <T>(name: string, value: T | undefined, fallback: T): T => {
    if (value !== undefined) return value;
    assumed.push(name);
    return fallback;
  };
  const challenge = take('challenge', said.challenge, own?.challenge ?? '');
  const origins = take('origin', said.origins?.length === 0 ? undefined : said.origins, [own?.origin ?? '']);
  const rpId = take('rp-id', said.rpId, rpIdOf(origins[0] ?? '', rpIdHash));
  return { challenge: isBase64url(challenge) ? challenge : utf8(challenge), origins, rpId, assumed };
}

/** The RP ID of a page: its host, or the domain above it whose hash the authenticator signed. */
function rpIdOf(origin: string, rpIdHash: Uint8Array | undefined): string {
  const host = URL.canParse(origin) ? new URL(origin).hostname : origin;
  const labels = host.split('.');
  const candidates = labels.map((_label, at) => labels.slice(at).join('.'));
  return candidates.find((id) => rpIdHash !== undefined && equalBytes(sha256(utf8(id)), rpIdHash)) ?? host;
}

function readOwn(bytes: Uint8Array): { challenge: string; origin: string } | undefined {
  try {
    return decodeClientData(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function isBase64url(text: string): boolean {
  return /^[A-Za-z0-9_-]*$/.test(text) && toBase64url(Buffer.from(text, 'base64url')) === text;
}
