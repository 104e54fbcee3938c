import { soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import { overCases } from '../../vocabulary/cases.ts';
import { type PartyContext, type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import type { Account, BegunAssertion } from '../../vocabulary/party-tools.ts';
import { isPartyError } from '../../vocabulary/relying-party.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { plainAccount } from './accepts-assertions.ts';
import { canRegister } from './accepts-registrations.ts';
import { askOf, plainestCase, variantOf } from './cases.ts';
import { requireSoundAssertion, uncounted } from './challenges.ts';
import { clause } from './clauses.ts';
import { expectAccepted, expectRefused } from './expect.ts';

const registrationSingleUse = partyRule({
  id: 'verifier.challenge.registration-single-use',
  level: 'MUST',
  says: 'After a registration was accepted, another one over the same challenge is refused.',
  spec: [clause('7.1', '8'), clause('13.4.3')],
  applies: canRegister,
  property: ({ facts, party, tools }) =>
    overCases('registration', [plainestCase(facts)!], async (one) => {
      const begun = await tools.beginRegistration(askOf(one));
      const first = await tools.makeRegistration(begun, variantOf(one));
      const second = await tools.makeRegistration(begun, variantOf(one));
      const verdict = await party.attestationResult(first.body);
      if (verdict.kind === 'refused') throw new NotApplicable(`a sound registration is refused: ${verdict.because}`);
      expectRefused(await party.attestationResult(second.body), 'registration', 'its challenge was used before');
    }),
});

const ofAnotherRegistration = partyRule({
  id: 'verifier.challenge.of-another-registration',
  level: 'MUST',
  says: 'A registration over a challenge that another user was given in another session registers nothing for this user.',
  spec: [clause('7.1', '8'), clause('13.4.3')],
  applies: canRegister,
  property: ({ facts, party, tools }) =>
    overCases('registration', [plainestCase(facts)!], async (one) => {
      await tools.requireSound(askOf(one), variantOf(one));
      const theirs = await tools.beginRegistration(askOf(one));
      const ours = await tools.beginRegistration(askOf(one));
      const { challenge } = theirs.request;
      const swapped = { ...ours, request: { ...ours.request, challenge } };
      const { body, credential } = await tools.makeRegistration(swapped, variantOf(one, { signCount: 0 }));
      if ((await party.attestationResult(body)).kind === 'refused') return;
      // Where the challenge alone is the session, the credential is that of the user who was given it.
      const begun = await begunFor({ party, tools }, ours.username);
      if (begun === undefined) return;
      const assertion = await tools.makeAssertion(begun, credential, uncounted);
      expectRefused(
        await party.assertionResult(assertion),
        'assertion',
        'its credential was registered over the challenge of another user',
      );
    }),
});

const refusesOtherKey = partyRule({
  id: 'verifier.assertion.refuses.key-of-another-credential',
  level: 'MUST',
  says: 'An assertion that is signed with the key of another credential of the same user is refused.',
  spec: [clause('7.2', '7'), clause('7.2', '21')],
  applies: canRegister,
  property: (context) =>
    overCases('credential', [plainestCase(context.facts)!], async (one) => {
      const { party, tools } = context;
      const variant = variantOf(one, { signCount: 0 });
      const first = await tools.account(askOf(one), variant);
      const second = await tools.account({ ...askOf(one), username: first.username }, variant);
      await requireSoundAssertion(context, second);
      const begun = await tools.beginAssertion(first.username, {});
      const mixed = { ...second.credential, key: first.credential.key };
      const body = await tools.makeAssertion(begun, mixed, uncounted);
      expectRefused(
        await party.assertionResult(body),
        'assertion',
        'the signature is by another credential of the user',
      );
    }),
});

const forgetsRefusedRegistration = partyRule({
  id: 'verifier.assertion.refuses.credential-of-refused-registration',
  level: 'MUST',
  says: 'The credential of a registration that was refused signs nobody in.',
  spec: [clause('7.1', '29'), clause('7.2', '6')],
  applies: canRegister,
  property: (context) =>
    overCases('credential', [plainestCase(context.facts)!], async (one) => {
      const { party, tools } = context;
      const account = await plainAccount(context, { signCount: 0 });
      await requireSoundAssertion(context, account);
      const ask = { ...askOf(one), username: account.username };
      const refused = await tools.register(ask, variantOf(one, { signCount: 0 }), {
        clientData: (sound) => new Map([...sound, ['origin', 'https://foreign.example']]),
      });
      expectRefused(refused.verdict, 'registration', 'its origin is foreign');
      const begun = await tools.beginAssertion(account.username, {});
      const body = await tools.makeAssertion(begun, refused.account.credential, uncounted);
      expectRefused(await party.assertionResult(body), 'assertion', 'its credential was refused');
    }),
});

/** What a server does to an account whose signature was wrong once is its own policy. */
const keepsCounter = partyRule({
  id: 'verifier.assertion.accepts.after-refusal',
  level: 'SHOULD',
  says: 'A refused assertion leaves the stored counter alone: the next sound one is accepted.',
  spec: [clause('7.2', '21'), clause('7.2', '24')],
  applies: canRegister,
  property: (context) =>
    overCases('step', [1_000_000], async (counterStep) => {
      const { tools } = context;
      const account = await plainAccount(context, { signCount: 1 });
      const { credential } = account;
      const forged = await tools.assert(account, {}, soundAssertionVariant({ counterStep }), {
        signedBytes: (sound) => sound.map((byte) => byte ^ 0xff),
      });
      if (forged.verdict.kind === 'accepted') throw new NotApplicable('a wrong signature is accepted');
      credential.signCount -= counterStep;
      const { verdict } = await tools.assert(account, {}, soundAssertionVariant());
      expectAccepted(verdict, 'assertion');
    }),
});

const residentKeyWithUv = partyRule({
  id: 'verifier.registration.refuses.flags.uv-missing-of-resident-key',
  level: 'MUST',
  says: 'A registration without UV is refused where user verification and a resident key are required.',
  spec: [clause('7.1', '16')],
  applies: (facts) => {
    if (!facts.requiresUserVerification) return 'its options do not require user verification where they are asked to';
    return canRegister(facts);
  },
  property: ({ facts, tools }) =>
    overCases('registration', [plainestCase(facts)!], async (one) => {
      const ask = { ...askOf(one), userVerification: 'required', residentKey: 'required' } as const;
      await tools.requireSound(ask, variantOf(one));
      const { verdict } = await tools.register(ask, variantOf(one, { userVerified: false }));
      expectRefused(verdict, 'registration', 'UV is not set');
    }),
});

/** Request options of a user, or undefined where the party has none for such a user. */
async function begunFor(
  { tools }: Pick<PartyContext, 'party' | 'tools'>,
  username: Account['username'],
): Promise<BegunAssertion | undefined> {
  try {
    const begun = await tools.beginAssertion(username, {});
    return (begun.options.allowCredentials ?? []).length === 0 ? undefined : begun;
  } catch (error) {
    if (isPartyError(error) && error.kind === 'unwilling') return undefined;
    throw error;
  }
}

/** What is kept of ceremonies that bear on a registration. */
export const registrationBookkeepingRules: readonly PartyRule[] = [
  registrationSingleUse,
  ofAnotherRegistration,
  residentKeyWithUv,
];

/** What is kept of ceremonies that bears on an assertion. */
export const assertionBookkeepingRules: readonly PartyRule[] = [
  refusesOtherKey,
  forgetsRefusedRegistration,
  keepsCounter,
];
