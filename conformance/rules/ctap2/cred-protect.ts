import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { credProtectLevel, extensionId } from '../../../src/ctap2/extensions.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, NotApplicable } from '../../vocabulary/violation.ts';
import { allOf, assertionBytes, everyAccount, keepsAccounts, partyFor, people } from '../ceremony/accounts.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import {
  getAssertion,
  type Made,
  makeCredential,
  soundAssertionRequest,
  soundMakeRequest,
} from '../ceremony/credential.ts';
import { expectAccepted, expectRefused } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';
import {
  asking,
  canGoUnverified,
  demandUnverified,
  hasCredProtect,
  type Kind,
  kinds,
  type Level,
  levelOf,
  levels,
  pairs,
  protectedCredential,
  tidy,
} from './cred-protect-ceremony.ts';
import { credProtectExcludeRules } from './cred-protect-exclude-list.ts';

const clause: SpecReference[] = [{ document: 'CTAP 2.3', section: '12.1' }];
const { userVerificationOptionalWithCredentialIDList: LISTED, userVerificationRequired: REQUIRED } = credProtectLevel;

/** A duty over one credential of each kind. */
function overKinds(definition: {
  readonly id: string;
  readonly says: string;
  readonly needs: Needs;
  readonly applies?: (facts: KeyFacts) => true | string;
  readonly check: (context: RuleContext, kind: Kind) => Promise<void>;
}): Rule {
  const { check, applies = () => true, ...common } = definition;
  return rule({
    ...common,
    id: `ctap2.cred-protect.${common.id}`,
    level: 'MUST',
    spec: clause,
    runs: 1,
    applies: allOf(hasCredProtect, applies),
    property: (context) => overCases('credential', kinds(context), (kind) => check(context, kind)),
  });
}

/** Duties over the extension credProtect. */
export const credProtectRules: readonly Rule[] = [
  rule({
    id: 'ctap2.cred-protect.level.told',
    level: 'MUST',
    says: 'Asked for a level the key tells the level of the new credential: that one, or a higher one of its own.',
    spec: clause,
    needs: { touches: 1 },
    runs: 1,
    applies: hasCredProtect,
    property: (context) =>
      overCases('credential', pairs(levels, kinds(context)), async ([level, kind]) => {
        const made = await makeCredential(context, {
          user: people[0]!,
          extensions: asking(level),
          ...(kind === 'discoverable' ? { rk: true } : {}),
        });
        const told = made.judged.extensions?.get(extensionId.credProtect);
        expectThat(
          typeof told === 'number' && told >= level && told <= 3,
          `the output credProtect ${level}${level < 3 ? ', or higher' : ''}`,
          told === undefined ? 'no output' : String(told),
        );
        await tidy(context, kind, [made]);
      }),
  }),
  ...refusals<{ level: CborValue }>({
    id: 'ctap2.cred-protect.level.invalid',
    level: 'SHOULD',
    says: 'A level that does not exist is refused.',
    spec: clause,
    needs: { touches: 1 },
    runs: 1,
    applies: hasCredProtect,
    statuses: [
      ctapStatus.CTAP1_ERR_INVALID_PARAMETER,
      ctapStatus.CTAP2_ERR_INVALID_OPTION,
      ctapStatus.CTAP2_ERR_CBOR_UNEXPECTED_TYPE,
      ctapStatus.CTAP2_ERR_INVALID_CBOR,
    ],
    cases: () => [{ level: 0 }, { level: 4 }, { level: 255 }, { level: 'x' }, { level: true }],
    request: async (context, { level }) => {
      const request = await soundMakeRequest(context, { extensions: asking(level) });
      const bytes = Uint8Array.of(0x01, ...encodeMessage(makeCredentialRequest, request));
      return { what: `credProtect ${JSON.stringify(level)}`, bytes };
    },
  }),
  overKinds({
    id: 'unasked.level-1',
    says: 'A credential made without credProtect is at level 1 unless the key tells another: it is found without verification.',
    needs: { touches: 2 },
    applies: canGoUnverified,
    check: async (context, kind) => {
      const made = await makeCredential(context, {
        user: people[0]!,
        rpId: partyFor(context, kind === 'discoverable' ? 'account' : 'plain'),
        ...(kind === 'discoverable' ? { rk: true } : {}),
      });
      if (levelOf(made) !== 1) throw new NotApplicable('the key has a higher level of its own, and tells it');
      await (kind === 'discoverable' ? everyAccount(context, [made]) : getAssertion(context, made));
      await tidy(context, kind, [made]);
    },
  }),
  ...refusals<{ kind: Kind; up: boolean; listed: boolean }>({
    id: 'ctap2.cred-protect.level-3.needs-verification',
    says: 'A credential of level 3 signs nothing without user verification, named or not, with a touch or silently.',
    spec: clause,
    needs: { touches: 4 },
    runs: 1,
    applies: allOf(hasCredProtect, canGoUnverified),
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: (context) =>
      pairs(kinds(context), pairs([true, false], [true, false])).map(([kind, [listed, up]]) => ({ kind, listed, up })),
    request: async (context, { kind, up, listed }) => {
      if (up) await demandUnverified(context);
      const made = await protectedCredential(context, kind, REQUIRED);
      const request = await soundAssertionRequest(context, {
        ...(listed ? { allowList: [made.descriptor] } : {}),
        ...(up ? {} : { up }),
      });
      const what = `a ${kind} credential of level 3, ${listed ? 'in the allowList' : 'without an allowList'}`;
      return { what: `${what}, ${up ? 'with a touch' : 'silently'}`, bytes: assertionBytes(request) };
    },
  }),
  ...refusals<boolean>({
    id: 'ctap2.cred-protect.level-2.hidden',
    says: 'A credential of level 2 is not found without verification by a request that does not name it.',
    spec: clause,
    needs: { touches: 2 },
    runs: 1,
    applies: allOf(hasCredProtect, canGoUnverified, keepsAccounts),
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
    cases: () => [true, false],
    request: async (context, up) => {
      if (up) await demandUnverified(context);
      await protectedCredential(context, 'discoverable', LISTED);
      const request = await soundAssertionRequest(context, up ? {} : { up });
      return {
        what: `getAssertion for an account of level 2, ${up ? 'with a touch' : 'silently'}`,
        bytes: assertionBytes(request),
      };
    },
  }),
  overKinds({
    id: 'level-2.named',
    says: 'A credential of level 2 answers without verification where the allowList names it.',
    needs: { touches: 2 },
    applies: canGoUnverified,
    check: async (context, kind) => {
      const made = await protectedCredential(context, kind, LISTED);
      await getAssertion(context, made);
      await tidy(context, kind, [made]);
    },
  }),
  rule({
    id: 'ctap2.cred-protect.verified.sees-all',
    level: 'MUST',
    says: 'With user verification credentials of every level answer, named or found.',
    spec: clause,
    needs: { touches: 2, pin: 'set' },
    runs: 1,
    applies: hasCredProtect,
    property: (context) =>
      overCases(
        'credential',
        pairs(
          levels,
          keepsAccounts(context.device.facts) === true ? (['named', 'found'] as const) : (['named'] as const),
        ),
        async ([level, way]) => {
          const kind = way === 'found' ? 'discoverable' : 'not discoverable';
          const made = await protectedCredential(context, kind, level, { rpId: partyFor(context, way) });
          await (way === 'found'
            ? everyAccount(context, [made], { verified: true })
            : getAssertion(context, made, { verified: true }));
          await tidy(context, kind, [made]);
        },
      ),
  }),
  rule({
    id: 'ctap2.cred-protect.accounts.filtered',
    level: 'MUST',
    says: 'Without verification only accounts of level 1 are counted and given.',
    spec: [...clause, { document: 'CTAP 2.3', section: '6.2.2', step: '7' }],
    needs: { touches: 4 },
    runs: 1,
    applies: allOf(hasCredProtect, canGoUnverified, keepsAccounts),
    property: (context) =>
      overCases('levels', pairs(levels, levels), async (others) => {
        await demandUnverified(context);
        const given: Level[] = [1, ...others];
        const made: Made[] = [];
        for (const [index, level] of given.entries()) {
          const choice = { user: people[index]!, salt: `${index}` };
          made.push(await protectedCredential(context, 'discoverable', level, choice));
        }
        const visible = made.filter((_, index) => given[index] === 1);
        const all = await everyAccount(context, made);
        const told = all.map(({ by }) => `level ${given[made.indexOf(by)]}`).join(', ');
        expectThat(
          all.length === visible.length && all.every(({ by }) => visible.includes(by)),
          `${visible.length} accounts of level 1`,
          told,
        );
        await removeCredentials(context, made);
      }),
  }),
  rule({
    id: 'ctap2.cred-protect.replaced.takes-new-level',
    level: 'MUST',
    says: 'An account made anew has the level asked for this time.',
    spec: clause,
    needs: { touches: 3 },
    runs: 1,
    applies: allOf(hasCredProtect, canGoUnverified, keepsAccounts),
    property: (context) =>
      overCases('levels', ['1, then 3', '3, then 1'], async (order) => {
        await demandUnverified(context);
        const [before, after]: [Level, Level] = order === '1, then 3' ? [1, 3] : [3, 1];
        await protectedCredential(context, 'discoverable', before);
        const made = await protectedCredential(context, 'discoverable', after, { salt: 'again' });
        const reply = await context.device.send(assertionBytes(await soundAssertionRequest(context)));
        const what = `getAssertion for an account of level ${order}`;
        if (after === 1) expectAccepted(reply, what);
        else expectRefused(reply, what);
        await removeCredentials(context, [made]);
      }),
  }),
  overKinds({
    id: 'level-3.survives-power-cycle',
    says: 'A credential of level 3 still needs verification after a power cycle.',
    needs: { touches: 2, powerCycle: true },
    applies: canGoUnverified,
    check: async (context, kind) => {
      await demandUnverified(context);
      const made = await protectedCredential(context, kind, REQUIRED);
      await context.device.powerCycle();
      const request = await soundAssertionRequest(context, { allowList: [made.descriptor] });
      const reply = await context.device.send(assertionBytes(request));
      expectRefused(reply, `a ${kind} credential of level 3 after a power cycle, without verification`);
      await tidy(context, kind, [made]);
    },
  }),
  rule({
    id: 'ctap2.cred-protect.with-hmac-secret',
    level: 'MUST',
    says: 'credProtect and hmac-secret asked for together are both answered.',
    spec: clause,
    needs: { touches: 1 },
    runs: 1,
    applies: allOf(
      hasCredProtect,
      ({ info }) => info.extensions.includes('hmac-secret') || 'the key has no hmac-secret',
    ),
    property: (context) =>
      overCases('level', levels, async (level) => {
        const extensions: CborMap = new Map<string, CborValue>([
          [extensionId.credProtect, level],
          [extensionId.hmacSecret, true],
        ]);
        const { judged } = await makeCredential(context, { extensions });
        const told = judged.extensions?.get(extensionId.credProtect);
        const secret = judged.extensions?.get(extensionId.hmacSecret);
        expectThat(
          typeof told === 'number' && secret === true,
          `the outputs credProtect ${level} and hmac-secret true`,
          `credProtect ${String(told)} and hmac-secret ${String(secret)}`,
        );
      }),
  }),
  ...credProtectExcludeRules,
];
