import { z } from 'zod';
import { toBase32 } from '../../src/bytes/base32.ts';
import type { CodeVerdict, Enrolment, OtpClaims, OtpVerifier } from '../vocabulary/oath-verifier.ts';
import { isPartyError, PartyError } from '../vocabulary/relying-party.ts';
import { PartyTranscript } from './party-transcript.ts';

/** Sends one request and gives the answer, whatever JSON it is. Rejects with `PartyError`. */
export type AskOtp = (op: string, request: Readonly<Record<string, unknown>>) => Promise<unknown>;

const count = z.int().min(0);
const claimedWindow = z.object({
  unit: z.enum(['steps', 'seconds']).default('steps'),
  back: count,
  forward: count,
  halfOpen: z.boolean().exactOptional(),
});

/** What `describe` may answer; members that are not known are passed over. */
const claimsShape = z.object({
  kinds: z.array(z.enum(['totp', 'hotp'])).exactOptional(),
  activates: z.boolean().exactOptional(),
  secretBytes: z.object({ least: count, most: count }).exactOptional(),
  window: claimedWindow.exactOptional(),
  activation: claimedWindow.exactOptional(),
  followsPpm: z.number().min(0).max(1000).exactOptional(),
  resync: z.object({ steps: count, expiresSeconds: z.number().min(0).exactOptional() }).exactOptional(),
  lookAhead: z.int().min(1).exactOptional(),
  hotpResync: z.object({ lookAhead: count, expiresSeconds: z.number().min(0).exactOptional() }).exactOptional(),
  throttle: z.object({ attempts: z.int().min(1), seconds: z.number().min(0) }).exactOptional(),
});

/** A verifier that is asked in JSON: by command, or over HTTP. */
export interface JsonOtpVerifier {
  readonly verifier: OtpVerifier;
  /** What it says of itself; nothing where it does not know `describe`. */
  claims(): Promise<OtpClaims>;
}

/** Makes a verifier of something that answers JSON (docs/adapters.md). `end` ends it. */
export function jsonOtpVerifier(ask: AskOtp, end: () => Promise<void>): JsonOtpVerifier {
  const said = new PartyTranscript();
  const exchanged = async (
    op: string,
    request: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>> => {
    // The secret is in no transcript.
    const { secret, ...shown } = request;
    said.add(`→ ${op} ${JSON.stringify(secret === undefined ? shown : { ...shown, secret: '…' })}`);
    const answer = await ask(op, request);
    said.add(`← ${JSON.stringify(answer)}`);
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
      throw new PartyError('protocol', `${op}: expected a JSON object, received ${JSON.stringify(answer)}`);
    }
    if ('unwilling' in answer) throw new PartyError('unwilling', `${op}: ${String(answer.unwilling)}`);
    return answer as Record<string, unknown>;
  };
  const attempted = async (op: string, handle: string, code: string, at: number): Promise<CodeVerdict> => {
    const { accepted, because } = await exchanged(op, { handle, code, at });
    if (typeof accepted !== 'boolean') {
      throw new PartyError('protocol', `${op}: expected "accepted" to be true or false, received ${String(accepted)}`);
    }
    if (accepted) return { kind: 'accepted' };
    return { kind: 'refused', because: typeof because === 'string' ? because : 'no reason is given' };
  };
  return {
    claims: async () => {
      try {
        const { claims = {} } = await exchanged('describe', {});
        const read = claimsShape.safeParse(claims);
        if (read.success) return read.data;
        throw new PartyError('protocol', `describe: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`);
      } catch (error) {
        if (isPartyError(error) && error.kind === 'unwilling') return {};
        throw error;
      }
    },
    verifier: {
      enroll: async (enrolment) => {
        const { handle } = await exchanged('enroll', requestOf(enrolment));
        if (typeof handle === 'string' && handle !== '') return handle;
        throw new PartyError('protocol', `enroll: expected "handle" to be a text, received ${String(handle)}`);
      },
      activate: (handle, code, at) => attempted('activate', handle, code, at),
      verify: (handle, code, at) => attempted('verify', handle, code, at),
      transcript: () => said.lines(),
      forgetTranscript: () => said.forget(),
      close: end,
    },
  };
}

function requestOf({ kind, secret, hash, digits, periodSeconds, t0Seconds, counter }: Enrolment) {
  return {
    kind,
    secret: toBase32(secret),
    algorithm: hash,
    digits,
    ...(kind === 'totp' ? { period: periodSeconds, t0: t0Seconds } : { counter }),
  };
}
