import fc from 'fast-check';
import { concat, equalBytes } from '../../../src/bytes/bytes.ts';
import { extensionId } from '../../../src/ctap2/extensions.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { allOf, claims21, keepsAccounts, makeAccounts, nameOf, nextAccount } from '../ceremony/accounts.ts';
import { isAlwaysUv } from '../ceremony/authorize.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import { getAssertion, judgeAsserted, makeCredential, userNamed } from '../ceremony/credential.ts';
import {
  expectOther,
  expectSame,
  hasHmacSecret,
  makeWithSecret,
  protocolsOf,
  type Secrets,
  saltOf,
  secretOf,
  secretRequest,
  secretsOf,
} from '../ceremony/hmac-secret.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '12.7' }];

interface SecretRule<T> {
  readonly id: string;
  readonly says: string;
  readonly cases: (context: RuleContext) => fc.Arbitrary<T>;
  readonly check: (context: RuleContext, value: T) => Promise<void>;
  readonly needs?: Needs;
  readonly runs?: number;
  readonly applies?: (facts: KeyFacts) => true | string;
}

function secretRule<T>(definition: SecretRule<T>): Rule {
  const { id, says, cases, check, needs = { touches: 3 }, runs = 5, applies = () => true } = definition;
  return rule<[T]>({
    id: `ctap2.hmac-secret.${id}`,
    level: 'MUST',
    says,
    spec,
    needs,
    runs,
    applies: allOf(hasHmacSecret, applies),
    property: (context) => fc.asyncProperty<[T]>(cases(context), (value) => check(context, value)),
  });
}

const salts = (): fc.Arbitrary<number> => fc.integer({ min: 0, max: 255 });
const saltPairs = (): fc.Arbitrary<[number, number]> => fc.tuple(salts(), salts()).filter(([one, two]) => one !== two);

const speaksBoth = (facts: KeyFacts): true | string =>
  protocolsOf(facts).length === 2 || 'the key speaks one PIN/UV auth protocol only';
const speaksOne = (facts: KeyFacts): true | string =>
  protocolsOf(facts).includes(1) || 'the key does not speak PIN/UV auth protocol one';
const speaksTwo = (facts: KeyFacts): true | string =>
  protocolsOf(facts).includes(2) || 'the key does not speak PIN/UV auth protocol two';
const mayBeUnverified = (facts: KeyFacts): true | string => !isAlwaysUv(facts) || 'the key always verifies the user';

/** Bits set among those of several outputs: half of them, within far more than chance allows. */
const MANY_OUTPUTS = 8;
const FEWEST_ONES = 0.4;

/** Duties over the outputs of hmac-secret. */
export const hmacSecretOutputRules: readonly Rule[] = [
  secretRule<'discoverable' | 'not discoverable'>({
    id: 'registration.says-true',
    says: 'A credential made with hmac-secret says true in the extension outputs of its registration.',
    needs: { touches: 1 },
    runs: 2,
    cases: ({ device }) =>
      keepsAccounts(device.facts) === true
        ? fc.constantFrom('not discoverable', 'discoverable')
        : fc.constant('not discoverable'),
    check: async (context, kind) => {
      const made = await makeWithSecret(context, { rk: kind === 'discoverable' });
      const output = made.judged.extensions?.get(extensionId.hmacSecret);
      await removeCredentials(context, kind === 'discoverable' ? [made] : []);
      expectThat(output === true, 'hmac-secret true in the registration', String(output ?? 'no output'));
    },
  }),
  secretRule<string>({
    id: 'registration.only-asked',
    says: 'A registration that did not ask for hmac-secret has no output of it.',
    needs: { touches: 1 },
    runs: 1,
    cases: () => fc.constant('makeCredential without hmac-secret'),
    check: async (context) => {
      const made = await makeCredential(context);
      const output = made.judged.extensions?.get(extensionId.hmacSecret);
      expectThat(output === undefined, 'no hmac-secret output', String(output));
    },
  }),
  secretRule<string>({
    id: 'assertion.only-asked',
    says: 'An assertion that did not ask for hmac-secret has no output of it.',
    needs: { touches: 3 },
    runs: 1,
    cases: () => fc.constant('getAssertion without hmac-secret, after one with it'),
    check: async (context) => {
      const made = await makeWithSecret(context);
      await secretOf(context, made, saltOf(1));
      const { judged } = await getAssertion(context, made);
      const hasOutput = judged.extensions?.has(extensionId.hmacSecret) === true;
      expectThat(!hasOutput, 'no hmac-secret output', 'an output');
    },
  }),
  secretRule<{ salts: 1 | 2; protocol: 1 | 2 }>({
    id: 'output.length',
    says: 'One salt gives 32 bytes of output and two give 64, under each protocol that the key lists.',
    needs: { touches: 2 },
    runs: 8,
    cases: ({ device }) =>
      fc.record({
        salts: fc.constantFrom<1 | 2>(1, 2),
        protocol: fc.constantFrom<1 | 2>(...protocolsOf(device.facts)),
      }),
    check: async (context, asked) => {
      const made = await makeWithSecret(context);
      await secretsOf(context, made, asked.salts === 1 ? [saltOf(1)] : [saltOf(1), saltOf(2)], asked);
    },
  }),
  secretRule<number>({
    id: 'output.repeats',
    says: 'One credential gives the same output for the same salt every time.',
    cases: salts,
    check: async (context, salt) => {
      const made = await makeWithSecret(context);
      const first = await secretOf(context, made, saltOf(salt));
      expectSame(first, await secretOf(context, made, saltOf(salt)), 'the outputs of one salt');
    },
  }),
  secretRule<[number, number]>({
    id: 'output.differs-by-salt',
    says: 'Two salts give two outputs.',
    cases: saltPairs,
    check: async (context, [one, two]) => {
      const made = await makeWithSecret(context);
      expectOther(
        await secretOf(context, made, saltOf(one)),
        await secretOf(context, made, saltOf(two)),
        'the outputs of two salts',
      );
    },
  }),
  secretRule<number>({
    id: 'output.differs-by-credential',
    says: 'Two credentials of one relying party give different outputs for one salt.',
    needs: { touches: 4 },
    cases: salts,
    check: async (context, salt) => {
      const one = await makeWithSecret(context, { user: userNamed('anna') });
      const two = await makeWithSecret(context, { user: userNamed('bela') });
      expectOther(
        await secretOf(context, one, saltOf(salt)),
        await secretOf(context, two, saltOf(salt)),
        'the outputs of two credentials',
      );
    },
  }),
  secretRule<[number, number]>({
    id: 'two-salts.first-as-alone',
    says: 'The first of two salts gives what it gives alone.',
    cases: saltPairs,
    check: async (context, [one, two]) => {
      const made = await makeWithSecret(context);
      const alone = await secretOf(context, made, saltOf(one));
      const { outputs } = await secretsOf(context, made, [saltOf(one), saltOf(two)]);
      expectSame(alone, outputs[0]!, 'the output of a salt alone and as the first of two');
    },
  }),
  secretRule<[number, number]>({
    id: 'two-salts.second-as-alone',
    says: 'The second of two salts gives what it gives alone, in the second place.',
    cases: saltPairs,
    check: async (context, [one, two]) => {
      const made = await makeWithSecret(context);
      const alone = await secretOf(context, made, saltOf(two));
      const { outputs } = await secretsOf(context, made, [saltOf(one), saltOf(two)]);
      expectSame(alone, outputs[1]!, 'the output of a salt alone and as the second of two');
    },
  }),
  secretRule<number>({
    id: 'output.same-under-both-protocols',
    says: 'Both PIN/UV auth protocols open the same secret: one salt, one output.',
    applies: speaksBoth,
    cases: salts,
    check: async (context, salt) => {
      const made = await makeWithSecret(context);
      expectSame(
        await secretOf(context, made, saltOf(salt), { protocol: 1 }),
        await secretOf(context, made, saltOf(salt), { protocol: 2 }),
        'the outputs under protocol one and two',
      );
    },
  }),
  secretRule<number>({
    id: 'input.protocol-absent',
    says: 'An input without pinUvAuthProtocol is served under protocol one.',
    needs: { touches: 2 },
    applies: speaksOne,
    cases: salts,
    check: async (context, salt) => {
      const made = await makeWithSecret(context);
      await secretOf(context, made, saltOf(salt), { protocol: 1, withoutProtocol: true });
    },
  }),
  secretRule<number>({
    id: 'output.fresh-iv',
    says: 'Under protocol two each output is encrypted under an IV of its own.',
    applies: speaksTwo,
    cases: salts,
    check: async (context, salt) => {
      const made = await makeWithSecret(context);
      const one = await secretsOf(context, made, [saltOf(salt)], { protocol: 2 });
      const two = await secretsOf(context, made, [saltOf(salt)], { protocol: 2 });
      expectOther(one.encrypted.subarray(0, 16), two.encrypted.subarray(0, 16), 'the IVs of two outputs');
    },
  }),
  secretRule<string>({
    id: 'output.looks-random',
    says: 'Outputs look like the HMACs they are: every half of each is its own, and about half of all bits are set.',
    needs: { touches: 1 + MANY_OUTPUTS / 2 },
    runs: 1,
    cases: () => fc.constant(`${MANY_OUTPUTS} outputs of one credential`),
    check: async (context) => {
      const made = await makeWithSecret(context);
      const outputs: Uint8Array[] = [];
      for (let salt = 0; salt < MANY_OUTPUTS; salt += 2) {
        outputs.push(...(await secretsOf(context, made, [saltOf(salt), saltOf(salt + 1)])).outputs);
      }
      const halves = outputs.flatMap((output) => [output.subarray(0, 16), output.subarray(16)]);
      halves.forEach((half, index) => {
        const earlier = halves.findIndex((other) => equalBytes(other, half));
        expectThat(
          earlier === index,
          'no half of an output to come twice',
          () => `${Buffer.from(half).toString('hex')} in outputs ${(earlier >> 1) + 1} and ${(index >> 1) + 1}`,
        );
      });
      const share = shareOfOnes(concat(...outputs));
      expectThat(
        Math.abs(share - 0.5) < 0.5 - FEWEST_ONES,
        'about half of the bits to be set',
        `${(100 * share).toFixed(1)} %`,
      );
    },
  }),
  secretRule<number>({
    id: 'output.differs-by-verification',
    says: 'With user verification a credential gives another output than without.',
    needs: { touches: 3, pin: 'set' },
    applies: allOf(claims21, mayBeUnverified),
    cases: salts,
    check: async (context, salt) => {
      const made = await makeWithSecret(context);
      const unverified = await secretsOf(context, made, [saltOf(salt)]);
      if (unverified.asserted.judged.flags.userVerified) throw new NotApplicable('the key verified the user unasked');
      expectOther(
        unverified.outputs[0]!,
        await secretOf(context, made, saltOf(salt), { verified: true }),
        'the outputs without and with user verification',
      );
    },
  }),
  secretRule<{ accounts: number; salts: 1 | 2 }>({
    id: 'next-assertion.each',
    says: 'Each answer of getNextAssertion has the output of its own credential, as asked for alone.',
    needs: { touches: 7, pin: 'set' },
    runs: 3,
    applies: keepsAccounts,
    cases: () => fc.record({ accounts: fc.integer({ min: 2, max: 3 }), salts: fc.constantFrom<1 | 2>(1, 2) }),
    check: async (context, asked) => {
      const extensions = new Map([[extensionId.hmacSecret, true]]);
      const made = await makeAccounts(context, asked.accounts, { extensions });
      try {
        const sent = asked.salts === 1 ? [saltOf(1)] : [saltOf(1), saltOf(2)];
        const { request, read } = await secretRequest(context, made, sent, { named: false, verified: true });
        const first = judgeAsserted(made, request, await context.device.client.getAssertion(request));
        const all: Secrets[] = [read(first)];
        while (all.length < made.length) all.push(read(await nextAccount(context, made, first)));
        for (const { asserted, outputs } of all) {
          const alone = await secretsOf(context, asserted.by, sent, { verified: true });
          outputs.forEach((output, index) => {
            expectSame(alone.outputs[index]!, output, `the output of ${nameOf(asserted.by)} alone and among others`);
          });
        }
        if (new Set(all.map(({ asserted }) => nameOf(asserted.by))).size !== made.length) {
          throw new Violation('each account once', all.map(({ asserted }) => nameOf(asserted.by)).join(', '));
        }
      } finally {
        await removeCredentials(context, made);
      }
    },
  }),
];

function shareOfOnes(bytes: Uint8Array): number {
  let ones = 0;
  for (const byte of bytes) for (let bit = byte; bit > 0; bit >>= 1) ones += bit & 1;
  return ones / (8 * bytes.length);
}
