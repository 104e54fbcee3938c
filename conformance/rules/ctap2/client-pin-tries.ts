import fc from 'fast-check';
import { clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { pinHash } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { allOf, claims21 } from '../ceremony/accounts.ts';
import type { PinTry, Slip } from '../ceremony/pin.ts';
import {
  clientPinBytes,
  eachTry,
  expectRetries,
  fullRetries,
  hasClientPin,
  hasPermissions,
  knownPin,
  pinRequest,
  pinRetries,
  pinRetriesAnswer,
  plainTry,
  protocolsOf,
  restorePin,
  slips,
  star,
  tryPin,
  unlockPin,
  wrongPin,
} from '../ceremony/pin.ts';
import { expectAccepted, expectRefused } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';

const tries: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.2.2' }];
const tokenSteps: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.7.2' }];
const lockNeeds: Needs = { pin: 'set', pinTries: 3, powerCycle: true };
const blockNeeds: Needs = { pin: 'set', pinTries: 8, powerCycle: true, resets: true, spoils: true };

/** A key with fewer tries than these is blocked before it can be locked. */
const TRIES_TO_SHOW_LOCK = 4;

interface WrongTry extends PinTry {
  readonly pin: Slip;
}

const wrongTries = (context: RuleContext): WrongTry[] =>
  eachTry(context).flatMap((how, place) =>
    (place === 0 ? slips : slips.slice(0, 1)).map((pin): WrongTry => ({ pin, ...how })),
  );

/** Duties over tries of the PIN: what they cost, when they are refused, when they come back (CTAP 2.3 section 6.5.2.2). */
export const pinTriesRules: readonly Rule[] = [
  ...refusals<WrongTry>({
    id: 'ctap2.client-pin.wrong-pin',
    says: 'A wrong PIN, however near, is refused.',
    spec: tokenSteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP2_ERR_PIN_INVALID],
    cases: wrongTries,
    request: async (context, { pin, ...how }) => ({
      what: `${how.way} with ${pin} in the PIN`,
      bytes: clientPinBytes(await pinRequest(context, how, wrongPin(context, pin))),
    }),
    after: restorePin,
  }),
  ...refusals<PinTry & { readonly length: number }>({
    id: 'ctap2.client-pin.pin-hash.length',
    says: 'A pinHashEnc with less than a whole PIN hash inside is refused.',
    spec: tokenSteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [
      ctapStatus.CTAP2_ERR_PIN_INVALID,
      ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID,
      ctapStatus.CTAP1_ERR_INVALID_PARAMETER,
      ctapStatus.CTAP1_ERR_INVALID_LENGTH,
      ctapStatus.CTAP2_ERR_MISSING_PARAMETER,
      ctapStatus.CTAP2_ERR_INVALID_CBOR,
    ],
    cases: ({ device }) =>
      star<PinTry & { readonly length: number }>({
        length: [0, 8],
        way: ['getPinToken'],
        protocol: protocolsOf(device.facts),
      }),
    request: async (context, { length, ...how }) => {
      const request = await pinRequest(context, how, knownPin(context));
      const { pinHashEnc = new Uint8Array(0) } = request;
      const overhead = pinHashEnc.length - pinHash('').length;
      const bytes = clientPinBytes({ ...request, pinHashEnc: pinHashEnc.subarray(0, overhead + length) });
      return { what: `getPinToken with ${length} of the 16 bytes of the encrypted PIN hash`, bytes };
    },
    after: restorePin,
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.retries.full',
    level: 'MUST',
    says: 'After the right PIN there are at most 8 tries, and at least one.',
    spec: tries,
    needs: { pin: 'set' },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('getPINRetries after the right PIN'), async () => {
        const full = await fullRetries(context);
        expectThat(full >= 1 && full <= 8, '1 to 8 pinRetries', `${full}`);
      }),
  }),
  rule<[Record<string, WrongTry>]>({
    id: 'ctap2.client-pin.retries.decrement',
    level: 'MUST',
    says: 'Each wrong PIN costs exactly one try, whatever asked for it.',
    spec: tries,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', wrongTries(context), async ({ pin, ...how }) => {
        const full = await fullRetries(context);
        await tryPin(context, how, wrongPin(context, pin));
        await expectRetries(context.device, full - 1, `one wrong PIN by ${how.way}`);
        await restorePin(context);
      }),
  }),
  rule<[Record<string, PinTry>]>({
    id: 'ctap2.client-pin.retries.restored',
    level: 'MUST',
    says: 'The right PIN brings all tries back.',
    spec: tries,
    needs: { pin: 'set', pinTries: 2 },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', eachTry(context), async (how) => {
        const full = await fullRetries(context);
        await tryPin(context, plainTry(context), wrongPin(context));
        await tryPin(context, plainTry(context), wrongPin(context));
        expectAccepted(await tryPin(context, how, knownPin(context)), `the right PIN by ${how.way}`);
        await expectRetries(context.device, full, 'the right PIN');
      }),
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.retries.survive-power-cycle',
    level: 'MUST',
    says: 'A power cycle brings no tries back.',
    spec: tries,
    needs: { pin: 'set', pinTries: 1, powerCycle: true },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('a wrong PIN, then a power cycle'), async (what) => {
        const full = await fullRetries(context);
        await tryPin(context, plainTry(context), wrongPin(context));
        await context.device.powerCycle();
        await expectRetries(context.device, full - 1, what);
        await restorePin(context);
      }),
  }),
  ...refusals<{ readonly wrong: readonly PinTry[]; readonly next: PinTry }>({
    id: 'ctap2.client-pin.lock.after-three',
    says: 'After three wrong PINs in a row no PIN is tried until the next power-up, not even the right one.',
    spec: tries,
    needs: lockNeeds,
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_BLOCKED],
    cases: (context) => {
      const all = eachTry(context);
      const [first, last] = [all[0]!, all.at(-1)!];
      return [
        ...all.map((next) => ({ wrong: [first, first, first], next })),
        { wrong: [first, last, first], next: first },
        { wrong: [last, last, last], next: first },
      ];
    },
    request: async (context, { wrong, next }) => {
      await skipUnlessLockable(context);
      for (const how of wrong) await tryPin(context, how, wrongPin(context));
      const bytes = clientPinBytes(await pinRequest(context, next, knownPin(context)));
      return { what: `${next.way} with the right PIN after three wrong ones`, bytes };
    },
    after: unlockPin,
  }),
  rule<[Record<string, string>]>({
    id: 'ctap2.client-pin.lock.frozen',
    level: 'MUST',
    says: 'While the key is locked until the next power-up, further PINs cost no tries.',
    spec: tries,
    needs: { ...lockNeeds, pinTries: 4 },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', ['a wrong PIN', 'the right PIN'], async (what) => {
        const full = await skipUnlessLockable(context);
        await lock(context);
        await tryPin(context, plainTry(context), what === 'a wrong PIN' ? wrongPin(context) : knownPin(context));
        await expectRetries(context.device, full - 3, `three wrong PINs and ${what}`);
        await unlockPin(context);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.lock.power-cycle-lifts',
    level: 'MUST',
    says: 'After a power cycle a locked key tries PINs again.',
    spec: tries,
    needs: lockNeeds,
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('three wrong PINs, a power cycle, the right PIN'), async () => {
        const full = await skipUnlessLockable(context);
        await lock(context);
        await context.device.powerCycle();
        const reply = await tryPin(context, plainTry(context), knownPin(context));
        expectAccepted(reply, 'the right PIN after a power cycle');
        await expectRetries(context.device, full, 'the right PIN');
      }),
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.lock.counts-in-a-row',
    level: 'MUST',
    says: 'The right PIN in between ends a row of wrong ones: they do not add up to a lock.',
    spec: tries,
    needs: lockNeeds,
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('wrong, wrong, right, wrong, right'), async (what) => {
        await skipUnlessLockable(context);
        const give = (pin: string) => tryPin(context, plainTry(context), pin);
        await give(wrongPin(context));
        await give(wrongPin(context));
        await give(knownPin(context));
        await give(wrongPin(context));
        const reply = await give(knownPin(context));
        if (reply.status !== 0) await unlockPin(context);
        expectAccepted(reply, `the last of ${what}`);
      }),
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.lock.third.status',
    level: 'SHOULD',
    says: 'The third wrong PIN in a row is answered with CTAP2_ERR_PIN_AUTH_BLOCKED.',
    spec: tokenSteps,
    needs: lockNeeds,
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('three wrong PINs'), async () => {
        await skipUnlessLockable(context);
        const { status } = await lock(context);
        await unlockPin(context);
        expectThat(
          status === ctapStatus.CTAP2_ERR_PIN_AUTH_BLOCKED,
          'CTAP2_ERR_PIN_AUTH_BLOCKED for the third wrong PIN',
          statusName(status),
        );
      }),
  }),
  rule<[Record<string, string>]>({
    id: 'ctap2.client-pin.lock.power-cycle-state',
    level: 'MUST',
    says: 'powerCycleState, where getPINRetries gives it, tells whether PINs are tried only after a power cycle.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.2' }],
    needs: lockNeeds,
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', ['after the right PIN', 'after three wrong PINs'], async (when) => {
        await skipUnlessLockable(context);
        const isLocked = when === 'after three wrong PINs';
        if (isLocked) await lock(context);
        const { powerCycleState } = await pinRetriesAnswer(context.device);
        if (isLocked) await unlockPin(context);
        if (powerCycleState === undefined || powerCycleState === isLocked) return;
        throw new Violation(`powerCycleState ${isLocked} ${when}`, `${powerCycleState}`);
      }),
  }),
  ...refusals<PinTry & { readonly after: string }>({
    id: 'ctap2.client-pin.blocked',
    says: 'Once all tries are spent the right PIN is refused too, and no power cycle helps.',
    spec: tries,
    needs: blockNeeds,
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP2_ERR_PIN_BLOCKED],
    cases: (context) => [
      ...eachTry(context).map((how) => ({ after: 'at once', ...how })),
      { after: 'after a power cycle', ...plainTry(context) },
    ],
    request: async (context, { after, ...how }) => {
      await context.device.reset();
      await block(context);
      if (after !== 'at once') await context.device.powerCycle();
      const bytes = clientPinBytes(await pinRequest(context, how, knownPin(context)));
      return { what: `${how.way} with the right PIN ${after}, all tries spent`, bytes };
    },
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.blocked.last.status',
    level: 'SHOULD',
    says: 'The wrong PIN that spends the last try is answered with CTAP2_ERR_PIN_BLOCKED.',
    spec: tokenSteps,
    needs: blockNeeds,
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('wrong PINs until none is left'), async () => {
        await context.device.reset();
        const status = await block(context);
        const expected = ctapStatus.CTAP2_ERR_PIN_BLOCKED;
        expectThat(status === expected, 'CTAP2_ERR_PIN_BLOCKED for the last wrong PIN', statusName(status));
      }),
  }),
  ...refusals<string>({
    id: 'ctap2.client-pin.blocked.built-in-uv',
    says: 'Once all tries of the PIN are spent, built-in user verification gives no token either.',
    spec: tries,
    needs: { ...blockNeeds, touches: 1 },
    runs: 1,
    applies: allOf(
      hasClientPin,
      hasPermissions,
      claims21,
      ({ info }) => info.options['uv'] === true || 'the key has no built-in user verification set up',
    ),
    statuses: [ctapStatus.CTAP2_ERR_UV_BLOCKED, ctapStatus.CTAP2_ERR_PIN_BLOCKED],
    cases: () => fc.constant('a token by built-in verification'),
    request: async (context, what) => {
      const { device, rpId } = context;
      await device.reset();
      await block(context);
      const protocol = plainTry(context).protocol;
      const { platformKey } = await device.uv(protocol).agree();
      const bytes = clientPinBytes({
        pinUvAuthProtocol: protocol,
        subCommand: clientPinSubCommand.getPinUvAuthTokenUsingUvWithPermissions,
        keyAgreement: platformKey,
        permissions: permission.ga,
        rpId,
      });
      return { what: `${what}, all tries of the PIN spent`, bytes };
    },
  }),
];

/** Three wrong PINs in a row; the answer to the third. */
async function lock(context: RuleContext): Promise<{ readonly status: number }> {
  let status = 0;
  for (let count = 0; count < 3; count += 1) {
    const reply = await tryPin(context, plainTry(context), wrongPin(context));
    expectRefused(reply, 'a wrong PIN');
    status = reply.status;
  }
  return { status };
}

/** Wrong PINs, a power cycle after every second, until none is left; the status of the last. */
async function block(context: RuleContext): Promise<number> {
  const full = await pinRetries(context.device);
  let status = 0;
  for (let count = 1; count <= full; count += 1) {
    const reply = await tryPin(context, plainTry(context), wrongPin(context));
    expectRefused(reply, 'a wrong PIN');
    status = reply.status;
    if (count % 2 === 0 && count < full) await context.device.powerCycle();
  }
  return status;
}

/** The full tries of this key, when they are enough for a lock to show. */
async function skipUnlessLockable(context: RuleContext): Promise<number> {
  const full = await fullRetries(context);
  if (full < TRIES_TO_SHOW_LOCK) throw new NotApplicable(`the key allows ${full} tries in all, too few to be locked`);
  return full;
}
