import fc from 'fast-check';
import { concat } from '../../../src/bytes/bytes.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { MakeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { claims21, hasClientPin } from '../ceremony/claims.ts';
import { clientDataHash, soundMakeRequest } from '../ceremony/credential.ts';
import { rawRequest } from '../ceremony/raw-request.ts';
import { refusals } from '../ceremony/refusals.ts';
import { expectToWait, waitsOut } from '../ceremony/without-touch.ts';

const at = (step: string): SpecReference => ({ document: 'CTAP 2.3', section: '6.1.2', step });
const {
  CTAP1_ERR_INVALID_PARAMETER,
  CTAP2_ERR_MISSING_PARAMETER,
  CTAP2_ERR_OPERATION_DENIED,
  CTAP2_ERR_PIN_AUTH_INVALID,
  CTAP2_ERR_PIN_INVALID,
  CTAP2_ERR_PIN_NOT_SET,
  CTAP2_ERR_PUAT_REQUIRED,
} = ctapStatus;

function bytesOf(request: MakeCredentialRequest): Uint8Array {
  return rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request));
}

/** A request that a known PIN authorises. */
async function authorised(context: RuleContext): Promise<MakeCredentialRequest & { pinUvAuthParam: Uint8Array }> {
  const request = await soundMakeRequest(context, { verified: true });
  const { pinUvAuthParam } = request;
  if (pinUvAuthParam === undefined) throw new NotApplicable('the key verifies the user without a token');
  return { ...request, pinUvAuthParam };
}

/** A request with nothing that shows who asks. */
function unauthorised(context: RuleContext, sound: MakeCredentialRequest): MakeCredentialRequest {
  const { pinUvAuthParam: _param, pinUvAuthProtocol: _protocol, options: _options, ...bare } = sound;
  return { ...bare, clientDataHash: clientDataHash(context, 'bare') };
}

/** The values of rk with which a protected key must not serve a request of nobody. */
function guarded({ info }: KeyFacts): readonly boolean[] {
  return [
    ...(info.options['makeCredUvNotRqd'] === true ? [] : [false]),
    ...(info.options['rk'] === true ? [true] : []),
  ];
}

/** A key of 2.0 may check the protocol before the parameter, or know no parameter at all. */
const knowsParam = (facts: KeyFacts): true | string => hasClientPin(facts);

const emptyParam = async (context: RuleContext): Promise<{ what: string; bytes: Uint8Array }> => {
  const sound = unauthorised(context, await soundMakeRequest(context));
  const protocol = context.device.facts.info.pinUvAuthProtocols[0] ?? 1;
  return {
    what: 'makeCredential with an empty pinUvAuthParam',
    bytes: bytesOf({ ...sound, pinUvAuthParam: new Uint8Array(0), pinUvAuthProtocol: protocol }),
  };
};

/** Duties over who may register. */
export const makeCredentialAuthorizationRules: readonly Rule[] = [
  ...refusals<{ rk: boolean }>({
    id: 'ctap2.make-credential.authorization.required',
    says: 'A key with a PIN refuses a registration that proves nothing, unless it says that this one needs no proof.',
    spec: [at('7'), at('8')],
    needs: { pin: 'set', writes: true },
    runs: 4,
    applies: (facts) => {
      const { options } = facts.info;
      const verifiesUnasked = options['alwaysUv'] === true || claims21(facts) !== true;
      if (options['uv'] === true && verifiesUnasked) return 'the key may verify the user by itself';
      if (guarded(facts).length === 0)
        return 'the key holds no discoverable credentials and lets others be made freely';
      return hasClientPin(facts);
    },
    cases: ({ device }) => fc.constantFrom(...guarded(device.facts)).map((rk) => ({ rk })),
    request: async (context, { rk }) => ({
      what: `makeCredential without proof on a key with a PIN, rk ${rk}`,
      bytes: bytesOf({
        ...unauthorised(context, await soundMakeRequest(context)),
        ...(rk ? { options: { rk } } : {}),
      }),
    }),
    statuses: [CTAP2_ERR_PUAT_REQUIRED, CTAP2_ERR_OPERATION_DENIED],
  }),
  ...refusals<{ spoiled: string }>({
    id: 'ctap2.make-credential.authorization.wrong-param',
    says: 'A registration whose pinUvAuthParam is not that of its clientDataHash is refused.',
    spec: [at('11.1')],
    needs: { pin: 'set', writes: true },
    runs: 16,
    cases: () =>
      fc
        .oneof(
          fc.constantFrom('of another clientDataHash', 'of zeros', 'without its last byte', 'with one byte more'),
          fc.nat({ max: 127 }).map((bit) => `with bit ${bit} flipped`),
        )
        .map((spoiled) => ({ spoiled })),
    request: async (context, { spoiled }) => {
      const request = await authorised(context);
      return {
        what: `makeCredential with a pinUvAuthParam ${spoiled}`,
        bytes: bytesOf(spoiledParam(context, request, spoiled)),
      };
    },
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
  }),
  ...refusals<{ pinUvAuthProtocol: string }>({
    id: 'ctap2.make-credential.authorization.unknown-protocol',
    says: 'A pinUvAuthParam under a PIN/UV auth protocol that the key does not speak is refused.',
    spec: [at('2')],
    needs: { pin: 'set', writes: true },
    runs: 4,
    // keys of 2.0, which know one protocol, do not look
    applies: claims21,
    cases: () => fc.constantFrom('3', '0', '255').map((pinUvAuthProtocol) => ({ pinUvAuthProtocol })),
    request: async (context, { pinUvAuthProtocol }) => ({
      what: `makeCredential with pinUvAuthProtocol ${pinUvAuthProtocol}`,
      bytes: bytesOf({ ...(await authorised(context)), pinUvAuthProtocol: Number(pinUvAuthProtocol) }),
    }),
    statuses: [CTAP1_ERR_INVALID_PARAMETER],
  }),
  ...refusals<string>({
    id: 'ctap2.make-credential.authorization.no-protocol',
    says: 'A pinUvAuthParam without pinUvAuthProtocol is refused.',
    spec: [at('2')],
    needs: { pin: 'set', writes: true },
    runs: 1,
    applies: claims21,
    cases: () => fc.constant('pinUvAuthProtocol left out'),
    request: async (context) => {
      const { pinUvAuthProtocol: _left, ...request } = await authorised(context);
      return { what: 'makeCredential with pinUvAuthParam and no pinUvAuthProtocol', bytes: bytesOf(request) };
    },
    statuses: [CTAP2_ERR_MISSING_PARAMETER],
  }),
  ...refusals<string>({
    id: 'ctap2.make-credential.empty-param.pin-unset',
    says: 'An empty pinUvAuthParam, by which a platform lets the user choose a key, makes no credential on a key without a PIN.',
    spec: [at('1')],
    needs: { pin: 'unset', touches: 1 },
    runs: 1,
    applies: knowsParam,
    cases: () => fc.constant('empty pinUvAuthParam, no PIN'),
    request: emptyParam,
    statuses: [CTAP2_ERR_PIN_NOT_SET],
  }),
  ...refusals<string>({
    id: 'ctap2.make-credential.empty-param.pin-set',
    says: 'An empty pinUvAuthParam, by which a platform lets the user choose a key, makes no credential on a key with a PIN.',
    spec: [at('1')],
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: knowsParam,
    cases: () => fc.constant('empty pinUvAuthParam, PIN set'),
    request: emptyParam,
    // CTAP 2.0 named PIN_AUTH_INVALID here.
    statuses: [CTAP2_ERR_PIN_INVALID, CTAP2_ERR_PIN_AUTH_INVALID],
  }),
  rule<[string]>({
    id: 'ctap2.make-credential.empty-param.waits-for-touch',
    level: 'MUST',
    says: 'The key answers an empty pinUvAuthParam only after a touch.',
    spec: [at('1')],
    needs: { ...waitsOut, writes: false },
    runs: 1,
    applies: knowsParam,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('empty pinUvAuthParam, touch withheld'), async () => {
        const { bytes, what } = await emptyParam(context);
        await expectToWait(context, bytes, what);
      }),
  }),
];

function spoiledParam(
  context: RuleContext,
  request: MakeCredentialRequest & { pinUvAuthParam: Uint8Array },
  spoiled: string,
): MakeCredentialRequest {
  const param = request.pinUvAuthParam;
  switch (spoiled) {
    case 'of another clientDataHash':
      return { ...request, clientDataHash: clientDataHash(context, 'another') };
    case 'of zeros':
      return { ...request, pinUvAuthParam: new Uint8Array(param.length) };
    case 'without its last byte':
      return { ...request, pinUvAuthParam: param.subarray(0, -1) };
    case 'with one byte more':
      return { ...request, pinUvAuthParam: concat(param, Uint8Array.of(0)) };
    default: {
      const bit = Number(spoiled.split(' ')[2]);
      const pinUvAuthParam = param.slice();
      pinUvAuthParam[bit >> 3]! ^= 1 << (bit & 7);
      return { ...request, pinUvAuthParam };
    }
  }
}
