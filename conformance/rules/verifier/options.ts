import { toBase64url } from '../../../src/bytes/base64url.ts';
import { equalBytes } from '../../../src/bytes/bytes.ts';
import type { CredentialDescriptorJson } from '../../../src/codec/webauthn-json.ts';
import { overCases } from '../../vocabulary/cases.ts';
import { type PartyContext, type PartyRule, partyRule } from '../../vocabulary/party-rule.ts';
import { expectThat } from '../../vocabulary/violation.ts';
import { plainAccount } from './accepts-assertions.ts';
import { canRegister } from './accepts-registrations.ts';
import { askOf, plainestCase, type RegistrationCase, variantOf } from './cases.ts';
import { clause } from './clauses.ts';

const LONGEST_USER_ID = 64;

const userId = partyRule({
  id: 'verifier.registration.options.user-id',
  level: 'MUST',
  says: 'The user id of creation options is 1 to 64 bytes long.',
  spec: [clause('5.4.3')],
  property: ({ tools }) =>
    overCases('users', [1], async () => {
      const { length } = (await tools.beginRegistration({})).request.userHandle;
      expectThat(length >= 1 && length <= LONGEST_USER_ID, '1 to 64 bytes', `${length} bytes`);
    }),
});

const userIdWithoutName = partyRule({
  id: 'verifier.registration.options.user-id-without-name',
  level: 'MUST',
  says: 'The user id of creation options does not contain the name of the user.',
  spec: [clause('14.6.1')],
  property: ({ tools }) =>
    overCases('users', [1], async () => {
      const { request, username } = await tools.beginRegistration({});
      const text = Buffer.from(request.userHandle).toString('latin1');
      expectThat(!text.includes(username), 'nothing that tells who it is', `the user name ${username}`);
    }),
});

const userIdsDiffer = partyRule({
  id: 'verifier.registration.options.user-ids-differ',
  level: 'MUST',
  says: 'Two users have two user ids.',
  spec: [clause('5.4.3')],
  property: ({ tools }) =>
    overCases('users', [2], async () => {
      const first = await tools.beginRegistration({});
      const second = await tools.beginRegistration({});
      const isSame = equalBytes(first.request.userHandle, second.request.userHandle);
      expectThat(
        !isSame,
        'two user ids',
        () => `${first.options.user.id} for ${first.username} and ${second.username}`,
      );
    }),
});

const algorithms = partyRule({
  id: 'verifier.registration.options.algorithms',
  level: 'MUST',
  says: 'Creation options offer an algorithm of public keys.',
  spec: [clause('5.4')],
  property: ({ tools }) =>
    overCases('users', [1], async () => {
      const { options } = await tools.beginRegistration({});
      const offered = options.pubKeyCredParams.filter(({ type }) => type === 'public-key').map(({ alg }) => alg);
      // An empty list stands for ES256 and RS256 (section 5.1.3).
      const isEmpty = options.pubKeyCredParams.length === 0;
      expectThat(isEmpty || offered.length > 0, 'a pair of public-key and an algorithm', 'none');
    }),
});

const excludesOwn = partyRule({
  id: 'verifier.registration.options.excludes-own',
  level: 'SHOULD',
  says: 'Creation options for a user who has credentials exclude them.',
  spec: [clause('5.4')],
  applies: canRegister,
  property: (context) =>
    overCases('credential', [plainestCase(context.facts)!], async (one) => {
      const ids = await twoCredentials(context, one);
      const { username } = ids;
      const { options } = await context.tools.beginRegistration({ ...askOf(one), username });
      const listed = idsOf(options.excludeCredentials);
      for (const id of ids.own) expectThat(listed.has(id), `${id} among excludeCredentials`, () => told(listed));
    }),
});

const excludesNoOthers = partyRule({
  id: 'verifier.registration.options.excludes-no-others',
  level: 'MUST',
  says: 'Creation options do not tell the credential ids of other users.',
  spec: [clause('14.6.3'), clause('5.4')],
  applies: canRegister,
  property: (context) =>
    overCases('credential', [plainestCase(context.facts)!], async (one) => {
      const other = await plainAccount(context);
      const account = await plainAccount(context);
      const { username } = account;
      const { options } = await context.tools.beginRegistration({ ...askOf(one), username });
      const id = toBase64url(other.credential.id);
      const listed = idsOf(options.excludeCredentials);
      expectThat(!listed.has(id), `none of another user's credentials among excludeCredentials`, () => told(listed));
    }),
});

const allowsOwn = partyRule({
  id: 'verifier.assertion.options.allows-own',
  // A party may keep but one credential of a user, or prefer one.
  level: 'SHOULD',
  says: 'Request options that list credentials list all those of the user.',
  spec: [clause('5.5'), clause('7.2', '1')],
  applies: canRegister,
  property: (context) =>
    overCases('credential', [plainestCase(context.facts)!], async (one) => {
      const { username, own } = await twoCredentials(context, one);
      const { options } = await context.tools.beginAssertion(username, {});
      const listed = idsOf(options.allowCredentials);
      if (listed.size === 0) return;
      for (const id of own) expectThat(listed.has(id), `${id} among allowCredentials`, () => told(listed));
    }),
});

const allowsNoOthers = partyRule({
  id: 'verifier.assertion.options.allows-no-others',
  level: 'MUST',
  says: 'Request options do not list credentials of other users.',
  spec: [clause('5.5'), clause('14.6.3')],
  applies: canRegister,
  property: (context) =>
    overCases('users', [2], async () => {
      const other = await plainAccount(context);
      const account = await plainAccount(context);
      const { options } = await context.tools.beginAssertion(account.username, {});
      const listed = idsOf(options.allowCredentials);
      const id = toBase64url(other.credential.id);
      expectThat(!listed.has(id), `none of another user's credentials among allowCredentials`, () => told(listed));
    }),
});

async function twoCredentials(
  { tools }: PartyContext,
  one: RegistrationCase,
): Promise<{ readonly username: string; readonly own: readonly string[] }> {
  const first = await tools.account(askOf(one), variantOf(one));
  const { username } = first;
  const second = await tools.account({ ...askOf(one), username }, variantOf(one));
  return { username, own: [first, second].map(({ credential }) => toBase64url(credential.id)) };
}

function idsOf(list: readonly CredentialDescriptorJson[] | undefined): Set<string> {
  return new Set((list ?? []).map(({ id }) => id));
}

function told(ids: ReadonlySet<string>): string {
  return ids.size === 0 ? 'an empty list' : [...ids].join(', ');
}

/** What options must say, and must not tell. */
export const optionsRules: readonly PartyRule[] = [
  userId,
  userIdWithoutName,
  userIdsDiffer,
  algorithms,
  excludesOwn,
  excludesNoOthers,
  allowsOwn,
  allowsNoOthers,
];
