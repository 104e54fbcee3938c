import { equalBytes } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { type Cases, overCases } from '../../vocabulary/cases.ts';
import type { Device, KeyFacts } from '../../vocabulary/device.ts';
import { fitPin } from '../../vocabulary/fit-pin.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { assertionBytes, keepsAccounts } from '../ceremony/accounts.ts';
import { hasClientPin } from '../ceremony/claims.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import { makeCredential, soundAssertionRequest, soundMakeRequest } from '../ceremony/credential.ts';
import { forgetUnknownPin } from '../ceremony/known-pin.ts';
import { countsOf, managesCredentials } from '../ceremony/management.ts';
import { expectRefused, observableState } from '../ceremony/refusal.ts';

const pinFor = ({ facts }: Device): string => fitPin('reset-rule-4711', facts.info);
const wrongPinFor = ({ facts }: Device): string => fitPin('wrong-pin-0815', facts.info);
/** getInfo members that a reset may leave otherwise: remainingDiscoverableCredentials is an estimate, uvCountSinceLastPinEntry counts on. */
const NOT_AS_DELIVERED = [0x14, 0x17];
/** More than the eight tries that the standard allows. */
const MOST_TRIES = 24;

interface ResetRule<T> {
  /** Without `ctap2.reset.`. */
  readonly id: string;
  readonly level?: Rule['level'];
  readonly says: string;
  readonly needs?: Needs;
  readonly applies?: (facts: KeyFacts) => true | string;
  readonly cases: Cases<T>;
  readonly check: (context: RuleContext, value: T) => Promise<void>;
}

function resetRule<T>(definition: ResetRule<T>): Rule {
  const { id, level = 'MUST', says, needs, applies, cases, check } = definition;
  return rule<[Record<string, T>]>({
    id: `ctap2.reset.${id}`,
    level,
    says,
    spec: [{ document: 'CTAP 2.3', section: '6.6' }],
    needs: { resets: true, touches: 2, ...needs },
    runs: 1,
    ...(applies === undefined ? {} : { applies }),
    property: (context) =>
      overCases('case', cases, async (value) => {
        await forgetUnknownPin(context);
        await check(context, value);
      }),
  });
}

async function retriesOf({ client, uv }: Device): Promise<number> {
  const pinUvAuthProtocol = uv().protocol.number;
  const answer = await client.clientPin({ pinUvAuthProtocol, subCommand: clientPinSubCommand.getPinRetries });
  if (answer.pinRetries === undefined) throw new Violation('pinRetries', 'none');
  return answer.pinRetries;
}

/** The same while no PIN is set; `undefined` where the key does not say. */
async function retriesWithoutPin(device: Device): Promise<number | undefined> {
  try {
    return await retriesOf(device);
  } catch (error) {
    if (error instanceof CtapError) return undefined;
    throw error;
  }
}

/** Tries a PIN that is not the PIN. */
async function tryWrongPin(device: Device): Promise<void> {
  try {
    await device.uv().legacyToken(wrongPinFor(device));
  } catch (error) {
    if (error instanceof CtapError) return;
    throw error;
  }
  throw new Violation('a wrong PIN to be refused', 'a token');
}

/** Duties over what reset wipes and what it leaves. */
export const resetWipeRules: readonly Rule[] = [
  resetRule<'named' | 'not named'>({
    id: 'wipes.discoverable',
    says: 'After a reset no discoverable credential from before it signs.',
    needs: { touches: 3 },
    applies: keepsAccounts,
    cases: ['named', 'not named'],
    check: async (context, how) => {
      const { device } = context;
      const made = await makeCredential(context, { rk: true });
      await device.reset();
      const request = await soundAssertionRequest(context, how === 'named' ? { allowList: [made.descriptor] } : {});
      expectRefused(await device.send(assertionBytes(request)), 'getAssertion for a credential from before a reset');
    },
  }),
  resetRule<string>({
    id: 'wipes.not-discoverable',
    says: 'After a reset no credential that is not discoverable signs either: what unlocked its id is gone.',
    needs: { touches: 3 },
    cases: ['a credential that is not discoverable'],
    check: async (context) => {
      const { device } = context;
      const made = await makeCredential(context);
      await device.reset();
      const request = await soundAssertionRequest(context, { allowList: [made.descriptor] });
      expectRefused(await device.send(assertionBytes(request)), 'getAssertion for a credential from before a reset');
    },
  }),
  resetRule<string>({
    id: 'wipes.store',
    says: 'After a reset credential management counts no credential.',
    needs: { pin: 'set' },
    applies: managesCredentials,
    cases: ['getCredsMetadata after a reset'],
    check: async (context) => {
      await makeCredential(context, { rk: true });
      await context.device.reset();
      const { existing } = await countsOf(context);
      expectThat(existing === 0, 'existingResidentCredentialsCount 0', `${existing}`);
    },
  }),
  resetRule<string>({
    id: 'wipes.pin',
    says: 'After a reset the key has no PIN: getInfo says so, and the old PIN gives no token.',
    needs: { pin: 'unset', touches: 1, writes: true },
    applies: hasClientPin,
    cases: ['a PIN set before the reset'],
    check: async ({ device }) => {
      await device.uv().setPin(pinFor(device));
      await device.reset();
      const { options } = await device.freshInfo();
      expectThat(options['clientPin'] === false, 'clientPin false', String(options['clientPin']));
      try {
        await device.uv().legacyToken(pinFor(device));
      } catch (error) {
        if (error instanceof CtapError) return;
        throw error;
      }
      throw new Violation('the PIN from before the reset to be refused', 'a token');
    },
  }),
  resetRule<number>({
    id: 'wipes.pin-tries',
    says: 'After a reset the PIN has all its tries again.',
    needs: { pin: 'unset', touches: 1, writes: true, pinTries: 2 },
    applies: hasClientPin,
    cases: [1, 2],
    check: async ({ device }, wrongPins) => {
      await device.uv().setPin(pinFor(device));
      const fresh = await retriesOf(device);
      for (let wrong = 0; wrong < wrongPins; wrong += 1) await tryWrongPin(device);
      await device.reset();
      const after = (await retriesWithoutPin(device)) ?? fresh;
      await device.uv().setPin(pinFor(device));
      const again = await retriesOf(device);
      // The key has a PIN now, which the next case must not meet.
      await device.reset();
      expectThat(again === fresh, `pinRetries ${fresh} with a new PIN`, `${again}`);
      expectThat(after === fresh, `pinRetries ${fresh}`, `${after}`);
    },
  }),
  resetRule<string>({
    id: 'blocked-pin.helps',
    says: 'A key whose PIN is blocked can be reset, and takes a new PIN then.',
    needs: { pin: 'unset', touches: 1, writes: true, pinTries: 8, powerCycle: true },
    applies: hasClientPin,
    cases: ['a PIN blocked by wrong tries'],
    check: async ({ device }) => {
      await device.uv().setPin(pinFor(device));
      for (let tries = 1; (await retriesOf(device)) > 0; tries += 1) {
        if (tries > MOST_TRIES) throw new NotApplicable('the PIN does not block');
        await tryWrongPin(device);
        // Three wrong PINs in a row lock the key until the next power-up.
        if (tries % 3 === 0) await device.powerCycle();
      }
      await device.reset();
      await device.uv().setPin(pinFor(device));
      await device.uv().legacyToken(pinFor(device));
    },
  }),
  resetRule<string>({
    id: 'wipes.token',
    says: 'A pinUvAuthToken from before a reset authenticates nothing after it, although no power was cut.',
    needs: { pin: 'set', powerCycle: true },
    cases: ['a token of the same power-up'],
    check: async (context) => {
      const { device } = context;
      await device.powerCycle();
      const request = await soundMakeRequest(context, { verified: true });
      try {
        await device.client.reset();
      } catch (error) {
        if (!(error instanceof CtapError)) throw error;
        throw new NotApplicable('the key is reset only as the first command after power-up');
      }
      const bytes = Uint8Array.of(ctapCommand.makeCredential, ...encodeMessage(makeCredentialRequest, request));
      const reply = await device.send(bytes);
      await device.freshInfo();
      expectRefused(reply, 'makeCredential under a token from before a reset');
    },
  }),
  resetRule<string>({
    id: 'info.as-delivered',
    says: 'After a reset getInfo says what it said after the reset before, whatever was done in between.',
    needs: { touches: 2 },
    cases: ['two resets, with a credential and a PIN between them'],
    check: async (context) => {
      const { device } = context;
      await device.reset();
      const before = await comparable(device);
      const made = await makeCredential(context, keepsAccounts(device.facts) === true ? { rk: true } : {});
      if (device.facts.info.options['clientPin'] === false) await device.uv().setPin(pinFor(device));
      await device.reset();
      const after = await comparable(device);
      for (const [member, value] of before) {
        const now = after.get(member);
        const isSame = now !== undefined && equalBytes(encodeCbor(value), encodeCbor(now));
        const shown = now === undefined ? 'none' : toHex(encodeCbor(now));
        expectThat(isSame, `getInfo member 0x${Number(member).toString(16)} ${toHex(encodeCbor(value))}`, shown);
      }
      await removeCredentials(context, [made]);
    },
  }),
  resetRule<string>({
    id: 'identity.stays',
    says: 'A reset changes neither the AAGUID nor the versions of a key.',
    needs: { touches: 1 },
    cases: ['getInfo before and after a reset'],
    check: async ({ device }) => {
      const before = await device.freshInfo();
      await device.reset();
      const after = await device.freshInfo();
      expectThat(equalBytes(before.aaguid, after.aaguid), `AAGUID ${toHex(before.aaguid)}`, toHex(after.aaguid));
      const versions = before.versions.join(', ');
      expectThat(after.versions.join(', ') === versions, `versions ${versions}`, after.versions.join(', '));
    },
  }),
  resetRule<string>({
    id: 'answer.status-alone',
    level: 'SHOULD',
    says: 'A reset is answered with CTAP2_OK and nothing after it.',
    needs: { touches: 1, powerCycle: true },
    cases: ['authenticatorReset, touched'],
    check: async ({ device }) => {
      await device.powerCycle();
      const reply = await device.send(Uint8Array.of(ctapCommand.reset));
      await device.freshInfo();
      if (reply.status !== 0) throw new CtapError(reply.status);
      expectThat(reply.body.length === 0, 'CTAP2_OK with nothing after it', toHex(reply.body));
    },
  }),
];

/** getInfo without what may differ between two keys just reset. */
async function comparable(device: Device): Promise<CborMap> {
  const members = decodeTolerant(await observableState(device)).value as CborMap;
  for (const member of NOT_AS_DELIVERED) members.delete(member);
  return members;
}
