import { fromBase64url } from '../../../src/bytes/base64url.ts';
import { soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import { overCases } from '../../vocabulary/cases.ts';
import { type PartyContext, type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import type { Account } from '../../vocabulary/party-tools.ts';
import { expectThat, NotApplicable } from '../../vocabulary/violation.ts';
import { plainAccount } from './accepts-assertions.ts';
import { canRegister } from './accepts-registrations.ts';
import { clause } from './clauses.ts';
import { expectRefused } from './expect.ts';

const ceremonies = ['registration', 'assertion'] as const;
const SHORTEST = 16;
const DRAWN = 4;

const fresh = partyRule({
  id: 'verifier.challenge.fresh',
  level: 'MUST',
  says: 'Every ceremony has a challenge of its own.',
  spec: [clause('13.4.3')],
  applies: canRegister,
  property: (context) =>
    overCases('ceremony', ceremonies, async (ceremony) => {
      const drawn = await challengesOf(context, ceremony);
      expectThat(
        new Set(drawn).size === drawn.length,
        'challenges that differ',
        () => `${drawn.length} calls gave ${new Set(drawn).size}: ${drawn.join(', ')}`,
      );
    }),
});

const long = partyRule({
  id: 'verifier.challenge.length',
  level: 'SHOULD',
  says: 'A challenge is at least 16 bytes long.',
  spec: [clause('13.4.3')],
  applies: canRegister,
  property: (context) =>
    overCases('ceremony', ceremonies, async (ceremony) => {
      for (const challenge of await challengesOf(context, ceremony)) {
        const { length } = fromBase64url(challenge);
        expectThat(length >= SHORTEST, `at least ${SHORTEST} bytes`, `${length} bytes`);
      }
    }),
});

async function challengesOf(context: PartyContext, ceremony: (typeof ceremonies)[number]): Promise<string[]> {
  const { tools } = context;
  const account = await plainAccount(context);
  const drawn: string[] = [];
  for (let call = 0; call < DRAWN; call += 1) {
    const { options } =
      ceremony === 'registration'
        ? await tools.beginRegistration({ username: account.username })
        : await tools.beginAssertion(account.username, {});
    drawn.push(options.challenge);
  }
  return drawn;
}

const singleUse = partyRule({
  id: 'verifier.challenge.single-use',
  level: 'MUST',
  says: 'A response that was accepted is refused when it is sent again.',
  spec: [clause('13.4.3'), clause('7.2', '11')],
  applies: canRegister,
  property: (context) =>
    overCases('counter', [0], async () => {
      const { party, tools } = context;
      // Where the counter stays zero, nothing but the challenge tells the second from the first.
      const account = await plainAccount(context, { signCount: 0 });
      const begun = await tools.beginAssertion(account.username, {});
      const body = await tools.makeAssertion(begun, account.credential, uncounted);
      requireAccepted(await party.assertionResult(body));
      expectRefused(await party.assertionResult(body), 'assertion', 'the same response was accepted before');
    }),
});

const ofAnotherSession = partyRule({
  id: 'verifier.challenge.of-another-session',
  level: 'MUST',
  says: 'An assertion over a challenge that another user was given in another session is refused.',
  spec: [clause('7.2', '11'), clause('13.4.3')],
  applies: canRegister,
  property: (context) =>
    overCases('counter', [0], async () => {
      const { party, tools } = context;
      const other = await plainAccount(context, { signCount: 0 });
      const account = await plainAccount(context, { signCount: 0 });
      await requireSoundAssertion(context, account);
      const theirs = await tools.beginAssertion(other.username, {});
      const ours = await tools.beginAssertion(account.username, {});
      if ((theirs.options.allowCredentials ?? []).length === 0) {
        throw new NotApplicable('its options list no credentials: whoever holds the challenge may sign in');
      }
      const { challenge } = theirs.request;
      const swapped = { ...ours, request: { ...ours.request, challenge } };
      const body = await tools.makeAssertion(swapped, account.credential, uncounted);
      expectRefused(await party.assertionResult(body), 'assertion', 'the challenge is of the session of another user');
    }),
});

/** The response of an earlier ceremony. */
export const refusesEarlierResponse: PartyRule = partyRule({
  id: 'verifier.assertion.refuses.earlier-response',
  level: 'MUST',
  says: 'The response of an earlier ceremony of the same user is refused.',
  spec: [clause('7.2', '11')],
  applies: canRegister,
  property: (context) =>
    overCases('counter', [0], async () => {
      const { party, tools } = context;
      const account = await plainAccount(context, { signCount: 0 });
      const earlier = await tools.assert(account, {}, uncounted);
      requireAccepted(earlier.verdict);
      await tools.beginAssertion(account.username, {});
      expectRefused(await party.assertionResult(earlier.body), 'assertion', 'it is of an earlier ceremony');
    }),
});

/** A key whose counter stays zero. */
export const uncounted = soundAssertionVariant({ counterStep: 0, userHandle: true });

/** A party that refuses what is sound proves nothing by refusing the rest. */
export async function requireSoundAssertion({ tools }: PartyContext, account: Account): Promise<void> {
  requireAccepted((await tools.assert(account, {}, uncounted)).verdict);
}

function requireAccepted(verdict: Awaited<ReturnType<PartyContext['party']['assertionResult']>>): void {
  if (verdict.kind === 'refused') throw new NotApplicable(`a sound assertion is refused: ${verdict.because}`);
}

/** What binds a response to its ceremony. */
export const challengeRules: readonly PartyRule[] = [fresh, long, singleUse, ofAnotherSession];
