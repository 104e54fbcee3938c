import fc from 'fast-check';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { CredentialDescriptor } from '../../../src/ctap2/entities.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { demandUnprotected } from '../ceremony/claims.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import { makeCredential, soundMakeRequest } from '../ceremony/credential.ts';
import { rawRequest } from '../ceremony/raw-request.ts';
import { refusals } from '../ceremony/refusals.ts';
import { demandTouchDue, expectToWait, waitsOut } from '../ceremony/without-touch.ts';

const step12: SpecReference = { document: 'CTAP 2.3', section: '6.1.2', step: '12' };
const { CTAP2_ERR_CREDENTIAL_EXCLUDED, CTAP2_ERR_LIMIT_EXCEEDED } = ctapStatus;

/** Ids of nobody, 16 bytes each. */
function strangers(count: number): CredentialDescriptor[] {
  return Array.from({ length: count }, (_, index) => ({
    id: new Uint8Array(16).fill(0xc0 + (index % 32)),
    type: 'public-key',
  }));
}

function longestList(context: RuleContext): number {
  const { maxCredentialCountInList, maxMsgSize } = context.device.facts.info;
  // 16-byte ids take 42 bytes each, the rest of the request well under 600.
  return Math.max(1, Math.min(maxCredentialCountInList ?? 1, Math.floor((maxMsgSize - 600) / 42)));
}

async function excluding(context: RuleContext, excludeList: CredentialDescriptor[]): Promise<Uint8Array> {
  const request = await soundMakeRequest(context, { excludeList, salt: 'again' });
  const parameters = encodeMessage(makeCredentialRequest, request);
  if (parameters.length >= context.device.facts.info.maxMsgSize)
    throw new NotApplicable('the list is too long for maxMsgSize');
  return rawRequest(ctapCommand.makeCredential, parameters);
}

/** Duties over excludeList. */
export const makeCredentialExcludeListRules: readonly Rule[] = [
  ...refusals<{ before: number }>({
    id: 'ctap2.make-credential.exclude-list.own',
    says: 'A request whose excludeList names a credential of this key for this relying party is refused, wherever in the list it stands.',
    spec: [step12],
    needs: { touches: 2 },
    runs: 8,
    cases: (context) => fc.integer({ min: 0, max: longestList(context) - 1 }).map((before) => ({ before })),
    request: async (context, { before }) => {
      const made = await makeCredential(context);
      demandUnprotected(made);
      return {
        what: `makeCredential that excludes a credential of this key after ${before} others`,
        bytes: await excluding(context, [...strangers(before), made.descriptor]),
      };
    },
    statuses: [CTAP2_ERR_CREDENTIAL_EXCLUDED],
  }),
  rule<[string]>({
    id: 'ctap2.make-credential.exclude-list.waits-for-touch',
    level: 'MUST',
    says: 'The key does not tell that it holds an excluded credential before it is touched.',
    spec: [step12],
    needs: { ...waitsOut, touches: 2 },
    runs: 1,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('own credential in excludeList, touch withheld'), async () => {
        const made = await makeCredential(context);
        demandUnprotected(made);
        const request = await soundMakeRequest(context, { excludeList: [made.descriptor], salt: 'again' });
        demandTouchDue(context, request);
        const bytes = rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request));
        await expectToWait(context, bytes, 'makeCredential that excludes a credential of this key');
      }),
  }),
  rule<[{ discoverable: boolean }]>({
    id: 'ctap2.make-credential.exclude-list.other-relying-party',
    level: 'MUST',
    says: 'A credential of another relying party in excludeList does not stand against a new one.',
    spec: [step12],
    needs: { touches: 2 },
    runs: 4,
    property: (context) => {
      const kinds = context.device.facts.info.options['rk'] === true ? [false, true] : [false];
      return fc.asyncProperty(
        fc.constantFrom(...kinds).map((discoverable) => ({ discoverable })),
        async ({ discoverable }) => {
          const other = await makeCredential(context, { rpId: `other.${context.rpId}`, rk: discoverable });
          try {
            await makeCredential(context, { excludeList: [other.descriptor], salt: 'again' });
          } finally {
            await removeCredentials(context, discoverable ? [other] : []);
          }
        },
      );
    },
  }),
  rule<[{ type: string }]>({
    id: 'ctap2.make-credential.exclude-list.foreign-type',
    level: 'SHOULD',
    says: 'An entry of excludeList with a credential type that does not exist is skipped.',
    spec: [step12],
    needs: { touches: 2 },
    runs: 2,
    property: (context) =>
      fc.asyncProperty(fc.constant({ type: 'private-key' }), async ({ type }) => {
        const made = await makeCredential(context);
        await makeCredential(context, { excludeList: [{ ...made.descriptor, type }], salt: 'again' });
      }),
  }),
  rule<[{ idLength: number }]>({
    id: 'ctap2.make-credential.exclude-list.foreign-ids',
    level: 'MUST',
    says: 'Credential ids that are not of this key, of any length that it takes, do not stand against a new credential.',
    spec: [step12],
    needs: { touches: 1 },
    property: (context) => {
      const longest = Math.min(context.device.facts.info.maxCredentialIdLength ?? 64, 256);
      const lengths = fc.integer({ min: Math.min(16, longest), max: longest });
      return fc.asyncProperty(
        lengths.map((idLength) => ({ idLength })),
        async ({ idLength }) => {
          const id = new Uint8Array(idLength).fill(0x5a);
          await makeCredential(context, { excludeList: [{ id, type: 'public-key' }] });
        },
      );
    },
  }),
  refusals<{ entries: number }>({
    id: 'ctap2.make-credential.exclude-list.too-long',
    level: 'SHOULD',
    says: 'An excludeList of more than maxCredentialCountInList entries is refused.',
    spec: [step12],
    needs: { writes: true },
    runs: 1,
    applies: ({ info }) => info.maxCredentialCountInList !== undefined || 'getInfo has no maxCredentialCountInList',
    cases: (context) => fc.constant({ entries: (context.device.facts.info.maxCredentialCountInList ?? 0) + 1 }),
    request: async (context, { entries }) => ({
      what: `makeCredential with an excludeList of ${entries} entries`,
      bytes: await excluding(context, strangers(entries)),
    }),
    statuses: [CTAP2_ERR_LIMIT_EXCEEDED],
  })[0],
];
