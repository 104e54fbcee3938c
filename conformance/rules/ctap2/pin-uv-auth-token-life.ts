import type { PinToken } from '../../../src/client/pin-uv.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { limits } from '../../../src/ctap2/limits.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import { allOf } from '../ceremony/accounts.ts';
import type { Made } from '../ceremony/credential.ts';
import { makeCredential } from '../ceremony/credential.ts';
import type { ProtocolNumber } from '../ceremony/pin.ts';
import {
  clientPinBytes,
  eachProtocol,
  hasClientPin,
  hasCredMgmt,
  hasPermissions,
  knownPin,
  otherPin,
  pinOpensMcGa,
  pinRequest,
  protocolsOf,
  restorePin,
  star,
} from '../ceremony/pin.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';
import type { TokenCommand } from '../ceremony/token-use.ts';
import { permissionFor, requestWith, tokenCommandsOf } from '../ceremony/token-use.ts';

const state: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.2.1' }];
const { CTAP2_ERR_PIN_AUTH_INVALID } = ctapStatus;
/** Within every initial usage limit, that of NFC too. */
const SHORT_WHILE_MS = 15_000;
const MARGIN_MS = 1_000;

const opensSomething = (facts: KeyFacts): true | string =>
  pinOpensMcGa(facts) === true || hasCredMgmt(facts) === true || 'a PIN opens nothing on this key that we can ask for';

interface TokenCase {
  readonly command: TokenCommand;
  readonly protocol: ProtocolNumber;
}

const tokens = (context: RuleContext): TokenCase[] =>
  star<TokenCase>({ command: tokenCommandsOf(context), protocol: protocolsOf(context.device.facts) });

/** Duties over how long a pinUvAuthToken is good for (CTAP 2.3 section 6.5.2.1). */
export const tokenLifeRules: readonly Rule[] = [
  ...refusals<TokenCase & { readonly next: ProtocolNumber }>({
    id: 'ctap2.pin-uv-auth-token.ends.new-token',
    says: 'A new token, under whichever protocol, ends the one before.',
    spec: state,
    needs: { pin: 'set', touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: (context) => tokens(context).flatMap((use) => eachProtocol(context).map((next) => ({ ...use, next }))),
    request: async (context, { next, ...use }) => {
      const bytes = await authorized(context, use);
      await tokenOf(context, { ...use, protocol: next });
      return { what: `${use.command} with a token after which another was issued`, bytes };
    },
  }),
  ...refusals<TokenCase>({
    id: 'ctap2.pin-uv-auth-token.ends.change-pin',
    says: 'A changed PIN ends the token.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.6' }],
    needs: { pin: 'set', pinTries: 1, touches: 1 },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: tokens,
    request: async (context, use) => {
      const bytes = await authorized(context, use);
      await context.device.uv(use.protocol).changePin(knownPin(context), otherPin(context));
      return { what: `${use.command} with a token from before the PIN was changed`, bytes };
    },
    after: async (context) => {
      const back = { way: 'changePIN', protocol: protocolsOf(context.device.facts)[0] ?? 1 } as const;
      await context.device.send(clientPinBytes(await pinRequest(context, back, otherPin(context))));
      await restorePin(context);
    },
  }),
  ...refusals<TokenCase>({
    id: 'ctap2.pin-uv-auth-token.ends.power-cycle',
    says: 'A power cycle ends the token.',
    spec: state,
    needs: { pin: 'set', touches: 1, powerCycle: true },
    runs: 1,
    applies: allOf(hasClientPin, opensSomething),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: tokens,
    request: async (context, use) => {
      const bytes = await authorized(context, use);
      await context.device.powerCycle();
      return { what: `${use.command} with a token from before a power cycle`, bytes };
    },
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.pin-uv-auth-token.ends.reset',
    says: 'A reset ends the token.',
    spec: [{ document: 'CTAP 2.3', section: '6.6' }],
    needs: { pin: 'set', touches: 2, powerCycle: true, resets: true, spoils: true },
    runs: 1,
    applies: allOf(hasClientPin, pinOpensMcGa),
    // a key that always verifies finds first that nothing verifies any more
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID, ctapStatus.CTAP2_ERR_PUAT_REQUIRED],
    cases: eachProtocol,
    request: async (context, protocol) => {
      const { device } = context;
      await device.reset();
      await device.powerCycle();
      const bytes = await authorized(context, { command: 'makeCredential', protocol });
      const { status } = await device.send(Uint8Array.of(ctapCommand.reset));
      if (status !== 0) throw new NotApplicable('the key was not reset so late after power-up');
      await device.freshInfo();
      return { what: 'makeCredential with a token from before a reset', bytes };
    },
  }),
  ...refusals<TokenCase>({
    id: 'ctap2.pin-uv-auth-token.ends.unused',
    says: 'A token that is not used within 30 s of its making is good for nothing.',
    spec: state,
    needs: { pin: 'set', touches: 1, waitMs: limits.initialUsageUsbMs + MARGIN_MS },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, opensSomething),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: tokens,
    request: async (context, use) => {
      const bytes = await authorized(context, use);
      await context.device.wait(limits.initialUsageUsbMs + MARGIN_MS);
      return { what: `${use.command} with a token 31 s old that was never used`, bytes };
    },
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.pin-uv-auth-token.ends.ten-minutes',
    says: 'A token is good for nothing ten minutes after its making, however much it was used.',
    spec: state,
    needs: { pin: 'set', waitMs: limits.maxUsageMs + MARGIN_MS },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, hasCredMgmt),
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: eachProtocol,
    request: async (context, protocol) => {
      const bytes = await authorized(context, { command: 'getCredsMetadata', protocol });
      const stepMs = 20_000;
      expectAccepted(await context.device.send(bytes), 'getCredsMetadata with a token that permits it');
      for (let ageMs = 0; ageMs < limits.maxUsageMs + MARGIN_MS; ageMs += stepMs) {
        await context.device.wait(stepMs);
        await context.device.send(bytes);
      }
      return { what: 'getCredsMetadata with a token more than ten minutes old', bytes };
    },
  }),
  rule<[Record<string, TokenCase>]>({
    id: 'ctap2.pin-uv-auth-token.lives.unused',
    level: 'SHOULD',
    says: 'A token is still good 15 s after its making.',
    spec: state,
    needs: { pin: 'set', touches: 2, waitMs: SHORT_WHILE_MS },
    runs: 1,
    applies: allOf(hasClientPin, opensSomething),
    property: (context) =>
      overCases('case', tokens(context), async (use) => {
        const bytes = await authorized(context, use);
        await context.device.wait(SHORT_WHILE_MS);
        expectAccepted(await context.device.send(bytes), `${use.command} with a token 15 s old`);
      }),
  }),
  rule<[Record<string, ProtocolNumber>]>({
    id: 'ctap2.pin-uv-auth-token.lives.in-use',
    level: 'SHOULD',
    says: 'A token that is used again and again is good for longer than an unused one.',
    spec: state,
    needs: { pin: 'set', waitMs: 3 * SHORT_WHILE_MS },
    runs: 1,
    applies: allOf(hasClientPin, hasPermissions, hasCredMgmt),
    property: (context) =>
      overCases('case', eachProtocol(context), async (protocol) => {
        const bytes = await authorized(context, { command: 'getCredsMetadata', protocol });
        for (const ageSeconds of [15, 30, 45]) {
          await context.device.wait(SHORT_WHILE_MS);
          const reply = await context.device.send(bytes);
          expectAccepted(reply, `getCredsMetadata with a token ${ageSeconds} s old that is used every 15 s`);
        }
      }),
  }),
];

/** A request with the proof of a token made for it, as it is sent. */
async function authorized(context: RuleContext, use: TokenCase): Promise<Uint8Array> {
  const own: { own?: Made } = use.command === 'getAssertion' ? { own: await makeCredential(context) } : {};
  return requestWith(context, use.command, await tokenOf(context, use), own);
}

/** A token for a command: with permissions, or by getPinToken on keys without them. */
async function tokenOf(context: RuleContext, { command, protocol }: TokenCase): Promise<PinToken> {
  const uv = context.device.uv(protocol);
  if (hasPermissions(context.device.facts) !== true) return uv.legacyToken(knownPin(context));
  const bits = permissionFor[command];
  return uv.tokenWithPermissions(knownPin(context), bits, bits === permission.cm ? undefined : context.rpId);
}
