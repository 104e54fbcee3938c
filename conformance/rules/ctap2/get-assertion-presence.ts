import fc from 'fast-check';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, Violation } from '../../vocabulary/violation.ts';
import { allOf, assertionBytes, claims21 } from '../ceremony/accounts.ts';
import { isAlwaysUv } from '../ceremony/authorize.ts';
import { type AssertChoice, getAssertion, makeCredential, soundAssertionRequest } from '../ceremony/credential.ts';
import { protocolsOf } from '../ceremony/pin.ts';
import { expectAccepted, expectRefused } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';

const step = (number: string): SpecReference[] => [{ document: 'CTAP 2.3', section: '6.2.2', step: number }];
const PATIENCE_MS = 60_000;

/** Built-in verification under alwaysUv is itself a gesture, which may stand for the touch. */
const touchStandsAlone = (facts: KeyFacts): true | string =>
  !(isAlwaysUv(facts) && facts.info.options['uv'] === true) || 'every assertion begins with a gesture of verification';

const hasClientPin = ({ info }: KeyFacts): true | string => 'clientPin' in info.options || 'the key has no client PIN';

/** What a silent request needs: nothing, or verification where the key refuses all without it. */
const silently = ({ device }: RuleContext): AssertChoice =>
  isAlwaysUv(device.facts) ? { up: false, verified: true } : { up: false };

/** Duties over touches in authenticatorGetAssertion. */
export const getAssertionPresenceRules: readonly Rule[] = [
  ...(['withhold', 'decline'] as const).flatMap((manner) =>
    refusals<string>({
      id: `ctap2.get-assertion.presence.${manner === 'withhold' ? 'withheld' : 'declined'}`,
      says:
        manner === 'withhold'
          ? 'Without a touch nothing is signed: the request ends by itself and is refused.'
          : 'When the person at the key declines, nothing is signed.',
      spec: step('9'),
      needs: {
        touches: 1,
        waitMs: PATIENCE_MS,
        presence: manner === 'withhold' ? 'withheld' : 'controlled',
      },
      runs: 1,
      applies: touchStandsAlone,
      changesState: true,
      statuses:
        manner === 'withhold'
          ? [ctapStatus.CTAP2_ERR_USER_ACTION_TIMEOUT, ctapStatus.CTAP2_ERR_ACTION_TIMEOUT]
          : [ctapStatus.CTAP2_ERR_OPERATION_DENIED],
      cases: () => fc.constant(manner === 'withhold' ? 'no touch' : 'a touch declined'),
      request: async (context, what) => {
        const own = await makeCredential(context);
        const bytes = assertionBytes(await soundAssertionRequest(context, { allowList: [own.descriptor] }));
        context.device.touch(manner);
        return { what: `getAssertion with ${what}`, bytes };
      },
      after: async ({ device }) => device.touch('grant'),
    }),
  ),
  rule<[string]>({
    id: 'ctap2.get-assertion.up-false.no-touch',
    level: 'MUST',
    says: 'A request with up false is answered while nobody touches the key.',
    spec: step('9'),
    needs: { touches: 1, waitMs: PATIENCE_MS, presence: 'withheld' },
    runs: 1,
    applies: touchStandsAlone,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('up false, nobody there'), async (what) => {
        const own = await makeCredential(context);
        const request = await soundAssertionRequest(context, { allowList: [own.descriptor], ...silently(context) });
        context.device.touch('withhold');
        expectAccepted(await context.device.send(assertionBytes(request)), `getAssertion with ${what}`);
      }),
  }),
  rule({
    id: 'ctap2.get-assertion.up-false.flag',
    level: 'MUST',
    says: 'An assertion asked for with up false has the UP flag clear; one with a touch has it set.',
    spec: step('12'),
    needs: { touches: 2 },
    runs: 1,
    applies: touchStandsAlone,
    property: (context) =>
      overCases('request', ['up false', 'up true'], async (what) => {
        const own = await makeCredential(context);
        const choice = what === 'up false' ? silently(context) : {};
        const { response } = await getAssertion(context, own, choice);
        const { up } = decodeAuthenticatorData(response.authData);
        const wanted = what === 'up true';
        expectThat(up === wanted, `the UP flag ${named(wanted)} with ${what}`, `the UP flag ${named(up)}`);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.get-assertion.up-false.always-uv',
    level: 'SHOULD',
    says: 'alwaysUv does not stand against a request with up false, which nobody is asked to confirm.',
    spec: [{ document: 'CTAP 2.3', section: '7.2' }],
    needs: { touches: 1, pin: 'set' },
    runs: 1,
    applies: (facts) => isAlwaysUv(facts) || 'the key does not always verify the user',
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('up false without verification'), async () => {
        const own = await makeCredential(context);
        await getAssertion(context, own, { up: false });
      }),
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.always-uv.required',
    says: 'A key that always verifies the user refuses an assertion with a touch alone.',
    spec: step('5'),
    needs: { touches: 1, pin: 'set' },
    runs: 1,
    applies: allOf(
      (facts) => isAlwaysUv(facts) || 'the key does not always verify the user',
      ({ info }) => info.options['uv'] !== true || 'the key verifies by itself',
    ),
    statuses: [ctapStatus.CTAP2_ERR_PUAT_REQUIRED, ctapStatus.CTAP2_ERR_OPERATION_DENIED],
    cases: () => fc.constant('a touch alone'),
    request: async (context, what) => {
      const own = await makeCredential(context);
      const {
        pinUvAuthParam: _param,
        pinUvAuthProtocol: _protocol,
        ...request
      } = await soundAssertionRequest(context, {
        allowList: [own.descriptor],
      });
      return { what: `getAssertion with ${what}`, bytes: assertionBytes(request) };
    },
  }),
  ...(['unset', 'set'] as const).flatMap((pin) =>
    refusals<string>({
      id: `ctap2.get-assertion.touch-only.pin-${pin}`,
      says: `A request with an empty pinUvAuthParam, which only asks for a touch, is not served${pin === 'set' ? ', though a PIN is set' : ''}.`,
      spec: step('1'),
      needs: { touches: 2, pin },
      runs: 1,
      applies: allOf(hasClientPin, claims21),
      statuses: pin === 'set' ? [ctapStatus.CTAP2_ERR_PIN_INVALID] : [ctapStatus.CTAP2_ERR_PIN_NOT_SET],
      cases: () => fc.constant('an empty pinUvAuthParam'),
      request: async (context, what) => ({ what, bytes: assertionBytes(touchOnly(context)) }),
    }),
  ),
  rule<[string]>({
    id: 'ctap2.get-assertion.touch-only.waits',
    level: 'MUST',
    says: 'A request with an empty pinUvAuthParam tells nothing of the PIN before a touch.',
    spec: step('1'),
    needs: { waitMs: PATIENCE_MS, presence: 'withheld' },
    runs: 1,
    applies: allOf(hasClientPin, claims21),
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('an empty pinUvAuthParam, nobody there'), async (what) => {
        const { device } = context;
        device.touch('withhold');
        const reply = await device.send(assertionBytes(touchOnly(context)));
        expectRefused(reply, what);
        if (reply.keepalives.includes(UP_NEEDED)) return;
        throw new Violation(`${what} to wait for a touch`, `${statusName(reply.status)} without asking for one`);
      }),
  }),
];

const UP_NEEDED = 0x02;

function touchOnly({ device, rpId }: RuleContext): Parameters<typeof assertionBytes>[0] {
  return {
    rpId,
    clientDataHash: new Uint8Array(32),
    pinUvAuthParam: new Uint8Array(0),
    pinUvAuthProtocol: protocolsOf(device.facts)[0] ?? 1,
  };
}

function named(isSet: boolean): string {
  return isSet ? 'set' : 'clear';
}
