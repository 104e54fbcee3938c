import { concat } from '../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import {
  type CredentialManagementParams,
  credentialManagementParams,
  credentialManagementSubCommand as subCommands,
} from '../../../src/ctap2/credential-management.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { writeValue } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { claims21, people } from '../ceremony/accounts.ts';
import { pinToken } from '../ceremony/authorize.ts';
import { type Made, makeCredential } from '../ceremony/credential.ts';
import {
  manage,
  managementBytes,
  managementMessage,
  managementRequest,
  managementToken,
  partyHash,
} from '../ceremony/management.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { managementRefusals, managementRule } from './management-rule.ts';

const SECTION = '6.8';

/** Subcommands that want a token, by name, those of CTAP 2.1 last. */
const guarded = ['deleteCredential', 'getCredsMetadata', 'enumerateRPsBegin', 'enumerateCredentialsBegin'] as const;
type Guarded = (typeof guarded)[number] | 'updateUserInformation';
const guardedBy = (facts: KeyFacts): Guarded[] =>
  claims21(facts) === true ? [...guarded, 'updateUserInformation'] : [...guarded];

function paramsOf(name: Guarded, made: Made): CredentialManagementParams | undefined {
  switch (name) {
    case 'deleteCredential':
      return { credentialID: made.descriptor };
    case 'enumerateCredentialsBegin':
      return { rpIDHash: partyHash(made.rpId) };
    case 'updateUserInformation':
      return { credentialID: made.descriptor, user: { id: made.user.id, name: 'new@example.com' } };
    default:
      return undefined;
  }
}

async function ownCredential(context: RuleContext, made: Made[]): Promise<Made> {
  const one = await makeCredential(context, { rk: true, user: people[0]! });
  made.push(one);
  return one;
}

/** deleteCredential whose parameters carry a member that has no meaning: bytes, and what they would be without it. */
function withUnknownMember(made: Made): { params: CborMap; plain: Uint8Array } {
  const params = writeValue(credentialManagementParams, { credentialID: made.descriptor }) as CborMap;
  const plain = encodeCbor(params);
  params.set(0x40, 'unknown');
  return { params, plain };
}

const isPermitted = ({ info }: KeyFacts): true | string =>
  info.options['noMcGaPermissionsWithClientPin'] !== true || 'PIN tokens of this key carry neither mc nor ga';

/** Duties over who may use credential management. */
export const managementAuthorizationRules: readonly Rule[] = [
  ...managementRefusals<Guarded>({
    id: 'authorization.missing',
    says: 'A subcommand that shows or changes the store is refused without pinUvAuthParam.',
    section: SECTION,
    statuses: [ctapStatus.CTAP2_ERR_PUAT_REQUIRED],
    cases: ({ device }) => guardedBy(device.facts),
    request: async (context, name, made) => {
      const params = paramsOf(name, await ownCredential(context, made));
      const request = { subCommand: subCommands[name], ...(params === undefined ? {} : { subCommandParams: params }) };
      return { what: `${name} without pinUvAuthParam`, bytes: managementBytes(request) };
    },
  }),
  ...managementRefusals<Guarded>({
    id: 'authorization.protocol-missing',
    says: 'A pinUvAuthParam without pinUvAuthProtocol is refused.',
    section: SECTION,
    statuses: [ctapStatus.CTAP2_ERR_MISSING_PARAMETER],
    cases: ({ device }) => guardedBy(device.facts),
    request: async (context, name, made) => {
      const params = paramsOf(name, await ownCredential(context, made));
      const { pinUvAuthProtocol: _left, ...request } = managementRequest(
        await managementToken(context),
        subCommands[name],
        params,
      );
      return { what: `${name} without pinUvAuthProtocol`, bytes: managementBytes(request) };
    },
  }),
  ...managementRefusals<number>({
    id: 'authorization.protocol-unknown',
    says: 'A pinUvAuthProtocol that does not exist is refused.',
    section: SECTION,
    statuses: [ctapStatus.CTAP1_ERR_INVALID_PARAMETER],
    cases: () => [9, 0, 255],
    request: async (context, unknown, made) => {
      const params = paramsOf('deleteCredential', await ownCredential(context, made));
      const request = managementRequest(await managementToken(context), subCommands.deleteCredential, params);
      const bytes = managementBytes({ ...request, pinUvAuthProtocol: unknown });
      return { what: `deleteCredential with pinUvAuthProtocol ${unknown}`, bytes };
    },
  }),
  ...managementRefusals<string>({
    id: 'authorization.wrong-mac',
    says: 'A pinUvAuthParam that is not the MAC of subcommand and parameters is refused.',
    section: SECTION,
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID],
    cases: () => [
      'one bit flipped',
      'of the subcommand alone',
      'of the parameters alone',
      'of another subcommand',
      'all zeros',
    ],
    request: async (context, spoiled, made) => {
      const params = paramsOf('deleteCredential', await ownCredential(context, made))!;
      const token = await managementToken(context);
      const request = managementRequest(token, subCommands.deleteCredential, params);
      const macs: Record<string, () => Uint8Array> = {
        'one bit flipped': () => request.pinUvAuthParam!.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
        'of the subcommand alone': () => token.authenticate(managementMessage(subCommands.deleteCredential)),
        'of the parameters alone': () =>
          token.authenticate(managementMessage(subCommands.deleteCredential, params).subarray(1)),
        'of another subcommand': () => token.authenticate(managementMessage(subCommands.updateUserInformation, params)),
        'all zeros': () => new Uint8Array(request.pinUvAuthParam!.length),
      };
      const bytes = managementBytes({ ...request, pinUvAuthParam: macs[spoiled]!() });
      return { what: `deleteCredential with a MAC ${spoiled}`, bytes };
    },
  }),
  ...managementRefusals<string>({
    id: 'authorization.unauthenticated-member',
    says: 'A pinUvAuthParam that does not cover every byte of the parameters is refused.',
    section: SECTION,
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID],
    cases: () => ['an unknown member added after the MAC was made'],
    request: async (context, what, made) => {
      const { params, plain } = withUnknownMember(await ownCredential(context, made));
      const token = await managementToken(context);
      const mac = token.authenticate(concat(Uint8Array.of(subCommands.deleteCredential), plain));
      return { what: `deleteCredential with ${what}`, bytes: rawDelete(params, token.protocol, mac) };
    },
  }),
  managementRule<string>({
    id: 'authorization.exact-bytes',
    level: 'SHOULD',
    says: 'pinUvAuthParam is checked over the parameters as they came, members without a meaning included.',
    section: SECTION,
    cases: ['deleteCredential with an unknown member under the MAC'],
    check: async (context, what, made) => {
      const { params } = withUnknownMember(await ownCredential(context, made));
      const token = await managementToken(context);
      const mac = token.authenticate(concat(Uint8Array.of(subCommands.deleteCredential), encodeCbor(params)));
      expectAccepted(await context.device.send(rawDelete(params, token.protocol, mac)), what);
    },
  }),
  ...managementRefusals<{ subCommand: Guarded; permission: 'mc' | 'ga' }>({
    id: 'authorization.wrong-permission',
    says: 'A token without the permission cm is refused.',
    section: SECTION,
    applies: isPermitted,
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID],
    cases: ({ device }) =>
      guardedBy(device.facts).flatMap((subCommand) => [
        { subCommand, permission: 'ga' as const },
        { subCommand, permission: 'mc' as const },
      ]),
    request: async (context, { subCommand, permission: name }, made) => {
      const own = await ownCredential(context, made);
      const token = await pinToken(context, permission[name], own.rpId);
      const bytes = managementBytes(managementRequest(token, subCommands[subCommand], paramsOf(subCommand, own)));
      return { what: `${subCommand} under a token with permission ${name}`, bytes };
    },
  }),
  ...managementRefusals<Guarded>({
    id: 'authorization.bound-elsewhere',
    says: 'A token bound to one relying party opens neither the whole store nor the credentials of another.',
    section: SECTION,
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID],
    cases: ({ device }) => guardedBy(device.facts),
    request: async (context, name, made) => {
      const own = await ownCredential(context, made);
      const token = await managementToken(context, `other.${context.rpId}`);
      const bytes = managementBytes(managementRequest(token, subCommands[name], paramsOf(name, own)));
      return { what: `${name} under a token bound to another relying party`, bytes };
    },
  }),
  managementRule<Guarded>({
    id: 'authorization.bound-here',
    says: 'A token bound to a relying party may change the credentials of that relying party.',
    section: SECTION,
    cases: ['deleteCredential'],
    check: async (context, name, made) => {
      const own = await ownCredential(context, made);
      await manage(context, subCommands[name], paramsOf(name, own), await managementToken(context, own.rpId));
    },
  }),
  ...managementRefusals<string>({
    id: 'request.missing-parameter',
    says: 'A subcommand without the parameters that it needs is refused.',
    section: SECTION,
    statuses: [ctapStatus.CTAP2_ERR_MISSING_PARAMETER],
    cases: () => ['deleteCredential', 'enumerateCredentialsBegin'],
    request: async (context, name) => {
      const token = await managementToken(context);
      const bytes = managementBytes(managementRequest(token, subCommands[name as Guarded]));
      return { what: `${name} without subCommandParams`, bytes };
    },
  }),
  ...managementRefusals<number>({
    id: 'request.unknown-subcommand',
    says: 'A subcommand that does not exist is refused.',
    section: SECTION,
    statuses: [ctapStatus.CTAP2_ERR_INVALID_SUBCOMMAND, ctapStatus.CTAP1_ERR_INVALID_PARAMETER],
    cases: () => [0x7f, 0x00],
    request: async (context, unknown) => ({
      what: `subcommand 0x${unknown.toString(16).padStart(2, '0')}`,
      bytes: managementBytes(managementRequest(await managementToken(context), unknown)),
    }),
  }),
];

function rawDelete(params: CborMap, protocol: number, mac: Uint8Array): Uint8Array {
  const request: CborMap = new Map();
  request.set(0x01, subCommands.deleteCredential).set(0x02, params).set(0x03, protocol).set(0x04, mac);
  return concat(Uint8Array.of(ctapCommand.credentialManagement), encodeCbor(request));
}
