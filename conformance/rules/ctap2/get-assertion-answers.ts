import fc from 'fast-check';
import { toHex } from '../../../src/bytes/hex.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import { decodeEcdsaDer } from '../../../src/crypto/der.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import {
  allOf,
  chooseAccount,
  claims21,
  everyAccount,
  keepsAccounts,
  makeAccounts,
  nameOf,
  people,
} from '../ceremony/accounts.ts';
import { isAlwaysUv } from '../ceremony/authorize.ts';
import { demandUnprotected } from '../ceremony/claims.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import { algorithmsOf, getAssertion, makeCredential } from '../ceremony/credential.ts';

const response: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.2' }];
const step = (number: string): SpecReference[] => [{ document: 'CTAP 2.3', section: '6.2.2', step: number }];

const RESERVED_FLAGS = 0x22;
const ATTESTED = 0x40;
const EXTENSIONS = 0x80;

/** Duties over what authenticatorGetAssertion answers. */
export const getAssertionAnswerRules: readonly Rule[] = [
  rule<[number, number]>({
    id: 'ctap2.get-assertion.signature.verifies',
    level: 'MUST',
    says: 'The signature covers authenticator data and clientDataHash, for every algorithm that the key lists.',
    spec: step('13'),
    needs: { touches: 2 },
    runs: 12,
    property: (context) =>
      fc.asyncProperty(fc.nat({ max: 3 }), fc.nat({ max: 9 }), async (which, serial) => {
        const algorithms = algorithmsOf(context.device.facts);
        const alg = algorithms[which % algorithms.length]!;
        const own = await makeCredential(context, { algorithms: [alg] });
        await getAssertion(context, own, { salt: `${serial}` });
      }),
  }),
  rule<[number]>({
    id: 'ctap2.get-assertion.signature.nonces',
    level: 'MUST',
    says: 'No two ECDSA signatures of one credential over different data share their nonce, which would give the private key away.',
    spec: step('13'),
    needs: { touches: 5 },
    runs: 3,
    applies: (facts) =>
      algorithmsOf(facts).some((alg) => ecdsa.includes(alg)) ||
      'the key signs by no ECDSA algorithm that is known here',
    property: (context) =>
      fc.asyncProperty(fc.integer({ min: 2, max: 4 }), async (uses) => {
        const alg = algorithmsOf(context.device.facts).find((known) => ecdsa.includes(known))!;
        const own = await makeCredential(context, { algorithms: [alg] });
        const seen = new Set<string>();
        for (let use = 0; use < uses; use += 1) {
          const { response: answer } = await getAssertion(context, own, { salt: `nonce ${use}` });
          const { r } = decodeEcdsaDer(answer.signature);
          const name = toHex(r);
          expectThat(!seen.has(name), 'a nonce of its own in each signature', `the same r in two signatures: ${name}`);
          seen.add(name);
        }
      }),
  }),
  rule<[number]>({
    id: 'ctap2.get-assertion.authenticator-data.exact',
    level: 'MUST',
    says: 'Without extensions authenticator data is 37 bytes, with the AT and ED flags and the reserved bits clear.',
    spec: [{ document: 'WebAuthn Level 3', section: '6.1' }],
    needs: { touches: 2 },
    runs: 3,
    property: (context) =>
      fc.asyncProperty(fc.nat({ max: 9 }), async (serial) => {
        const own = await makeCredential(context);
        const { response: answer } = await getAssertion(context, own, { salt: `${serial}` });
        const { authData } = answer;
        expectThat(authData.length === 37, '37 bytes of authenticator data', `${authData.length} bytes`);
        const wrong = authData[32]! & (RESERVED_FLAGS | ATTESTED | EXTENSIONS);
        expectThat(wrong === 0, 'AT, ED and reserved flags clear', `flags 0x${toHex(authData.subarray(32, 33))}`);
      }),
  }),
  rule({
    id: 'ctap2.get-assertion.flags.verified',
    level: 'MUST',
    says: 'The UV flag is set when a pinUvAuthParam or built-in verification stood behind the request, and only then.',
    spec: step('12'),
    needs: { touches: 2, pin: 'set' },
    runs: 1,
    applies: (facts) => !isAlwaysUv(facts) || 'every assertion is verified',
    property: (context) =>
      overCases('verified', [true, false], async (verified) => {
        const own = await makeCredential(context);
        if (!verified) demandUnprotected(own);
        const { response: answer } = await getAssertion(context, own, verified ? { verified } : {});
        const { uv } = decodeAuthenticatorData(answer.authData);
        if (uv && !verified && context.device.facts.info.options['uv'] === true) {
          throw new NotApplicable('the gesture itself may have verified the user');
        }
        expectThat(
          uv === verified,
          verified ? 'the UV flag set after verification' : 'the UV flag clear without verification',
          `the UV flag ${uv ? 'set' : 'clear'}`,
        );
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-assertion.response.credential',
    level: 'SHOULD',
    says: 'The answer names the credential that signed, also when the allowList had one entry.',
    spec: response,
    needs: { touches: 2 },
    runs: 1,
    applies: claims21,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('an allowList of one credential'), async () => {
        const own = await makeCredential(context);
        const { response: answer } = await getAssertion(context, own);
        if (answer.credential === undefined)
          throw new Violation('the member credential (0x01)', 'an answer without it');
      }),
  }),
  rule({
    id: 'ctap2.get-assertion.user.id',
    level: 'MUST',
    says: 'An account found without an allowList is answered with the user.id that it was made with.',
    spec: response,
    needs: { touches: 2 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      overCases('accounts', [1, 2], async (count) => {
        const made = await makeAccounts(context, count);
        for (const { by, response: answer } of await everyAccount(context, made)) {
          const id = answer.user?.id;
          expectThat(
            id !== undefined && toHex(id) === toHex(by.user.id),
            `user.id ${toHex(by.user.id)} of ${nameOf(by)}`,
            id === undefined ? 'no user.id' : toHex(id),
          );
        }
        await removeCredentials(context, made);
      }),
  }),
  rule({
    id: 'ctap2.get-assertion.user.names-withheld',
    level: 'MUST',
    says: 'Without user verification an assertion tells no name, displayName or icon of a user.',
    spec: response,
    needs: { touches: 3 },
    runs: 1,
    applies: (facts) => !isAlwaysUv(facts) || 'every assertion is verified',
    property: (context) =>
      overCases('credential', ['not discoverable', 'one account', 'two accounts'] as const, async (kind) => {
        const { device } = context;
        if (kind !== 'not discoverable' && keepsAccounts(device.facts) !== true) {
          throw new NotApplicable('the key keeps no discoverable credentials');
        }
        const count = kind === 'two accounts' ? 2 : 1;
        const made =
          kind === 'not discoverable'
            ? [await makeCredential(context, { user: people[0]! })]
            : await makeAccounts(context, count);
        const all =
          kind === 'not discoverable' ? [await getAssertion(context, made)] : await everyAccount(context, made);
        for (const { response: answer } of all) {
          // by a gesture that verifies, or because the key shows its credentials to nobody else
          if (decodeAuthenticatorData(answer.authData).uv) throw new NotApplicable('the key verified the user');
          const told = Object.entries(answer.user ?? {}).filter(
            ([member, value]) => member !== 'id' && value !== undefined,
          );
          if (told.length > 0) {
            throw new Violation(
              'no names of the user without verification',
              told.map(([member, value]) => `${member} ${JSON.stringify(value)}`).join(', '),
            );
          }
        }
        if (kind !== 'not discoverable') await removeCredentials(context, made);
      }),
  }),
  rule({
    id: 'ctap2.get-assertion.user.names-shown',
    level: 'MUST',
    says: 'After user verification, where there are several accounts, each is answered with its name, and its displayName where the key keeps it.',
    spec: response,
    needs: { touches: 4, pin: 'set' },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      overCases('accounts', [2, 3], async (count) => {
        const made = await makeAccounts(context, count);
        for (const { by, response: answer } of await everyAccount(context, made, { verified: true })) {
          if (answer.userSelected === true) throw new NotApplicable('the key lets the user choose on its own display');
          const { name, displayName } = answer.user ?? {};
          expectThat(
            // display names are not kept by all
            name === by.user.name && (displayName === undefined || displayName === by.user.displayName),
            `the names ${by.user.name} and ${by.user.displayName}`,
            `${JSON.stringify(name)} and ${JSON.stringify(displayName)}`,
          );
        }
        await removeCredentials(context, made);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-assertion.number-of-credentials.one',
    level: 'MUST',
    says: 'Where there is one account numberOfCredentials is left out, or 1.',
    spec: response,
    needs: { touches: 2 },
    runs: 1,
    applies: keepsAccounts,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('one account'), async () => {
        const made = await makeAccounts(context, 1);
        const { response: answer } = await chooseAccount(context, made);
        const number = answer.numberOfCredentials;
        expectThat((number ?? 1) === 1, 'no numberOfCredentials for one account, or 1', () => `${number}`);
        await removeCredentials(context, made);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-assertion.number-of-credentials.allow-list',
    level: 'MUST',
    says: 'With an allowList, however many of its entries match, one assertion is given: numberOfCredentials is left out, or 1.',
    spec: step('11'),
    needs: { touches: 3 },
    runs: 1,
    applies: allOf(claims21, keepsAccounts),
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('an allowList of two accounts'), async () => {
        if ((context.device.facts.info.maxCredentialCountInList ?? 2) < 2) {
          throw new NotApplicable('the key takes no lists of two credentials');
        }
        const made = await makeAccounts(context, 2);
        const { response: answer } = await getAssertion(context, made);
        const number = answer.numberOfCredentials;
        expectThat((number ?? 1) === 1, 'no numberOfCredentials with an allowList, or 1', () => `${number}`);
        await removeCredentials(context, made);
      }),
  }),
];

const ecdsa: readonly number[] = [coseAlgorithm.ES256, coseAlgorithm.ES384, coseAlgorithm.ES512];
