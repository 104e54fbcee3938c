import fc from 'fast-check';
import { concat } from '../../../src/bytes/bytes.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborKey, CborValue } from '../../../src/codec/cbor/value.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, NotApplicable } from '../../vocabulary/violation.ts';
import { rawRequest, requestOfMap } from '../ceremony/raw-request.ts';
import { expectAccepted, expectRefused, expectUnchanged, observableState } from '../ceremony/refusal.ts';
import type { SpoiledCommand } from './sound-request.ts';
import { commandsOf, soundRequest } from './sound-request.ts';

const encoding: SpecReference = { document: 'CTAP 2.3', section: '8' };

/** Something heavy laid into a sound request as an unknown member or extension. */
interface Burden {
  readonly nested: number;
  readonly extensions: number;
  readonly key: 'none' | '2^40' | '2^64 - 1' | '-1' | '-2^64' | 'text' | 'bytes';
}

const keys: Readonly<Record<Burden['key'], CborKey | undefined>> = {
  none: undefined,
  '2^40': 2 ** 40,
  '2^64 - 1': 2n ** 64n - 1n,
  '-1': -1,
  '-2^64': -(2n ** 64n),
  text: 'zz',
  bytes: Uint8Array.of(1),
};

const burdens: fc.Arbitrary<Burden> = fc.oneof(
  fc.record({
    nested: fc.integer({ min: 1, max: 400 }),
    extensions: fc.constant(0),
    key: fc.constant('none' as const),
  }),
  fc.record({
    nested: fc.constant(0),
    extensions: fc.integer({ min: 1, max: 300 }),
    key: fc.constant('none' as const),
  }),
  fc.record({
    nested: fc.constant(0),
    extensions: fc.constant(0),
    key: fc.constantFrom<Burden['key'][]>('2^40', '2^64 - 1', '-1', '-2^64', 'text', 'bytes'),
  }),
);

/** Bytes of a makeCredential under a burden; nesting is made by hand, since no encoder of ours goes so deep. */
async function burdened(context: RuleContext, { nested, extensions, key }: Burden): Promise<Uint8Array> {
  const { command, parameters } = await soundRequest(context, 'makeCredential');
  if (extensions > 0) {
    parameters.set(
      0x06,
      new Map(Array.from({ length: extensions }, (_, index): [string, CborValue] => [`x${index}`, true])),
    );
  }
  const own = keys[key];
  if (own !== undefined) parameters.set(own, 1);
  const bytes = encodeCbor(parameters);
  // one more member, key 0x17, the last of the one-byte keys and so in order: arrays of one element each
  const request =
    nested === 0
      ? rawRequest(command, bytes)
      : rawRequest(
          command,
          concat(
            Uint8Array.of(bytes[0]! + 1),
            bytes.subarray(1),
            Uint8Array.of(0x17),
            new Uint8Array(nested).fill(0x81),
            Uint8Array.of(0x00),
          ),
        );
  if (request.length > context.device.facts.info.maxMsgSize) throw new NotApplicable('more than maxMsgSize');
  return request;
}

/** Duties of a key that is given what it cannot have expected. */
export const hardshipRules: readonly Rule[] = [
  rule<[{ command: SpoiledCommand; key: number; value: CborValue }]>({
    id: 'cbor.requests.unknown-keys-ignored',
    level: 'MUST',
    says: 'A key of a request that no standard defines is ignored, in every command.',
    spec: [encoding],
    needs: { touches: 2 },
    runs: 12,
    property: (context) =>
      fc.asyncProperty(
        fc.record({
          command: fc.constantFrom(...commandsOf(context.device.facts)),
          key: fc.constantFrom(0x20, 0x7f, 0x100),
          value: fc.constantFrom<CborValue[]>(1, 'text', Uint8Array.of(1), [1]),
        }),
        async ({ command: name, key, value }) => {
          const { command, parameters } = await soundRequest(context, name);
          parameters.set(key, value);
          expectAccepted(
            await context.device.send(requestOfMap(command, parameters)),
            `${name} with the unknown key ${key}`,
          );
        },
      ),
  }),
  rule<[Burden]>({
    id: 'cbor.requests.survived',
    level: 'MUST',
    says: 'A request nested hundreds deep, with hundreds of extensions or with outlandish keys is answered, and the key is as it was.',
    spec: [encoding],
    needs: { touches: 2 },
    property: (context) =>
      fc.asyncProperty(burdens, async (burden) => {
        const { device } = context;
        const request = await burdened(context, burden);
        const before = await observableState(device);
        const reply = await device.send(request);
        expectThat(
          reply.status === 0 || reply.body.length === 0,
          'a refusal of one status byte',
          `${reply.body.length} more bytes`,
        );
        if (reply.status !== 0) await expectUnchanged(device, before, 'a heavy request that was refused');
        const { command, parameters } = await soundRequest(context, 'makeCredential');
        expectAccepted(
          await device.send(requestOfMap(command, parameters)),
          'a plain makeCredential after a heavy one',
        );
      }),
  }),
  rule<[{ command: 'makeCredential' | 'getAssertion'; parameters: Uint8Array }]>({
    id: 'cbor.requests.noise',
    level: 'MUST',
    says: 'Parameters that are no request at all, none or any bytes, are refused and change nothing.',
    spec: [encoding],
    needs: { writes: true },
    runs: 60,
    property: (context) =>
      fc.asyncProperty(
        fc.record({
          command: fc.constantFrom('makeCredential', 'getAssertion'),
          parameters: fc.oneof(
            fc.uint8Array({ maxLength: 80 }),
            // a map, so that a reader gets past its first byte
            fc.uint8Array({ minLength: 1, maxLength: 80 }).map((bytes) => bytes.with(0, 0xa0 | (bytes[0]! & 0x0f))),
          ),
        }),
        async ({ command, parameters }) => {
          const { device } = context;
          const before = await observableState(device);
          const what = `${command} with noise for parameters`;
          expectRefused(await device.send(rawRequest(ctapCommand[command], parameters)), what);
          await expectUnchanged(device, before, what);
        },
      ),
  }),
];
