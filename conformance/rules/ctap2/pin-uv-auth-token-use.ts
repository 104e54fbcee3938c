import type { PinToken } from '../../../src/client/pin-uv.ts';
import type { PermissionName } from '../../../src/ctap2/permissions.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { pinUvAuthProtocol } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { allOf, keepsAccounts, partyFor } from '../ceremony/accounts.ts';
import type { Made } from '../ceremony/credential.ts';
import { makeCredential } from '../ceremony/credential.ts';
import type { ProtocolNumber } from '../ceremony/pin.ts';
import {
  eachProtocol,
  hasClientPin,
  hasCredMgmt,
  hasPermissions,
  knownPin,
  pinOpensMcGa,
  plainPermission,
  protocolsOf,
  speaksBoth,
  star,
} from '../ceremony/pin.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';
import type { Prover, TokenCommand } from '../ceremony/token-use.ts';
import { permissionFor, requestWith, tokenCommandsOf } from '../ceremony/token-use.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.7' }];
const tokenStep: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.1.2', step: '11.1' }];
const { CTAP2_ERR_PIN_AUTH_INVALID } = ctapStatus;

const opensSomething = (facts: KeyFacts): true | string =>
  plainPermission(facts) !== 0 || 'a PIN opens nothing on this key that we can ask for';

interface UseCase {
  readonly command: TokenCommand;
  readonly protocol: ProtocolNumber;
}

const uses = (context: RuleContext): UseCase[] =>
  star<UseCase>({ command: tokenCommandsOf(context), protocol: protocolsOf(context.device.facts) });

const mcOrGa = ({ device }: RuleContext): UseCase[] =>
  star<UseCase>({ command: ['makeCredential', 'getAssertion'], protocol: protocolsOf(device.facts) });

const paramSlips = {
  'its last bit flipped': (token: PinToken) => (message: Uint8Array) => {
    const param = token.authenticate(message);
    return param.with(param.length - 1, param[param.length - 1]! ^ 1);
  },
  'half of it left out': (token: PinToken) => (message: Uint8Array) => {
    const param = token.authenticate(message);
    return param.subarray(0, param.length / 2);
  },
  'made over another message': (token: PinToken) => (message: Uint8Array) =>
    token.authenticate(message.with(0, message[0]! ^ 1)),
  'all zeros': (token: PinToken) => (message: Uint8Array) => new Uint8Array(token.authenticate(message).length),
} as const;
type ParamSlip = keyof typeof paramSlips;

/** Duties over what a pinUvAuthToken opens (CTAP 2.3 sections 6.5.2 and 6.5.5.7). */
export const tokenUseRules: readonly Rule[] = [
  rule<[Record<string, UseCase>]>({
    id: 'ctap2.pin-uv-auth-token.permissions.open',
    level: 'MUST',
    says: 'A token with a permission opens the command that asks for it.',
    spec,
    needs: { pin: 'set', touches: 2 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething),
    property: (context) =>
      overCases('case', uses(context), async ({ command, protocol }) => {
        const own = await ownFor(context, command);
        const token = await tokenFor(context, permissionFor[command], protocol);
        const reply = await context.device.send(requestWith(context, command, token, own));
        expectAccepted(reply, `${command} with a token that permits it`);
      }),
  }),
  ...refusals<UseCase & { readonly permissions: readonly PermissionName[] }>({
    id: 'ctap2.pin-uv-auth-token.permissions.matrix',
    says: 'A token without the permission that a command asks for does not open it, whatever else it permits.',
    spec,
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: (context) =>
      uses(context).flatMap((use) => {
        const others = grantable(context).filter((name) => permission[name] !== permissionFor[use.command]);
        const sets = others.length > 1 ? [...others.map((name) => [name]), others] : [others];
        return sets.map((permissions) => ({ ...use, permissions }));
      }),
    request: async (context, { command, protocol, permissions }) => {
      if (permissions.length === 0) throw new NotApplicable('the key grants one permission only');
      const own = await ownFor(context, command);
      const bits = permissions.reduce((all, name) => all | permission[name], 0);
      const token = await tokenFor(context, bits, protocol);
      const what = `${command} with a token for ${permissions.join(', ')}`;
      return { what, bytes: requestWith(context, command, token, own) };
    },
  }),
  ...refusals<UseCase>({
    id: 'ctap2.pin-uv-auth-token.rp-id.bound',
    says: 'A token that names a relying party opens nothing for another one.',
    spec: tokenStep,
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: mcOrGa,
    request: async (context, { command, protocol }) => {
      const own = await ownFor(context, command);
      const token = await tokenFor(context, permissionFor[command], protocol, partyFor(context, 'other'));
      return {
        what: `${command} with a token of another relying party`,
        bytes: requestWith(context, command, token, own),
      };
    },
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.pin-uv-auth-token.rp-id.sees-not-all',
    says: 'A token that names a relying party does not open getCredsMetadata, which tells of all of them.',
    spec: [{ document: 'CTAP 2.3', section: '6.8.2' }],
    needs: { pin: 'set' },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, hasCredMgmt),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: eachProtocol,
    request: async (context, protocol) => ({
      what: 'getCredsMetadata with a token for cm and one relying party',
      bytes: requestWith(context, 'getCredsMetadata', await tokenFor(context, permission.cm, protocol, context.rpId)),
    }),
  }),
  rule<[Record<string, UseCase>]>({
    id: 'ctap2.pin-uv-auth-token.get-pin-token.opens',
    level: 'MUST',
    says: 'A token got by getPinToken opens makeCredential and getAssertion.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7.1' }],
    needs: { pin: 'set', touches: 2 },
    runs: 1,
    applies: allOf(hasClientPin, pinOpensMcGa),
    property: (context) =>
      overCases('case', mcOrGa(context), async ({ command, protocol }) => {
        const own = await ownFor(context, command);
        const token = await context.device.uv(protocol).legacyToken(knownPin(context));
        const reply = await context.device.send(requestWith(context, command, token, own));
        expectAccepted(reply, `${command} with a token got by getPinToken`);
      }),
  }),
  ...refusals<UseCase>({
    id: 'ctap2.pin-uv-auth-token.get-pin-token.opens-nothing',
    says: 'Where a PIN gives neither mc nor ga, a token got by getPinToken opens neither makeCredential nor getAssertion.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7.1' }],
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: allOf(
      hasClientPin,
      hasPermissions,
      (facts) => pinOpensMcGa(facts) !== true || 'a PIN gives the permissions mc and ga on this key',
    ),
    // a key may give no such token at all
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: mcOrGa,
    request: async (context, { command, protocol }) => {
      const own = await ownFor(context, command);
      const token = await orNotApplicable(context.device.uv(protocol).legacyToken(knownPin(context)));
      return { what: `${command} with a token got by getPinToken`, bytes: requestWith(context, command, token, own) };
    },
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.pin-uv-auth-token.get-pin-token.manages-nothing',
    says: 'A token got by getPinToken does not open credential management.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7.1' }],
    needs: { pin: 'set' },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, hasCredMgmt),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: eachProtocol,
    request: async (context, protocol) => ({
      what: 'getCredsMetadata with a token got by getPinToken',
      bytes: requestWith(context, 'getCredsMetadata', await context.device.uv(protocol).legacyToken(knownPin(context))),
    }),
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.pin-uv-auth-token.get-pin-token.binds',
    says: 'A token got by getPinToken belongs to the relying party that it is first used for.',
    spec: tokenStep,
    needs: { pin: 'set', touches: 2 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: eachProtocol,
    request: async (context, protocol) => {
      const rpId = partyFor(context, 'first');
      const first = await makeCredential(context, { rpId });
      const own = await makeCredential(context);
      const token = await context.device.uv(protocol).legacyToken(knownPin(context));
      // a silent request spends no permissions
      const silent = requestWith(context, 'getAssertion', token, { rpId, own: first, up: false });
      const { status } = await context.device.send(silent);
      if (status !== 0) throw new NotApplicable('the key answers no silent requests');
      return {
        what: 'getAssertion with a token first used for another relying party',
        bytes: requestWith(context, 'getAssertion', token, { own, up: false }),
      };
    },
  }),
  ...refusals<{ readonly first: TokenCommand; readonly second: TokenCommand; readonly protocol: ProtocolNumber }>({
    id: 'ctap2.pin-uv-auth-token.presence.spends',
    says: 'A touch spends the token: after makeCredential or getAssertion it opens nothing more but large blobs.',
    spec: [{ document: 'CTAP 2.3', section: '6.1.2', step: '14' }],
    needs: { pin: 'set', touches: 2 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: ({ device }) =>
      star<{ first: TokenCommand; second: TokenCommand; protocol: ProtocolNumber }>({
        first: ['makeCredential', 'getAssertion'],
        second: ['makeCredential', 'getAssertion'],
        protocol: protocolsOf(device.facts),
      }),
    request: async (context, { first, second, protocol }) => {
      const own = { own: await makeCredential(context) };
      const token = await tokenFor(context, permission.mc | permission.ga, protocol);
      const reply = await context.device.send(requestWith(context, first, token, own));
      expectAccepted(reply, `${first} with a token that permits it`);
      return { what: `${second} with a token spent by ${first}`, bytes: requestWith(context, second, token, own) };
    },
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.pin-uv-auth-token.presence.spends-management',
    says: 'A touch takes the cm permission from the token too.',
    spec: [{ document: 'CTAP 2.3', section: '6.1.2', step: '14' }],
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa, hasCredMgmt, keepsAccounts),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: eachProtocol,
    request: async (context, protocol) => {
      const token = await tokenFor(context, permission.mc | permission.cm, protocol);
      const reply = await context.device.send(requestWith(context, 'makeCredential', token, { rk: true }));
      expectAccepted(reply, 'makeCredential with a token that permits it');
      return {
        what: 'enumerateCredentialsBegin with a token spent by makeCredential',
        bytes: requestWith(context, 'enumerateCredentialsBegin', token),
      };
    },
  }),
  rule<[Record<string, ProtocolNumber>]>({
    id: 'ctap2.pin-uv-auth-token.presence.silent-spends-nothing',
    level: 'SHOULD',
    says: 'A request with up false leaves the token its permissions.',
    spec: [{ document: 'CTAP 2.3', section: '6.2.2', step: '9' }],
    needs: { pin: 'set', touches: 2 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa),
    property: (context) =>
      overCases('case', eachProtocol(context), async (protocol) => {
        const own = await makeCredential(context);
        const token = await tokenFor(context, permission.ga, protocol);
        const silent = await context.device.send(requestWith(context, 'getAssertion', token, { own, up: false }));
        if (silent.status !== 0) throw new NotApplicable('the key answers no silent requests');
        const reply = await context.device.send(requestWith(context, 'getAssertion', token, { own }));
        expectAccepted(reply, 'getAssertion with a token used for a silent request before');
      }),
  }),
  ...refusals<UseCase & { readonly pinUvAuthParam: ParamSlip }>({
    id: 'ctap2.pin-uv-auth-token.param.wrong',
    says: 'A pinUvAuthParam that the token did not make opens nothing.',
    spec: tokenStep,
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: (context) =>
      star<UseCase & { pinUvAuthParam: ParamSlip }>({
        pinUvAuthParam: Object.keys(paramSlips) as ParamSlip[],
        command: tokenCommandsOf(context),
        protocol: protocolsOf(context.device.facts),
      }),
    request: async (context, { command, protocol, pinUvAuthParam }) => {
      const own = await ownFor(context, command);
      const token = await tokenFor(context, permissionFor[command], protocol);
      const prover: Prover = { protocol, authenticate: paramSlips[pinUvAuthParam](token) };
      return {
        what: `${command} with its pinUvAuthParam spoiled: ${pinUvAuthParam}`,
        bytes: requestWith(context, command, prover, own),
      };
    },
  }),
  rule<[Record<string, UseCase>]>({
    id: 'ctap2.pin-uv-auth-token.param.wrong-keeps-token',
    level: 'SHOULD',
    says: 'A wrong pinUvAuthParam does not end the token: the right one opens the command afterwards.',
    spec: tokenStep,
    needs: { pin: 'set', touches: 2 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething),
    property: (context) =>
      overCases('case', uses(context), async ({ command, protocol }) => {
        const own = await ownFor(context, command);
        const token = await tokenFor(context, permissionFor[command], protocol);
        const prover: Prover = { protocol, authenticate: paramSlips['all zeros'](token) };
        await context.device.send(requestWith(context, command, prover, own));
        const reply = await context.device.send(requestWith(context, command, token, own));
        expectAccepted(reply, `${command} after one with a wrong pinUvAuthParam`);
      }),
  }),
  ...refusals<{ readonly command: TokenCommand; readonly issued: ProtocolNumber; readonly used: ProtocolNumber }>({
    id: 'ctap2.pin-uv-auth-token.param.crossed',
    says: 'A token issued under one PIN/UV auth protocol opens nothing under the other.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.4' }],
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething, speaksBoth),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: (context) =>
      tokenCommandsOf(context).flatMap((command) => [
        { command, issued: 2 as const, used: 1 as const },
        { command, issued: 1 as const, used: 2 as const },
      ]),
    request: async (context, { command, issued, used }) => {
      const own = await ownFor(context, command);
      const token = await tokenFor(context, permissionFor[command], issued);
      const authenticate = (message: Uint8Array) => pinUvAuthProtocol(used).authenticate(token.bytes, message);
      return {
        what: `${command} under protocol ${used} with a token of protocol ${issued}`,
        bytes: requestWith(context, command, { protocol: used, authenticate }, own),
      };
    },
  }),
];

/** The token, or `NotApplicable` where the key refuses to give one. */
async function orNotApplicable(token: Promise<PinToken>): Promise<PinToken> {
  try {
    return await token;
  } catch (error) {
    if (error instanceof CtapError) throw new NotApplicable('the key gives no token by getPinToken');
    throw error;
  }
}

/** The permissions that this key grants to a PIN. */
function grantable({ device }: RuleContext): PermissionName[] {
  const { options } = device.facts.info;
  return [
    ...(pinOpensMcGa(device.facts) === true ? (['mc', 'ga'] as const) : []),
    ...(options['credMgmt'] === true ? (['cm'] as const) : []),
    ...('bioEnroll' in options ? (['be'] as const) : []),
    ...(options['largeBlobs'] === true ? (['lbw'] as const) : []),
    ...(options['authnrCfg'] === true ? (['acfg'] as const) : []),
  ];
}

/** The credential that a command is about, made before any token is asked for. */
async function ownFor(context: RuleContext, command: TokenCommand): Promise<{ readonly own?: Made }> {
  return command === 'getAssertion' ? { own: await makeCredential(context) } : {};
}

/** A token under a protocol, for the rule's relying party where mc or ga is among its permissions. */
function tokenFor(
  context: RuleContext,
  permissions: number,
  protocol: ProtocolNumber,
  rpId?: string,
): Promise<PinToken> {
  const needsParty = (permissions & (permission.mc | permission.ga)) !== 0;
  const party = rpId ?? (needsParty ? context.rpId : undefined);
  return context.device.uv(protocol).tokenWithPermissions(knownPin(context), permissions, party);
}
