import fc from 'fast-check';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat } from '../../vocabulary/violation.ts';
import { partyFor } from '../ceremony/accounts.ts';
import { getAssertion, type Made, makeCredential, userNamed } from '../ceremony/credential.ts';

const counting: SpecReference[] = [{ document: 'WebAuthn Level 3', section: '6.1.1' }];

/** One assertion by a credential; its counter has to be above `last`, unless both are zero. Gives the new value. */
async function expectCounted(context: RuleContext, own: Made, last: number, salt: string): Promise<number> {
  const { judged } = await getAssertion(context, own, { salt });
  const { signCount } = judged;
  const grows = signCount > last || (signCount === 0 && last === 0);
  expectThat(grows, last === 0 ? 'a counter that is zero, or above zero' : `a counter above ${last}`, `${signCount}`);
  return signCount;
}

/** Duties over the signature counter: one for the device, one for each credential, or none. */
export const counterRules: readonly Rule[] = [
  rule<[number]>({
    id: 'ctap2.counter.grows',
    level: 'MUST',
    says: 'The counter of a credential grows with every assertion from its registration on, or is always zero.',
    spec: counting,
    needs: { touches: 4 },
    runs: 3,
    property: (context) =>
      fc.asyncProperty(fc.integer({ min: 2, max: 4 }), async (uses) => {
        const own = await makeCredential(context);
        let last = own.judged.credential.signCount;
        const counters = [last];
        for (let use = 0; use < uses; use += 1) {
          last = await expectCounted(context, own, last, `use ${use}`);
          counters.push(last);
        }
        const isConstant = counters.every((value) => value === 0);
        const counts = counters.slice(1).every((value) => value > 0);
        expectThat(isConstant || counts, 'counters that all count or are all zero', counters.join(', '));
      }),
  }),
  rule<[('first' | 'second' | 'registration')[]]>({
    id: 'ctap2.counter.interleaved',
    level: 'MUST',
    says: 'Registrations and assertions of other credentials never take a credential’s counter back.',
    spec: counting,
    needs: { touches: 8 },
    runs: 8,
    property: (context) =>
      fc.asyncProperty(
        fc.array(fc.constantFrom('first', 'second', 'registration'), { minLength: 2, maxLength: 6 }),
        async (uses) => {
          const first = await makeCredential(context);
          const second = await makeCredential(context, { rpId: partyFor(context, 'second') });
          const last = { first: first.judged.credential.signCount, second: second.judged.credential.signCount };
          for (const [index, use] of uses.entries()) {
            if (use === 'registration') {
              // a user of its own: some keys of CTAP 2.0 store every credential, and one for each user
              await makeCredential(context, { salt: `${index}`, user: userNamed(`user ${index}`) });
            } else {
              const own = use === 'first' ? first : second;
              last[use] = await expectCounted(context, own, last[use], `use ${index}`);
            }
          }
        },
      ),
  }),
  rule<[string]>({
    id: 'ctap2.counter.survives-power-cycle',
    level: 'MUST',
    says: 'A power cycle does not take the counter back.',
    spec: counting,
    needs: { touches: 4, powerCycle: true },
    runs: 1,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('two assertions, a power cycle, an assertion'), async () => {
        const own = await makeCredential(context);
        let last = await expectCounted(context, own, own.judged.credential.signCount, 'before');
        last = await expectCounted(context, own, last, 'before again');
        await context.device.powerCycle();
        await expectCounted(context, own, last, 'after');
      }),
  }),
];
