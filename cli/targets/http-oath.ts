import { jsonOtpVerifier } from '../../conformance/engine/json-otp-verifier.ts';
import { oathVerifierSession } from '../../conformance/engine/oath-verifier-session.ts';
import type { SubjectSession } from '../../conformance/engine/subject-session.ts';
import type { OtpContext, OtpFacts } from '../../conformance/vocabulary/oath-verifier.ts';
import { PartyError } from '../../conformance/vocabulary/relying-party.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemClock } from '../../src/env/system.ts';
import { postTo } from './http.ts';
import type { OpenHow } from './open-how.ts';
import type { HttpOathTarget } from './target.ts';

/** Statuses by which a server says that it has no such request. */
const UNKNOWN = [404, 405, 501];

/** Opens a server that verifies one-time codes, below `/oath`; nothing is sent yet. */
export function openHttpOath(target: HttpOathTarget, how: Pick<OpenHow, 'seed'>): SubjectSession<OtpContext, OtpFacts> {
  // A run that is stopped waits for no answer.
  const closing = new AbortController();
  const post = postTo(target.base, { signal: closing.signal });
  const { verifier, claims } = jsonOtpVerifier(
    async (op, request) => {
      const { status, text } = await post(`/oath/${op}`, JSON.stringify(request), '');
      if (UNKNOWN.includes(status)) throw new PartyError('unwilling', `/oath/${op}: status ${status}`);
      try {
        return JSON.parse(text);
      } catch (error) {
        const found = `status ${status} and ${JSON.stringify(text.slice(0, 200))}`;
        throw new PartyError('protocol', `/oath/${op}: expected JSON, received ${found}`, { cause: error });
      }
    },
    async () => closing.abort(new Error('the run is over')),
  );
  return oathVerifierSession(verifier, {
    uri: target.uri,
    transport: 'http',
    env: { clock: systemClock, random: seededRandom(`harness/${how.seed}/${systemClock.nowMs()}`) },
    claims,
  });
}
