import fc from 'fast-check';
import { equalBytes } from '../../../src/bytes/bytes.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import { decodeCoseKey } from '../../../src/codec/cose-key.ts';
import { KeyAgreementKey } from '../../../src/crypto/key-agreement.ts';
import { clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, Violation } from '../../vocabulary/violation.ts';
import { allOf } from '../ceremony/accounts.ts';
import type { ProtocolNumber } from '../ceremony/pin.ts';
import {
  clientPinBytes,
  eachProtocol,
  hasClientPin,
  knownPin,
  pinRequest,
  protocolsOf,
  restorePin,
  speaksBoth,
  tryPin,
  wrongPin,
} from '../ceremony/pin.ts';
import { refusals } from '../ceremony/refusals.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.5.4' }];
const keys: SpecReference[] = [{ document: 'CTAP 2.3', section: '6.5.6' }];

/** Duties over getKeyAgreement and the key that it gives (CTAP 2.3 sections 6.5.5.4 and 6.5.6). */
export const keyAgreementRules: readonly Rule[] = [
  rule<[Record<string, ProtocolNumber>]>({
    id: 'ctap2.client-pin.key-agreement.shape',
    level: 'MUST',
    says: 'getKeyAgreement gives a COSE_Key {1: 2, 3: -25, -1: 1, -2: x, -3: y} and no other member, with a point of P-256.',
    spec: keys,
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', eachProtocol(context), async (protocol) => {
        const reply = await context.device.send(keyAgreementBytes(protocol));
        expectThat(reply.status === 0, 'getKeyAgreement to be served', () => statusName(reply.status));
        const { value } = decodeTolerant(reply.body);
        const key = value instanceof Map ? value.get(0x01) : undefined;
        expectThat(key instanceof Map, 'keyAgreement (0x01) as a map', 'something else');
        const labels = [...key.keys()].map(String).join(', ');
        expectThat(labels === '1, 3, -1, -2, -3', 'the labels 1, 3, -1, -2, -3', labels);
        expectThat(key.get(3) === -25, 'alg (3) -25', () => `${String(key.get(3))}`);
        const peer = decodeCoseKey(key, 'keyAgreement');
        try {
          KeyAgreementKey.generate(context.env.random).agree(peer);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          throw new Violation('a key of P-256 to agree with', error.message);
        }
      }),
  }),
  ...refusals<string>({
    id: 'ctap2.client-pin.key-agreement.protocol',
    says: 'getKeyAgreement under a PIN/UV auth protocol that the key does not list, or under none, is refused.',
    spec,
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP1_ERR_INVALID_PARAMETER, ctapStatus.CTAP2_ERR_MISSING_PARAMETER],
    cases: ({ device }) => [
      ...[3, 0, 255, ...([1, 2] as const).filter((one) => !protocolsOf(device.facts).includes(one))].map(
        (number) => `protocol ${number}`,
      ),
      'no protocol',
    ],
    request: async (_context, value) => {
      const number = value === 'no protocol' ? {} : { pinUvAuthProtocol: Number(value.slice('protocol '.length)) };
      const bytes = clientPinBytes({ ...number, subCommand: clientPinSubCommand.getKeyAgreement });
      return { what: `getKeyAgreement with ${value}`, bytes };
    },
  }),
  rule<[Record<string, ProtocolNumber>]>({
    id: 'ctap2.client-pin.key-agreement.stable',
    level: 'SHOULD',
    says: 'The key agreement key stays the same while nothing calls for a new one.',
    spec: keys,
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', eachProtocol(context), async (protocol) => {
        const first = await keyOf(context, protocol);
        expectThat(equalBytes(first, await keyOf(context, protocol)), 'the same key again', 'another key');
      }),
  }),
  rule<[string]>({
    id: 'ctap2.client-pin.key-agreement.separate',
    level: 'SHOULD',
    says: 'Each PIN/UV auth protocol has a key agreement key of its own.',
    spec: keys,
    runs: 1,
    applies: allOf(hasClientPin, speaksBoth),
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('getKeyAgreement under protocol one and two'), async () => {
        const one = await keyOf(context, 1);
        expectThat(!equalBytes(one, await keyOf(context, 2)), 'two different keys', 'the same key twice');
      }),
  }),
  rule<[Record<string, ProtocolNumber>]>({
    id: 'ctap2.client-pin.key-agreement.new-after-wrong-pin',
    level: 'MUST',
    says: 'After a wrong PIN the key agrees with a new key.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7.1' }],
    needs: { pin: 'set', pinTries: 1 },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', eachProtocol(context), async (protocol) => {
        const before = await keyOf(context, protocol);
        await tryPin(context, { way: 'getPinToken', protocol }, wrongPin(context));
        const after = await keyOf(context, protocol);
        await restorePin(context);
        expectThat(!equalBytes(before, after), 'another key after a wrong PIN', 'the same key');
      }),
  }),
  rule<[Record<string, ProtocolNumber>]>({
    id: 'ctap2.client-pin.key-agreement.new-after-power-cycle',
    level: 'MUST',
    says: 'After a power cycle the key agrees with a new key.',
    spec: keys,
    needs: { powerCycle: true },
    runs: 1,
    applies: hasClientPin,
    property: (context) =>
      overCases('case', eachProtocol(context), async (protocol) => {
        const before = await keyOf(context, protocol);
        await context.device.powerCycle();
        expectThat(
          !equalBytes(before, await keyOf(context, protocol)),
          'another key after a power cycle',
          'the same key',
        );
      }),
  }),
  ...refusals<ProtocolNumber>({
    id: 'ctap2.client-pin.key-agreement.replay',
    says: 'The right PIN encrypted for the key agreement key of before a wrong PIN is refused.',
    spec: [{ document: 'CTAP 2.3', section: '6.5.5.7.1' }],
    needs: { pin: 'set', pinTries: 2 },
    runs: 1,
    applies: hasClientPin,
    statuses: [ctapStatus.CTAP2_ERR_PIN_INVALID],
    cases: eachProtocol,
    request: async (context, protocol) => {
      const bytes = clientPinBytes(await pinRequest(context, { way: 'getPinToken', protocol }, knownPin(context)));
      await tryPin(context, { way: 'getPinToken', protocol }, wrongPin(context));
      return { what: 'getPinToken made before a wrong PIN and sent after it', bytes };
    },
    after: restorePin,
  }),
];

function keyAgreementBytes(protocol: ProtocolNumber): Uint8Array {
  return clientPinBytes({ pinUvAuthProtocol: protocol, subCommand: clientPinSubCommand.getKeyAgreement });
}

/** The answer to getKeyAgreement as it came. */
async function keyOf({ device }: RuleContext, protocol: ProtocolNumber): Promise<Uint8Array> {
  const reply = await device.send(keyAgreementBytes(protocol));
  expectThat(reply.status === 0, 'getKeyAgreement to be served', () => statusName(reply.status));
  return reply.body;
}
