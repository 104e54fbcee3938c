import { overCases } from '../../vocabulary/cases.ts';
import { type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { plainAccount } from './accepts-assertions.ts';
import { canRegister } from './accepts-registrations.ts';
import { askOf, plainestCase, variantOf } from './cases.ts';
import { refusesEarlierResponse, requireSoundAssertion, uncounted } from './challenges.ts';
import { clause } from './clauses.ts';
import { expectRefused } from './expect.ts';

const refusesRegisteredId = partyRule({
  id: 'verifier.registration.refuses.registered-credential-id',
  level: 'SHOULD',
  says: 'A registration whose credential id is registered for another user is refused.',
  spec: [clause('7.1', '26')],
  applies: (facts) => plainestCase(facts, { kinds: ['none'] }) !== undefined || 'none attestation is not accepted',
  property: ({ facts, tools }) =>
    overCases('registration', [plainestCase(facts, { kinds: ['none'] })!], async (one) => {
      const { credential } = await tools.account(askOf(one), variantOf(one));
      await tools.requireSound(askOf(one), variantOf(one));
      const { verdict } = await tools.register(askOf(one), variantOf(one), {
        authenticatorData: (sound) =>
          sound.attested === undefined
            ? sound
            : { ...sound, attested: { ...sound.attested, credentialId: credential.id } },
      });
      expectRefused(verdict, 'registration', 'its credential id is registered for another user');
    }),
});

const refusesUnknown = partyRule({
  id: 'verifier.assertion.refuses.unknown-credential',
  level: 'MUST',
  says: 'An assertion by a credential that was never registered is refused.',
  spec: [clause('7.2', '5'), clause('7.2', '6')],
  applies: canRegister,
  property: (context) =>
    overCases('response', [{ userHandle: true }, { userHandle: false }], async ({ userHandle }) => {
      const { facts, party, tools } = context;
      const one = plainestCase(facts)!;
      const account = await plainAccount(context, { signCount: 0 });
      await requireSoundAssertion(context, account);
      // Begun by somebody else: a user may have no second credential.
      const { request, ...begun } = await tools.beginRegistration(askOf(one));
      const { userHandle: handle } = account.credential;
      const { credential } = await tools.makeRegistration(
        { ...begun, request: { ...request, userHandle: handle } },
        variantOf(one, { signCount: 0 }),
      );
      const asked = await tools.beginAssertion(account.username, {});
      const body = await tools.makeAssertion(asked, credential, { ...uncounted, userHandle });
      expectRefused(await party.assertionResult(body), 'assertion', 'its credential was never registered');
    }),
});

const refusesOthers = partyRule({
  id: 'verifier.assertion.refuses.other-users-credential',
  level: 'MUST',
  says: 'An assertion by the credential of another user than the one who signs in is refused.',
  spec: [clause('7.2', '5'), clause('7.2', '6')],
  applies: canRegister,
  property: (context) =>
    overCases('response', [{ userHandle: true }, { userHandle: false }], async ({ userHandle }) => {
      const { party, tools } = context;
      const account = await plainAccount(context, { signCount: 0 });
      const other = await plainAccount(context, { signCount: 0 });
      await requireSoundAssertion(context, other);
      const begun = await tools.beginAssertion(account.username, {});
      if ((begun.options.allowCredentials ?? []).length === 0) {
        throw new NotApplicable('its options list no credentials, so any user may sign in');
      }
      const body = await tools.makeAssertion(begun, other.credential, { ...uncounted, userHandle });
      expectRefused(await party.assertionResult(body), 'assertion', 'its credential is of another user');
    }),
});

/** Which credentials may be registered. */
export const registrationCredentialRules: readonly PartyRule[] = [refusesRegisteredId];

/** Which credentials may be used, and once. */
export const assertionCredentialRules: readonly PartyRule[] = [refusesUnknown, refusesOthers, refusesEarlierResponse];
