import fc from 'fast-check';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import type { GetAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { writeValue } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { malformedNeighbours } from '../../generators/from-table.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { allOf, assertionBytes, claims21 } from '../ceremony/accounts.ts';
import { isAlwaysUv, pinToken } from '../ceremony/authorize.ts';
import { clientDataHash, makeCredential, soundAssertionRequest } from '../ceremony/credential.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';

const members: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.2' }];
const step = (number: string): SpecReference[] => [{ document: 'CTAP 2.3', section: '6.2.2', step: number }];
const cborErrors = [ctapStatus.CTAP2_ERR_CBOR_UNEXPECTED_TYPE, ctapStatus.CTAP2_ERR_INVALID_CBOR];

/** A request that names a credential of the key, with the optional members that every key takes. */
async function fullRequest(context: RuleContext): Promise<GetAssertionRequest> {
  const own = await makeCredential(context);
  const request = await soundAssertionRequest(context, { allowList: [own.descriptor] });
  return { ...request, extensions: new Map(), options: { ...request.options, up: true } };
}

/** A table of one shape to draw names from: what the neighbours are called does not depend on the request's bytes. */
const named = malformedNeighbours(getAssertionRequest, {
  rpId: 'x.example',
  clientDataHash: new Uint8Array(32),
  allowList: [{ id: Uint8Array.of(1), type: 'public-key' }],
  extensions: new Map(),
  options: { up: true },
});

function neighbours(kind: 'missing' | 'type' | 'length'): string[] {
  return named.filter((neighbour) => neighbour.kind === kind).map(({ name }) => name);
}

async function malformed(context: RuleContext, name: string): Promise<{ what: string; bytes: Uint8Array }> {
  const request = await fullRequest(context);
  const found = malformedNeighbours(getAssertionRequest, request).find((neighbour) => neighbour.name === name);
  if (found === undefined) throw new NotApplicable(`no request with ${name}`);
  return { what: `a request with ${name}`, bytes: Uint8Array.of(0x02, ...found.bytes) };
}

/** A sound request with one more thing in it that a key is to ignore. */
const ignored: Readonly<Record<string, (request: CborMap) => CborMap>> = {
  'an unknown member 0x20': (request) => new Map(request).set(0x20, 'touchstone'),
  'an unknown option': (request) =>
    new Map(request).set(0x05, new Map([...((request.get(0x05) as CborMap | undefined) ?? []), ['touchstone', true]])),
  'an unknown extension': (request) => new Map(request).set(0x04, new Map([['touchstone', true]])),
};

/** CTAP 2.0 let a key ignore options that it does not know. */
const lacksBuiltInUv = (facts: KeyFacts): true | string => {
  if (facts.info.options['uv'] === true) return 'the key has built-in user verification';
  return 'uv' in facts.info.options || claims21(facts);
};

/** A pinUvAuthParam with one thing wrong. */
const badParams = {
  'one bit flipped': (param: Uint8Array) => param.map((byte, index) => (index === 0 ? byte ^ 0x01 : byte)),
  'its last bit flipped': (param: Uint8Array) =>
    param.map((byte, index) => (index === param.length - 1 ? byte ^ 0x80 : byte)),
  'its last byte left out': (param: Uint8Array) => param.slice(0, -1),
  'only its first byte': (param: Uint8Array) => param.slice(0, 1),
  'one byte more': (param: Uint8Array) => Uint8Array.of(...param, 0),
  'zeros in its place': (param: Uint8Array) => new Uint8Array(param.length),
} as const;

/** Duties over what authenticatorGetAssertion takes and refuses, the allowList apart. */
export const getAssertionRequestRules: readonly Rule[] = [
  ...refusals<string>({
    id: 'ctap2.get-assertion.request.missing-member',
    says: 'A request without a required member is refused.',
    spec: members,
    needs: { touches: 1 },
    runs: 1,
    statuses: [ctapStatus.CTAP2_ERR_MISSING_PARAMETER],
    cases: () => neighbours('missing'),
    request: malformed,
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.request.wrong-type',
    says: 'A request with a member of a wrong CBOR type is refused.',
    spec: members,
    needs: { touches: 1 },
    runs: 1,
    statuses: [...cborErrors, ctapStatus.CTAP2_ERR_MISSING_PARAMETER],
    cases: () => neighbours('type'),
    request: malformed,
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.client-data-hash.length',
    level: 'SHOULD',
    says: 'A clientDataHash of other than 32 bytes is refused.',
    spec: members,
    needs: { touches: 1 },
    runs: 1,
    statuses: [ctapStatus.CTAP1_ERR_INVALID_LENGTH, ctapStatus.CTAP1_ERR_INVALID_PARAMETER, ...cborErrors],
    cases: () => neighbours('length').filter((name) => name.startsWith('clientDataHash')),
    request: malformed,
  }),
  rule({
    id: 'ctap2.get-assertion.request.unknown-ignored',
    level: 'MUST',
    says: 'Members, options and extensions that the key does not know are ignored, and leave no trace in the answer.',
    spec: [{ document: 'CTAP 2.3', section: '8' }, ...members],
    needs: { touches: 2 },
    runs: 1,
    property: (context) =>
      overCases('request', Object.keys(ignored), async (what) => {
        const own = await makeCredential(context);
        const request = await soundAssertionRequest(context, { allowList: [own.descriptor] });
        const whole = memberMap(request);
        const reply = await context.device.send(Uint8Array.of(0x02, ...encodeCbor(ignored[what]!(whole))));
        expectAccepted(reply, `a request with ${what}`);
      }),
  }),
  ...refusals<boolean>({
    id: 'ctap2.get-assertion.options.rk',
    level: 'SHOULD',
    says: 'The option rk, which getAssertion does not have, is refused.',
    spec: step('4'),
    needs: { touches: 1 },
    runs: 1,
    applies: claims21,
    statuses: [ctapStatus.CTAP2_ERR_UNSUPPORTED_OPTION, ctapStatus.CTAP2_ERR_INVALID_OPTION],
    cases: () => [true, false],
    request: async (context, rk) => {
      const request = await fullRequest(context);
      return {
        what: `the option rk ${rk}`,
        bytes: assertionBytes({ ...request, options: { ...request.options, rk } }),
      };
    },
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.options.uv-without-built-in',
    says: 'The option uv is refused by a key that has no built-in user verification set up.',
    spec: step('4'),
    needs: { touches: 1, pin: 'unset' },
    runs: 1,
    applies: allOf(lacksBuiltInUv, (facts) => !isAlwaysUv(facts) || 'the key always verifies the user'),
    statuses: [ctapStatus.CTAP2_ERR_INVALID_OPTION, ctapStatus.CTAP2_ERR_UNSUPPORTED_OPTION],
    cases: () => fc.constant('uv true'),
    request: async (context, what) => {
      const request = await fullRequest(context);
      return { what: `the option ${what}`, bytes: assertionBytes({ ...request, options: { up: true, uv: true } }) };
    },
  }),
  ...refusals<keyof typeof badParams>({
    id: 'ctap2.get-assertion.pin-uv-auth-param.wrong',
    says: 'A pinUvAuthParam that is not the MAC of the clientDataHash under the token is refused.',
    spec: step('6.1.1'),
    needs: { touches: 1, pin: 'set' },
    runs: 1,
    applies: ({ info }) =>
      info.options['noMcGaPermissionsWithClientPin'] !== true || 'the PIN gives no token for getAssertion',
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID],
    cases: () => Object.keys(badParams) as (keyof typeof badParams)[],
    request: async (context, spoiledBy) => {
      const own = await makeCredential(context);
      const hash = clientDataHash(context, 'spoiled');
      const token = await pinToken(context, permission.ga);
      return {
        what: `a pinUvAuthParam with ${spoiledBy}`,
        bytes: assertionBytes({
          rpId: own.rpId,
          clientDataHash: hash,
          allowList: [own.descriptor],
          pinUvAuthParam: badParams[spoiledBy](token.authenticate(hash)),
          pinUvAuthProtocol: token.protocol,
        }),
      };
    },
  }),
  ...refusals<string>({
    id: 'ctap2.get-assertion.pin-uv-auth-param.other-data',
    says: 'A pinUvAuthParam over another clientDataHash is refused.',
    spec: step('6.1.1'),
    needs: { touches: 1, pin: 'set' },
    runs: 1,
    applies: ({ info }) =>
      info.options['noMcGaPermissionsWithClientPin'] !== true || 'the PIN gives no token for getAssertion',
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID],
    cases: () => fc.constant('the MAC of other client data'),
    request: async (context, what) => {
      const own = await makeCredential(context);
      const token = await pinToken(context, permission.ga);
      return {
        what,
        bytes: assertionBytes({
          rpId: own.rpId,
          clientDataHash: clientDataHash(context, 'these data'),
          allowList: [own.descriptor],
          pinUvAuthParam: token.authenticate(clientDataHash(context, 'other data')),
          pinUvAuthProtocol: token.protocol,
        }),
      };
    },
  }),
];

/** The request's members by their keys. */
function memberMap(request: GetAssertionRequest): CborMap {
  const map: CborMap = new Map();
  for (const [name, field] of Object.entries(getAssertionRequest.fields)) {
    const member = (request as Record<string, unknown>)[name];
    if (member !== undefined) map.set(field.key, writeValue(field.type as never, member as never) as CborValue);
  }
  return map;
}
