import fc from 'fast-check';
import { concat } from '../../../src/bytes/bytes.ts';
import { decodeCbor } from '../../../src/codec/cbor/decode.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import type { Ec2Key } from '../../../src/codec/cose-key.ts';
import { type ClientPinRequest, clientPinRequest, clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { padPin, pinHash } from '../../../src/ctap2/pin-uv-auth-protocol.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { malformedNeighbours } from '../../generators/from-table.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, Violation } from '../../vocabulary/violation.ts';
import { allOf, claims21 } from '../ceremony/accounts.ts';
import type { PinTry, ProtocolNumber, Way } from '../ceremony/pin.ts';
import {
  clientPinBytes,
  eachTry,
  expectRetries,
  fullRetries,
  hasClientPin,
  knownPin,
  pinRequest,
  plainTry,
  restorePin,
  setPinRequest,
  speaksBoth,
  waysOf,
} from '../ceremony/pin.ts';
import { refusals } from '../ceremony/refusals.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5' }];
const keys: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.6' }];
const { CTAP1_ERR_INVALID_PARAMETER, CTAP2_ERR_MISSING_PARAMETER } = ctapStatus;

/** Platform keys that are no point of P-256, by what is wrong with them. */
const offCurve: Readonly<Record<string, (sound: Ec2Key) => Ec2Key>> = {
  'x and y zero': (sound) => ({ ...sound, x: new Uint8Array(32), y: new Uint8Array(32) }),
  'y with its last bit flipped': (sound) => ({ ...sound, y: sound.y.with(31, sound.y[31]! ^ 1) }),
  'x and y all ones': (sound) => ({ ...sound, x: new Uint8Array(32).fill(0xff), y: new Uint8Array(32).fill(0xff) }),
};

/** Platform keys that are no EC2 keys of P-256, by what is wrong with them. */
const malformedKeys: Readonly<Record<string, (sound: CborMap) => CborMap>> = {
  'y left out': (sound) => without(sound, -3),
  'kty 1 (OKP)': (sound) => new Map(sound).set(1, 1),
  'crv 2 (P-384)': (sound) => new Map(sound).set(-1, 2),
  'x of 31 bytes': (sound) => new Map(sound).set(-2, new Uint8Array(31).fill(1)),
};

interface KeyCase extends PinTry {
  readonly platformKey: string;
}

const keyCases =
  (kinds: Readonly<Record<string, unknown>>) =>
  (context: RuleContext): KeyCase[] =>
    eachTry(context).flatMap((how, place) =>
      (place === 0 ? Object.keys(kinds) : Object.keys(kinds).slice(0, 1)).map((platformKey) => ({
        platformKey,
        ...how,
      })),
    );

/** Duties over the form of clientPIN requests (CTAP 2.3 sections 6.5.5 and 6.5.6). */
export const clientPinRequestRules: readonly Rule[] = [
  ...refusals<number>({
    id: 'ctap2.client-pin.subcommand.unknown',
    says: 'A subcommand that does not exist is refused.',
    spec: [{ document: 'CTAP 2.3', section: '8.1' }],
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP2_ERR_INVALID_SUBCOMMAND, CTAP1_ERR_INVALID_PARAMETER],
    cases: () => [0x08, 0x00, 0x0a, 0xff],
    request: async (context, subCommand) => ({
      what: `subCommand ${subCommand}`,
      bytes: clientPinBytes({ pinUvAuthProtocol: plainTry(context).protocol, subCommand }),
    }),
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.uv-retries',
    level: 'MUST',
    says: 'getUVRetries of a key with built-in user verification gives a number of at most 25.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.3' }],
    runs: 1,
    applies: allOf(claims21, ({ info }) => info.options['uv'] === true || 'the key has no built-in user verification'),
    property: ({ device }) =>
      fc.asyncProperty<[string]>(fc.constant('getUVRetries'), async () => {
        const { uvRetries } = await device.client.clientPin({ subCommand: clientPinSubCommand.getUvRetries });
        expectThat(uvRetries !== undefined, 'uvRetries (0x05)', 'no such member');
        expectThat(uvRetries >= 1 && uvRetries <= 25, '1 to 25 uvRetries on a key that is not blocked', `${uvRetries}`);
      }),
  }),
  ...refusals<{ readonly subCommand: string; readonly without: string }>({
    id: 'ctap2.client-pin.members.required',
    says: 'A request that lacks a member which its subcommand asks for is refused.',
    spec,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_MISSING_PARAMETER],
    cases: ({ device }) =>
      waysOf(device.facts).flatMap((subCommand) =>
        requiredMembers[subCommand].map((member) => ({ subCommand, without: member })),
      ),
    request: async (context, { subCommand, without: member }) => {
      const how = { way: subCommand as Way, protocol: plainTry(context).protocol };
      const request = await pinRequest(context, how, knownPin(context));
      const { [member as keyof ClientPinRequest]: _left, ...rest } = request;
      return { what: `${subCommand} without ${member}`, bytes: clientPinBytes(rest as ClientPinRequest) };
    },
    after: restorePin,
  }),
  ...refusals<string>({
    id: 'ctap2.client-pin.members.typed',
    says: 'A request with a member of a wrong type is refused.',
    spec: [{ document: 'CTAP 2.3', section: '8' }],
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP2_ERR_CBOR_UNEXPECTED_TYPE, ctapStatus.CTAP2_ERR_INVALID_CBOR],
    cases: () => spoiledTypes(placeholder).map(({ name }) => name),
    request: async (context, name) => {
      const sound = await pinRequest(context, plainTry(context), knownPin(context));
      const bytes = spoiledTypes(sound).find((neighbour) => neighbour.name === name)?.bytes ?? new Uint8Array(0);
      return { what: `getPinToken with ${name}`, bytes: concat(Uint8Array.of(ctapCommand.clientPin), bytes) };
    },
    after: restorePin,
  }),
  ...refusals<KeyCase>({
    id: 'ctap2.client-pin.platform-key.off-curve',
    says: 'A platform key that is no point of the curve is refused.',
    spec: keys,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP1_ERR_INVALID_PARAMETER],
    cases: keyCases(offCurve),
    request: async (context, value) => ({
      what: `${value.way} with a platform key with ${value.platformKey}`,
      bytes: await offCurveBytes(context, value),
    }),
    after: restorePin,
  }),
  ...refusals<KeyCase>({
    id: 'ctap2.client-pin.platform-key.malformed',
    level: 'SHOULD',
    says: 'A platform key that is no EC2 key of P-256 is refused.',
    spec: keys,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    statuses: [
      CTAP1_ERR_INVALID_PARAMETER,
      CTAP2_ERR_MISSING_PARAMETER,
      ctapStatus.CTAP2_ERR_CBOR_UNEXPECTED_TYPE,
      ctapStatus.CTAP2_ERR_INVALID_CBOR,
      ctapStatus.CTAP1_ERR_INVALID_LENGTH,
    ],
    cases: keyCases(malformedKeys),
    request: async (context, { platformKey, ...how }) => {
      const sound = clientPinBytes(await pinRequest(context, how, knownPin(context)));
      const map = decodeCbor(sound.subarray(1)) as CborMap;
      map.set(0x03, malformedKeys[platformKey]!(map.get(0x03) as CborMap));
      return {
        what: `${how.way} with a platform key with ${platformKey}`,
        bytes: concat(sound.subarray(0, 1), encodeCbor(map)),
      };
    },
    after: restorePin,
  }),
  rule<[Record<string, KeyCase>]>({
    id: 'ctap2.client-pin.platform-key.costs-no-try',
    level: 'MUST',
    says: 'A platform key that is no point of the curve costs no try of the PIN.',
    spec: keys,
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: allOf(hasClientPin, claims21),
    property: (context) =>
      overCases('case', keyCases(offCurve)(context), async (value) => {
        const full = await fullRetries(context);
        await context.device.send(await offCurveBytes(context, value));
        const after = `${value.way} with a platform key with ${value.platformKey}`;
        await expectRetries(context.device, full, after);
      }),
  }),
  ...refusals<{ readonly made: ProtocolNumber; readonly sent: ProtocolNumber }>({
    id: 'ctap2.client-pin.protocol.mixed',
    says: 'A PIN encrypted under one PIN/UV auth protocol is refused in a request that names the other.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.4' }],
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: allOf(hasClientPin, speaksBoth),
    statuses: [
      ctapStatus.CTAP2_ERR_PIN_INVALID,
      ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID,
      CTAP1_ERR_INVALID_PARAMETER,
      ctapStatus.CTAP1_ERR_INVALID_LENGTH,
    ],
    cases: () => [
      { made: 1, sent: 2 },
      { made: 2, sent: 1 },
    ],
    request: async (context, { made, sent }) => {
      const request = await pinRequest(context, { way: 'getPinToken', protocol: made }, knownPin(context));
      const bytes = clientPinBytes({ ...request, pinUvAuthProtocol: sent });
      return { what: `getPinToken made under protocol ${made} and sent under ${sent}`, bytes };
    },
    after: restorePin,
  }),
  ...refusals<PinTry>({
    id: 'ctap2.client-pin.no-pin',
    says: 'While no PIN is set there is none to try: changePIN and tokens by PIN are refused.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7.1' }],
    needs: { pin: 'unset', writes: true },
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP2_ERR_PIN_NOT_SET],
    cases: eachTry,
    request: async (context, how) => ({
      what: `${how.way} while no PIN is set`,
      bytes: clientPinBytes(await pinRequest(context, how, 'touchstone-0815', 'touchstone-0815')),
    }),
  }),
  ...refusals<string>({
    id: 'ctap2.client-pin.set-pin.members',
    says: 'setPIN that lacks a member it asks for is refused.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.5' }],
    needs: { pin: 'unset', writes: true },
    runs: 1,
    applies: hasClientPin,
    statuses: [CTAP2_ERR_MISSING_PARAMETER],
    cases: () => ['pinUvAuthProtocol', 'keyAgreement', 'newPinEnc', 'pinUvAuthParam'],
    request: async (context, member) => {
      const request = await setPinRequest(context, plainTry(context).protocol, padPin('touchstone-0815'));
      const { [member as keyof ClientPinRequest]: _left, ...rest } = request;
      return { what: `setPIN without ${member}`, bytes: clientPinBytes(rest as ClientPinRequest) };
    },
  }),
];

const requiredMembers: Readonly<Record<Way, readonly string[]>> = {
  getPinToken: ['pinUvAuthProtocol', 'keyAgreement', 'pinHashEnc'],
  getPinUvAuthTokenUsingPinWithPermissions: ['pinUvAuthProtocol', 'keyAgreement', 'pinHashEnc', 'permissions'],
  changePIN: ['pinUvAuthProtocol', 'keyAgreement', 'pinHashEnc', 'newPinEnc', 'pinUvAuthParam'],
};

/** Stands for a request while the names of its neighbours are listed. */
const placeholder: ClientPinRequest = {
  pinUvAuthProtocol: 1,
  subCommand: clientPinSubCommand.getPinToken,
  keyAgreement: { kty: 2, alg: -25, crv: 1, x: new Uint8Array(32), y: new Uint8Array(32) },
  pinHashEnc: new Uint8Array(16),
};

/** The neighbours of a request that have one of its own members in a wrong type. */
function spoiledTypes(request: ClientPinRequest): ReturnType<typeof malformedNeighbours> {
  return malformedNeighbours(clientPinRequest, request).filter(
    ({ kind, path }) => kind === 'type' && path !== '' && !path.includes('.'),
  );
}

/** A request with a spoiled platform key, its secrets made for a shared point whose x is zero: what careless arithmetic gives. */
async function offCurveBytes(context: RuleContext, { platformKey, ...how }: KeyCase): Promise<Uint8Array> {
  const request = await pinRequest(context, how, knownPin(context));
  const { keyAgreement } = request;
  if (keyAgreement?.kty !== 2) throw new Violation('an EC2 key of ours', 'another');
  const uv = context.device.uv(how.protocol);
  const secret = uv.protocol.deriveSecret(new Uint8Array(32));
  const pinHashEnc = uv.encrypt(secret, pinHash(knownPin(context)));
  const spoiled = { ...request, keyAgreement: offCurve[platformKey]!(keyAgreement), pinHashEnc };
  if (how.way !== 'changePIN') return clientPinBytes(spoiled);
  const newPinEnc = uv.encrypt(secret, padPin(knownPin(context)));
  const pinUvAuthParam = uv.protocol.authenticate(secret, concat(newPinEnc, pinHashEnc));
  return clientPinBytes({ ...spoiled, newPinEnc, pinUvAuthParam });
}

function without(map: CborMap, label: number): CborMap {
  const copy = new Map(map);
  copy.delete(label);
  return copy;
}
