import fc from 'fast-check';
import type { Device } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { assertionBytes, keepsAccounts } from '../ceremony/accounts.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import {
  expectOther,
  expectSame,
  hasHmacSecret,
  makeWithSecret,
  saltOf,
  secretOf,
  secretRequest,
} from '../ceremony/hmac-secret.ts';
import { otherPin } from '../ceremony/pin.ts';
import { expectRefused } from '../ceremony/refusal.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '12.7' }];

type Kind = 'not discoverable' | 'discoverable';

const kinds = ({ device }: RuleContext): fc.Arbitrary<Kind> =>
  keepsAccounts(device.facts) === true
    ? fc.constantFrom<Kind>('not discoverable', 'discoverable')
    : fc.constant('not discoverable');

/** The same context on a key whose PIN is another now. */
function withPin(context: RuleContext, pin: string): RuleContext {
  const { device } = context;
  // Every other member stays the device's own.
  const changed = Object.create(device, { pin: { value: { pin, uv: device.uv } } }) as Device;
  return { ...context, device: changed };
}

/** Duties over what the secrets of hmac-secret outlive. */
export const hmacSecretLifeRules: readonly Rule[] = [
  rule<[{ credential: Kind; verified: boolean }]>({
    id: 'ctap2.hmac-secret.life.survives-pin-change',
    level: 'MUST',
    says: 'A change of the PIN changes no output.',
    spec,
    needs: { pin: 'set', touches: 3 },
    runs: 3,
    applies: hasHmacSecret,
    property: (context) =>
      fc.asyncProperty(
        fc.record({ credential: kinds(context), verified: fc.constant(true) }),
        async ({ credential, verified }) => {
          const { pin } = context.device;
          if (pin === undefined) throw new NotApplicable('no PIN is known to the harness');
          const other = otherPin(context);
          const made = await makeWithSecret(context, { rk: credential === 'discoverable' });
          const before = await secretOf(context, made, saltOf(1), { verified });
          await pin.uv().changePin(pin.pin, other);
          try {
            const after = await secretOf(withPin(context, other), made, saltOf(1), { verified });
            expectSame(before, after, 'the output before and after a change of the PIN');
          } finally {
            await pin.uv().changePin(other, pin.pin);
            await removeCredentials(context, credential === 'discoverable' ? [made] : []);
          }
        },
      ),
  }),
  rule<[Kind]>({
    id: 'ctap2.hmac-secret.life.survives-power-cycle',
    level: 'MUST',
    says: 'A power cycle changes no output.',
    spec,
    needs: { powerCycle: true, touches: 3 },
    runs: 3,
    applies: hasHmacSecret,
    property: (context) =>
      fc.asyncProperty(kinds(context), async (kind) => {
        const made = await makeWithSecret(context, { rk: kind === 'discoverable' });
        try {
          const before = await secretOf(context, made, saltOf(1));
          await context.device.powerCycle();
          const after = await secretOf(context, made, saltOf(1));
          expectSame(before, after, 'the output before and after a power cycle');
        } finally {
          await removeCredentials(context, kind === 'discoverable' ? [made] : []);
        }
      }),
  }),
  rule<[Kind]>({
    id: 'ctap2.hmac-secret.life.ends-with-reset',
    level: 'MUST',
    says: 'Reset ends every secret: the old credential gives none, and one made anew for the same user gives another.',
    spec: [...spec, { document: 'CTAP 2.3', section: '6.6' }],
    needs: { resets: true, touches: 5 },
    runs: 2,
    applies: hasHmacSecret,
    property: (context) =>
      fc.asyncProperty(kinds(context), async (kind) => {
        const { device } = context;
        const old = await makeWithSecret(context, { rk: kind === 'discoverable' });
        const before = await secretOf(context, old, saltOf(1));
        await device.reset();
        const { request } = await secretRequest(context, [old], [saltOf(1)]);
        expectRefused(await device.send(assertionBytes(request)), 'hmac-secret of a credential from before a reset');
        const made = await makeWithSecret(context, { rk: kind === 'discoverable' });
        expectOther(before, await secretOf(context, made, saltOf(1)), 'the outputs before and after a reset');
        await removeCredentials(context, kind === 'discoverable' ? [made] : []);
      }),
  }),
];
