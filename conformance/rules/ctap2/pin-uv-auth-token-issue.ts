import { equalBytes } from '../../../src/bytes/bytes.ts';
import { type ClientPinRequest, clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { permission, permissionNames } from '../../../src/ctap2/permissions.ts';
import { pinHash } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, NotApplicable } from '../../vocabulary/violation.ts';
import { allOf } from '../ceremony/accounts.ts';
import type { PinTry, ProtocolNumber } from '../ceremony/pin.ts';
import {
  clientPinBytes,
  eachTry,
  hasClientPin,
  hasPermissions,
  knownPin,
  pinOpensMcGa,
  plainPermission,
  protocolsOf,
  restorePin,
  star,
} from '../ceremony/pin.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.7' }];
const permissionSteps: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.7.2' }];
const legacySteps: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.7.1' }];
const { CTAP1_ERR_INVALID_PARAMETER, CTAP2_ERR_MISSING_PARAMETER } = ctapStatus;

/** How a token is asked for: with the PIN, or by built-in user verification. */
type Grant = 'PIN' | 'built-in UV';

interface TokenAsk {
  readonly by: Grant;
  readonly permissions?: number | undefined;
  readonly rpId?: string | undefined;
  readonly protocol: ProtocolNumber;
}

const grantsOf = ({ info }: KeyFacts): Grant[] => [
  'PIN',
  ...(info.options['uv'] === true ? ['built-in UV' as const] : []),
];

const asks = ({ device }: RuleContext): Pick<TokenAsk, 'by' | 'protocol'>[] =>
  star<Pick<TokenAsk, 'by' | 'protocol'>>({ by: grantsOf(device.facts), protocol: protocolsOf(device.facts) });

const issues = (facts: KeyFacts): true | string =>
  plainPermission(facts) !== 0 || 'the key gives no permission that we can ask for';

const tokenWays = (context: RuleContext): PinTry[] => eachTry(context).filter(({ way }) => way !== 'changePIN');

/** Duties over how pinUvAuthTokens are issued (CTAP 2.3 section 6.5.5.7). */
export const tokenIssueRules: readonly Rule[] = [
  rule<[Record<string, PinTry>]>({
    id: 'ctap2.pin-uv-auth-token.length',
    level: 'MUST',
    says: 'A token is 32 bytes under protocol two, 16 or 32 under protocol one, and encrypted without padding.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.7' }],
    needs: { pin: 'set' },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', tokenWays(context), async (how) => {
        const { token, encrypted } = await issued(context, how);
        if (how.protocol === 2) {
          expectThat(encrypted.length === 48, 'a pinUvAuthToken member of 48 bytes', `${encrypted.length} bytes`);
          return;
        }
        // CTAP 2.0 asked for whole blocks only
        const isRight =
          hasPermissions(context.device.facts) === true ? [16, 32].includes(token.length) : token.length > 0;
        expectThat(isRight, 'a token of 16 or 32 bytes', `${token.length} bytes`);
      }),
  }),
  rule<[Record<string, PinTry>]>({
    id: 'ctap2.pin-uv-auth-token.fresh',
    level: 'MUST',
    says: 'Each token that is issued is a new one.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.2.1' }],
    needs: { pin: 'set' },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions),
    property: (context) =>
      overCases('case', tokenWays(context), async (how) => {
        const first = await issued(context, how);
        const second = await issued(context, how);
        expectThat(!equalBytes(first.token, second.token), 'two tokens that differ', 'the same token twice');
      }),
  }),
  rule<[Record<string, PinTry>]>({
    id: 'ctap2.pin-uv-auth-token.iv-fresh',
    level: 'MUST',
    says: 'Under protocol two each token is encrypted with a new IV.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.7' }],
    needs: { pin: 'set' },
    runs: 1,
    applies: allOf(
      hasClientPin,
      (facts) => protocolsOf(facts).includes(2) || 'the key does not speak PIN/UV auth protocol two',
    ),
    property: (context) =>
      overCases(
        'case',
        tokenWays(context).filter(({ protocol }) => protocol === 2),
        async (how) => {
          const ivs = [await issued(context, how), await issued(context, how)].map(({ encrypted }) =>
            encrypted.subarray(0, 16),
          );
          expectThat(!equalBytes(ivs[0]!, ivs[1]!), 'two IVs that differ', 'the same IV twice');
        },
      ),
  }),
  ...refusals<{ readonly member: string; readonly protocol: ProtocolNumber }>({
    id: 'ctap2.pin-uv-auth-token.get-pin-token.permissions',
    says: 'getPinToken with permissions or rpId, which belong to another subcommand, is refused.',
    spec: legacySteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions),
    statuses: [CTAP1_ERR_INVALID_PARAMETER],
    cases: ({ device }) =>
      star<{ member: string; protocol: ProtocolNumber }>({
        member: ['permissions', 'rpId', 'permissions and rpId'],
        protocol: protocolsOf(device.facts),
      }),
    request: async (context, { member, protocol }) => {
      const permissions = member.includes('permissions') ? permission.ga : undefined;
      const rpId = member.includes('rpId') ? context.rpId : undefined;
      const request = await tokenRequest(context, { by: 'PIN', protocol, permissions, rpId });
      const bytes = clientPinBytes({ ...request, subCommand: clientPinSubCommand.getPinToken });
      return { what: `getPinToken with ${member}`, bytes };
    },
    after: restorePin,
  }),
  ...refusals<TokenAsk>({
    id: 'ctap2.pin-uv-auth-token.permissions.zero',
    says: 'A token without any permission is refused.',
    spec: permissionSteps,
    needs: { pin: 'set', pinTries: 1, touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions),
    statuses: [CTAP1_ERR_INVALID_PARAMETER],
    cases: (context) => asks(context).map((ask) => ({ ...ask, permissions: 0 })),
    request: async (context, ask) => ({
      what: `a token by ${ask.by} with permissions 0`,
      bytes: clientPinBytes(await tokenRequest(context, { ...ask, rpId: context.rpId })),
    }),
    after: restorePin,
  }),
  ...refusals<TokenAsk>({
    id: 'ctap2.pin-uv-auth-token.permissions.rp-id-required',
    says: 'A token for mc or ga that names no relying party is refused.',
    spec: permissionSteps,
    needs: { pin: 'set', pinTries: 1, touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, pinOpensMcGa),
    statuses: [CTAP2_ERR_MISSING_PARAMETER],
    cases: (context) =>
      [permission.mc, permission.ga, permission.mc | permission.ga].flatMap((permissions) =>
        asks(context).map((ask) => ({ permissions, ...ask })),
      ),
    request: async (context, ask) => ({
      what: `a token by ${ask.by} for ${permissionNames(ask.permissions ?? 0).join(' and ')} without rpId`,
      bytes: clientPinBytes(await tokenRequest(context, ask)),
    }),
    after: restorePin,
  }),
  ...refusals<{ readonly permission: string; readonly by: Grant; readonly protocol: ProtocolNumber }>({
    id: 'ctap2.pin-uv-auth-token.permissions.unauthorized',
    says: 'A token for something that the key does not do, or not for this kind of verification, is refused.',
    spec: permissionSteps,
    needs: { pin: 'set', pinTries: 1, touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions),
    statuses: [ctapStatus.CTAP2_ERR_UNAUTHORIZED_PERMISSION],
    cases: (context) =>
      asks(context).flatMap((ask) => {
        const names: string[] = permissionNames(unauthorizedPermissions(context.device.facts, ask.by));
        return (names.length === 0 ? ['none'] : names).map((name) => ({ permission: name, ...ask }));
      }),
    request: async (context, { permission: name, ...ask }) => {
      if (name === 'none') throw new NotApplicable(`the key grants every permission by ${ask.by}`);
      const permissions = permission[name as keyof typeof permission];
      const request = await tokenRequest(context, { ...ask, permissions, rpId: context.rpId });
      return { what: `a token by ${ask.by} for ${name}`, bytes: clientPinBytes(request) };
    },
    after: restorePin,
  }),
  rule<[Record<string, TokenAsk & { readonly bits: number }>]>({
    id: 'ctap2.pin-uv-auth-token.permissions.unknown-bits',
    level: 'SHOULD',
    says: 'Permission bits without a meaning are left aside.',
    spec,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, issues),
    property: (context) =>
      overCases(
        'case',
        protocolsOf(context.device.facts).map((protocol) => ({ by: 'PIN' as const, protocol, bits: 0x80 })),
        async (ask) => {
          const permissions = plainPermission(context.device.facts) | ask.bits;
          const rpId = plainPermission(context.device.facts) === permission.ga ? context.rpId : undefined;
          const bytes = clientPinBytes(await tokenRequest(context, { ...ask, permissions, rpId }));
          expectAccepted(await context.device.send(bytes), `permissions with the bit 0x${ask.bits.toString(16)}`);
        },
      ),
  }),
];

/** The permissions that the standard denies a key with these options. pcmr is too young for most to know. */
function unauthorizedPermissions({ info }: KeyFacts, by: Grant): number {
  const { options } = info;
  const unless = (holds: boolean, bit: number): number => (holds ? 0 : bit);
  return (
    unless(!(by === 'PIN' && options['noMcGaPermissionsWithClientPin'] === true), permission.mc | permission.ga) |
    unless(options['credMgmt'] === true || options['credentialMgmtPreview'] === true, permission.cm) |
    unless(by === 'PIN' ? manages(options) : options['uvBioEnroll'] === true, permission.be) |
    unless(options['largeBlobs'] === true, permission.lbw) |
    unless(by === 'PIN' ? options['authnrCfg'] === true : options['uvAcfg'] === true, permission.acfg)
  );
}

function manages(options: Readonly<Record<string, boolean>>): boolean {
  return 'bioEnroll' in options || 'userVerificationMgmtPreview' in options;
}

/** A request for a token with permissions, its secret just agreed. */
async function tokenRequest(context: RuleContext, ask: TokenAsk): Promise<ClientPinRequest> {
  const uv = context.device.uv(ask.protocol);
  const { secret, platformKey } = await uv.agree();
  return {
    pinUvAuthProtocol: ask.protocol,
    keyAgreement: platformKey,
    ...(ask.permissions === undefined ? {} : { permissions: ask.permissions }),
    ...(ask.rpId === undefined ? {} : { rpId: ask.rpId }),
    ...(ask.by === 'PIN'
      ? {
          subCommand: clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions,
          pinHashEnc: uv.encrypt(secret, pinHash(knownPin(context))),
        }
      : { subCommand: clientPinSubCommand.getPinUvAuthTokenUsingUvWithPermissions }),
  };
}

/** A token got with the PIN: as it came, and decrypted. */
async function issued(
  context: RuleContext,
  { way, protocol }: PinTry,
): Promise<{ readonly token: Uint8Array; readonly encrypted: Uint8Array }> {
  const uv = context.device.uv(protocol);
  const pin = knownPin(context);
  const { secret, platformKey } = await uv.agree();
  const permissions = plainPermission(context.device.facts);
  const { pinUvAuthToken: encrypted } = await context.device.client.clientPin({
    pinUvAuthProtocol: protocol,
    keyAgreement: platformKey,
    pinHashEnc: uv.encrypt(secret, pinHash(pin)),
    ...(way === 'getPinToken'
      ? { subCommand: clientPinSubCommand.getPinToken }
      : {
          subCommand: clientPinSubCommand.getPinUvAuthTokenUsingPinWithPermissions,
          permissions,
          ...(permissions === permission.ga ? { rpId: context.rpId } : {}),
        }),
  });
  expectThat(encrypted !== undefined, 'pinUvAuthToken (0x02) in the answer', 'no such member');
  expectThat(
    encrypted.length % 16 === 0 && encrypted.length > uv.protocol.overhead,
    'pinUvAuthToken in whole blocks of 16 bytes',
    `${encrypted.length} bytes`,
  );
  return { token: uv.protocol.decrypt(secret, encrypted), encrypted };
}
