import fc from 'fast-check';
import { utf8 } from '../../../src/bytes/bytes.ts';
import { type ClientPinRequest, clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { limits } from '../../../src/ctap2/limits.ts';
import { padPin, pinHash } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, Violation } from '../../vocabulary/violation.ts';
import { allOf, claims21 } from '../ceremony/accounts.ts';
import type { ProtocolNumber } from '../ceremony/pin.ts';
import {
  clientPinBytes,
  eachProtocol,
  expectRetries,
  fullRetries,
  hasClientPin,
  knownPin,
  otherPin,
  pinRequest,
  plainTry,
  protocolsOf,
  restorePin,
  setPinRequest,
  star,
  tryPin,
} from '../ceremony/pin.ts';
import { expectAccepted, expectRefused } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';

const setSteps: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.5' }];
const changeSteps: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.6' }];
const composition: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.1' }];
const { CTAP1_ERR_INVALID_PARAMETER, CTAP1_ERR_INVALID_LENGTH } = ctapStatus;
const { CTAP2_ERR_PIN_AUTH_INVALID, CTAP2_ERR_PIN_POLICY_VIOLATION } = ctapStatus;

/** What sets a PIN of its own leaves a key that the harness cannot open. */
const ownPin: Needs = { pin: 'unset', resets: true, spoils: true, writes: true };
const refusedPin: Needs = { pin: 'unset', writes: true };
const OTHER_PIN = 'touchstone-0815';

const takesPlainPins = ({ info }: KeyFacts): true | string =>
  info.pinComplexityPolicy !== true || 'the key has a policy of its own for PINs';
const takesAnyLength = ({ info }: KeyFacts): true | string =>
  (info.maxPINLength ?? limits.maxPinBytes) >= limits.maxPinBytes || 'the key has a lower limit for PINs';

const hasRoomForLongCharacters = (facts: KeyFacts): true | string =>
  2 * (minPinLength(facts) - 1) <= limits.maxPinBytes || 'the key asks for PINs that long characters have no room for';

/** One character of each length in UTF-8, one that is two UTF-16 units, and one that combines with what stands before it. */
const characters = ['a', '7', 'é', '木', '🔑', '\u0301'] as const;

/** What is wrong with a pinUvAuthParam. */
const spoiledMacs = {
  'its last bit flipped': (mac: Uint8Array) => mac.with(mac.length - 1, mac[mac.length - 1]! ^ 1),
  'its last byte left out': (mac: Uint8Array) => mac.subarray(0, -1),
  'half of it left out': (mac: Uint8Array) => mac.subarray(0, mac.length / 2),
  'all zeros': (mac: Uint8Array) => new Uint8Array(mac.length),
} as const;
type MacSlip = keyof typeof spoiledMacs;

interface MacCase {
  readonly pinUvAuthParam: MacSlip | 'made over newPinEnc alone';
  readonly protocol: ProtocolNumber;
}

const macCases =
  (...more: 'made over newPinEnc alone'[]) =>
  ({ device }: RuleContext): MacCase[] =>
    star<MacCase>({
      pinUvAuthParam: [...(Object.keys(spoiledMacs) as MacSlip[]), ...more],
      protocol: protocolsOf(device.facts),
    });

interface LengthCase {
  readonly paddedTo: number;
  readonly protocol: ProtocolNumber;
}

const lengthCases = ({ device }: RuleContext): LengthCase[] =>
  star<LengthCase>({
    paddedTo: [48, 32, 16, ...(claims21(device.facts) === true ? [80, 128] : [])],
    protocol: protocolsOf(device.facts),
  });
const lengthStatuses = [CTAP1_ERR_INVALID_PARAMETER, CTAP1_ERR_INVALID_LENGTH, CTAP2_ERR_PIN_POLICY_VIOLATION];

/** Duties over setPIN and changePIN (CTAP 2.3 sections 6.5.1, 6.5.5.5 and 6.5.5.6). */
export const pinChangeRules: readonly Rule[] = [
  rule<[{ pin: string; protocol: ProtocolNumber }]>({
    id: 'ctap2.client-pin.set-pin.sets',
    level: 'MUST',
    says: 'setPIN sets a PIN of any characters, long enough in code points; getInfo says so, the PIN opens the key, all tries are there.',
    spec: setSteps,
    needs: ownPin,
    runs: 8,
    applies: allOf(hasClientPin, takesPlainPins),
    property: (context) =>
      fc.asyncProperty(
        fc.record({ pin: pins(context.device.facts), protocol: fc.constantFrom(...eachProtocol(context)) }),
        async ({ pin, protocol }) => {
          await setOwn(context, protocol, pin);
          const isSet = (await context.device.freshInfo()).options['clientPin'];
          expectThat(isSet === true, 'clientPin true in getInfo after setPIN', `${isSet}`);
          const how = { way: 'getPinToken', protocol } as const;
          expectAccepted(await tryPin(context, how, pin), 'getPinToken with the PIN just set');
          await context.device.reset();
          const isLeft = context.device.facts.info.options['clientPin'];
          expectThat(isLeft === false, 'clientPin false in getInfo after a reset', `${isLeft}`);
        },
      ),
  }),
  rule<[Record<string, { character: string; protocol: ProtocolNumber }>]>({
    id: 'ctap2.client-pin.set-pin.longest',
    level: 'MUST',
    says: 'A PIN of 63 bytes of UTF-8 is taken, and opens the key.',
    spec: composition,
    needs: ownPin,
    runs: 1,
    applies: allOf(hasClientPin, takesPlainPins, takesAnyLength),
    property: (context) =>
      overCases(
        'case',
        star<{ character: string; protocol: ProtocolNumber }>({
          character: ['a', '木'],
          protocol: eachProtocol(context),
        }),
        async ({ character, protocol }) => {
          const pin = character.repeat(limits.maxPinBytes / utf8(character).length);
          await setOwn(context, protocol, pin);
          const reply = await tryPin(context, { way: 'getPinToken', protocol }, pin);
          expectAccepted(reply, 'getPinToken with a PIN of 63 bytes');
        },
      ),
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.client-pin.set-pin.too-long',
    says: 'A newPinEnc whose 64 bytes are all PIN, one more than a PIN may have, is refused.',
    spec: composition,
    needs: refusedPin,
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_PIN_POLICY_VIOLATION, CTAP1_ERR_INVALID_PARAMETER],
    cases: eachProtocol,
    request: async (context, protocol) => ({
      what: 'setPIN with a PIN of 64 bytes',
      bytes: clientPinBytes(await setPinRequest(context, protocol, utf8('a'.repeat(limits.paddedPinLength)))),
    }),
  }),
  ...refusals<{ readonly pin: string; readonly protocol: ProtocolNumber }>({
    id: 'ctap2.client-pin.set-pin.too-short',
    says: 'A PIN of fewer characters than minPINLength is refused.',
    spec: composition,
    needs: refusedPin,
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_PIN_POLICY_VIOLATION],
    cases: ({ device }) =>
      star<{ pin: string; protocol: ProtocolNumber }>({
        pin: shortPins(device.facts),
        protocol: protocolsOf(device.facts),
      }),
    request: async (context, { pin, protocol }) => ({
      what: `setPIN with the PIN ${JSON.stringify(pin)}`,
      bytes: clientPinBytes(await setPinRequest(context, protocol, padPin(pin))),
    }),
  }),
  ...refusals<{ readonly pin: string; readonly protocol: ProtocolNumber }>({
    id: 'ctap2.client-pin.set-pin.code-points',
    says: 'The length of a PIN is counted in code points: characters of many bytes do not make it longer.',
    spec: composition,
    needs: refusedPin,
    runs: 1,
    applies: allOf(hasClientPin, claims21, hasRoomForLongCharacters),
    statuses: [CTAP2_ERR_PIN_POLICY_VIOLATION],
    cases: ({ device }) =>
      star<{ pin: string; protocol: ProtocolNumber }>({
        pin: ['🔑', '木', 'é']
          .map((one) => one.repeat(minPinLength(device.facts) - 1))
          .filter((pin) => utf8(pin).length <= limits.maxPinBytes),
        protocol: protocolsOf(device.facts),
      }),
    request: async (context, { pin, protocol }) => ({
      what: `setPIN with the PIN ${JSON.stringify(pin)} of ${[...pin].length} code points`,
      bytes: clientPinBytes(await setPinRequest(context, protocol, padPin(pin))),
    }),
  }),
  ...refusals<LengthCase>({
    id: 'ctap2.client-pin.set-pin.length',
    says: 'A newPinEnc that holds other than 64 bytes is refused.',
    spec: setSteps,
    needs: refusedPin,
    runs: 1,
    applies: hasClientPin,
    statuses: lengthStatuses,
    cases: lengthCases,
    request: async (context, { paddedTo, protocol }) => ({
      what: `setPIN with a PIN padded to ${paddedTo} bytes`,
      bytes: clientPinBytes(await setPinRequest(context, protocol, paddedPin(paddedTo))),
    }),
  }),
  ...refusals<MacCase>({
    id: 'ctap2.client-pin.set-pin.mac',
    says: 'setPIN whose pinUvAuthParam does not authenticate newPinEnc is refused.',
    spec: setSteps,
    needs: refusedPin,
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: macCases(),
    request: async (context, { pinUvAuthParam, protocol }) => ({
      what: `setPIN with its pinUvAuthParam spoiled: ${pinUvAuthParam}`,
      bytes: clientPinBytes(spoil(await setPinRequest(context, protocol, padPin(otherPin(context))), pinUvAuthParam)),
    }),
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.client-pin.set-pin.twice',
    says: 'setPIN is refused while a PIN is set.',
    spec: setSteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: eachProtocol,
    request: async (context, protocol) => ({
      what: 'setPIN while a PIN is set',
      bytes: clientPinBytes(await setPinRequest(context, protocol, padPin(otherPin(context)))),
    }),
    after: restorePin,
  }),
  rule<[Record<string, ProtocolNumber>]>({
    id: 'ctap2.client-pin.change-pin.changes',
    level: 'MUST',
    says: 'After changePIN the new PIN opens the key and the old one does not.',
    spec: changeSteps,
    needs: { pin: 'set', pinTries: 1, writes: true },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', eachProtocol(context), async (protocol) => {
        const old = knownPin(context);
        const how = { way: 'getPinToken', protocol } as const;
        const other = otherPin(context);
        await context.device.uv(protocol).changePin(old, other);
        try {
          expectRefused(await tryPin(context, how, old), 'the old PIN after changePIN');
          expectAccepted(await tryPin(context, how, other), 'the new PIN after changePIN');
        } finally {
          const back = { way: 'changePIN', protocol } as const;
          await context.device.send(clientPinBytes(await pinRequest(context, back, other, old)));
        }
        expectAccepted(await tryPin(context, how, old), 'the PIN that changePIN brought back');
      }),
  }),
  ...refusals<MacCase>({
    id: 'ctap2.client-pin.change-pin.mac',
    says: 'changePIN whose pinUvAuthParam does not authenticate newPinEnc and pinHashEnc is refused.',
    spec: changeSteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_PIN_AUTH_INVALID],
    cases: macCases('made over newPinEnc alone'),
    request: async (context, value) => ({
      what: `changePIN with its pinUvAuthParam spoiled: ${value.pinUvAuthParam}`,
      bytes: await spoiledChange(context, value),
    }),
    after: restorePin,
  }),
  rule<[Record<string, MacCase>]>({
    id: 'ctap2.client-pin.change-pin.mac-costs-no-try',
    level: 'MUST',
    says: 'changePIN with a wrong pinUvAuthParam costs no try of the PIN.',
    spec: changeSteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', macCases()(context), async (value) => {
        const full = await fullRetries(context);
        await context.device.send(await spoiledChange(context, value));
        await expectRetries(context.device, full, `changePIN with its pinUvAuthParam spoiled: ${value.pinUvAuthParam}`);
      }),
  }),
  ...refusals<string>({
    id: 'ctap2.client-pin.change-pin.too-short',
    says: 'changePIN to a PIN of fewer characters than minPINLength is refused, and the old PIN stays.',
    spec: changeSteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_PIN_POLICY_VIOLATION],
    cases: ({ device }) => shortPins(device.facts),
    request: async (context, pin) => ({
      what: `changePIN to ${JSON.stringify(pin)}`,
      bytes: clientPinBytes(
        await pinRequest(context, { ...plainTry(context), way: 'changePIN' }, knownPin(context), pin),
      ),
    }),
    after: expectOldPin,
  }),
  ...refusals<LengthCase>({
    id: 'ctap2.client-pin.change-pin.length',
    says: 'changePIN with a newPinEnc that holds other than 64 bytes is refused, and the old PIN stays.',
    spec: changeSteps,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: lengthStatuses,
    cases: lengthCases,
    request: async (context, { paddedTo, protocol }) => {
      const how = { way: 'changePIN', protocol } as const;
      const request = await pinRequest(context, how, knownPin(context), paddedPin(paddedTo));
      return { what: `changePIN to a PIN padded to ${paddedTo} bytes`, bytes: clientPinBytes(request) };
    },
    after: expectOldPin,
  }),
];

/** PINs that every key must take: at least minPINLength code points, at most 63 bytes, of characters of every length. */
function pins(facts: KeyFacts): fc.Arbitrary<string> {
  const shortest = minPinLength(facts);
  const longest = Math.max(shortest, Math.min(limits.maxPinBytes, facts.info.maxPINLength ?? limits.maxPinBytes));
  const isRoomy = shortest * 4 <= limits.maxPinBytes;
  return fc
    .array(fc.constantFrom(...(isRoomy ? characters : (['a', '7'] as const))), {
      minLength: shortest,
      maxLength: longest,
      size: 'max',
    })
    .map((units) => {
      while (utf8(units.join('')).length > limits.maxPinBytes) units = units.slice(0, -1);
      return units.join('');
    });
}

/** PINs one character too short, and none at all. */
function shortPins(facts: KeyFacts): string[] {
  return ['7301946285'.repeat(7).slice(0, minPinLength(facts) - 1), ''];
}

function minPinLength({ info }: KeyFacts): number {
  return info.minPINLength ?? limits.minPinCodePoints;
}

/** Sets a PIN on a key just reset. */
async function setOwn(context: RuleContext, protocol: ProtocolNumber, pin: string): Promise<void> {
  await context.device.reset();
  const reply = await context.device.send(clientPinBytes(await setPinRequest(context, protocol, padPin(pin))));
  if (reply.status !== 0)
    throw new Violation(`setPIN with ${JSON.stringify(pin)} to be served`, statusName(reply.status));
}

/** A sound PIN with zeros up to a length. */
function paddedPin(length: number): Uint8Array {
  const padded = new Uint8Array(length);
  padded.set(utf8(OTHER_PIN).subarray(0, length));
  return padded;
}

function spoil(request: ClientPinRequest, slip: MacCase['pinUvAuthParam']): ClientPinRequest {
  const { pinUvAuthParam = new Uint8Array(0) } = request;
  if (slip === 'made over newPinEnc alone') return request;
  return { ...request, pinUvAuthParam: spoiledMacs[slip](pinUvAuthParam) };
}

/** changePIN from the known PIN to itself, its MAC spoiled. */
async function spoiledChange(context: RuleContext, { pinUvAuthParam, protocol }: MacCase): Promise<Uint8Array> {
  if (pinUvAuthParam !== 'made over newPinEnc alone') {
    const request = await pinRequest(context, { way: 'changePIN', protocol }, knownPin(context));
    return clientPinBytes(spoil(request, pinUvAuthParam));
  }
  const uv = context.device.uv(protocol);
  const { secret, platformKey } = await uv.agree();
  const newPinEnc = uv.encrypt(secret, padPin(knownPin(context)));
  const pinHashEnc = uv.encrypt(secret, pinHash(knownPin(context)));
  return clientPinBytes({
    pinUvAuthProtocol: protocol,
    subCommand: clientPinSubCommand.changePin,
    keyAgreement: platformKey,
    newPinEnc,
    pinHashEnc,
    pinUvAuthParam: uv.protocol.authenticate(secret, newPinEnc),
  });
}

/** The known PIN still opens the key; it also brings its tries back. */
async function expectOldPin(context: RuleContext): Promise<void> {
  expectAccepted(await tryPin(context, plainTry(context), knownPin(context)), 'the old PIN after a refused changePIN');
}
