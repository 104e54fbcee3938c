import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardEndpoint } from '../../../../simulators/endpoints/card-endpoint.ts';
import { cardProfile } from '../../../../simulators/endpoints/card-profile.ts';
import { HidEndpoint } from '../../../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../../../simulators/endpoints/hid-profile.ts';
import { readUint32 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { parseApdu, parseResponse } from '../../../../src/transport/card/apdu.ts';
import { HidAssembler } from '../../../../src/transport/hid/assembler.ts';
import { BROADCAST_CHANNEL, hidCommand, parsePacket, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { FakePerson, FakeResponder, fakeCommand } from './fake-responder.ts';
import { messages } from './hid-rig.ts';

/** What is done to an endpoint: bytes, or time that passes, or a person that changes manner. */
type Step =
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'pass'; ms: number }
  | { kind: 'person'; manner: FakePerson['manner'] }
  | { kind: 'power' };

const RUNS = 1000;
const STEPS = 110;
let fed = 0;

const others: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(0, 1, 75, 100, 499, 500, 2000, 40_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('person' as const),
      manner: fc.constantFrom<FakePerson['manner'][]>('granted', 'declined', 'mismatch', 'waiting', 'waiting'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('power' as const) }) },
);

function steps(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Step[]> {
  const fed = bytes.map((value): Step => ({ kind: 'bytes', bytes: value }));
  return fc.array(fc.oneof({ weight: 12, arbitrary: fed }, { weight: 1, arbitrary: others }), {
    minLength: STEPS,
    maxLength: STEPS,
  });
}

// the first channel that this endpoint gives is known, so that structured packets meet it
const random = () => seededRandom('fuzz');
const firstChannel = readUint32(random().bytes(4));
const channels = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(firstChannel, (firstChannel + 1) >>> 0) },
  { weight: 2, arbitrary: fc.constantFrom(0, BROADCAST_CHANNEL) },
  { weight: 1, arbitrary: fc.nat(0xffff_ffff) },
);
const commands = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...Object.values(hidCommand)) },
  { weight: 1, arbitrary: fc.nat(0x7f) },
);
const endingCommands = Object.values(fakeCommand).filter((command) => command !== fakeCommand.stubborn);
const requests = fc
  .tuple(fc.constantFrom(...endingCommands, 0x99), fc.uint8Array({ maxLength: 70 }))
  .map(([command, rest]) => Uint8Array.of(command, ...rest));

const structuredReports = fc
  .record({
    channel: channels,
    command: commands,
    payload: fc.oneof(requests, fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 8, maxLength: 8 })),
    packet: fc.nat(3),
    spoil: fc.option(fc.tuple(fc.integer({ min: 4, max: 10 }), fc.nat(255)), { freq: 4, nil: undefined }),
  })
  .map(({ channel, command, payload, packet, spoil }) => {
    const split = splitMessage(channel, command, payload);
    const report = split[packet % split.length]!;
    if (spoil !== undefined) report[spoil[0]] = spoil[1];
    return report;
  });
const reports = fc.oneof(
  { weight: 5, arbitrary: structuredReports },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }) },
);

describe('HidEndpoint under any packets', () => {
  it('never throws, never hangs, and lives on', () => {
    const profiles = fc.record({
      channels: fc.constantFrom('strict' as const, 'lenient' as const),
      timeoutError: fc.boolean(),
      processingMs: fc.constantFrom(0, 0, 150),
      maxMessage: fc.constantFrom(7609, 100),
    });
    fc.assert(
      fc.property(profiles, steps(reports), (profile, todo) => {
        const responder = new FakeResponder();
        const person = new FakePerson();
        const endpoint = new HidEndpoint({
          responder,
          presence: person,
          random: random(),
          profile: hidProfile(profile),
        });
        let nowMs = 0;
        const pass = (ms: number): void => {
          const endMs = nowMs + ms;
          for (let ticks = 0; ; ticks += 1) {
            const wakeMs = endpoint.nextWakeMs();
            if (wakeMs === undefined || wakeMs > endMs) break;
            expect(ticks).toBeLessThan(5000);
            nowMs = Math.max(nowMs, wakeMs);
            check(endpoint.tick(nowMs));
          }
          nowMs = endMs;
        };
        endpoint.receive(splitMessage(BROADCAST_CHANNEL, hidCommand.INIT, new Uint8Array(8))[0]!, nowMs);
        for (const step of todo) {
          if (step.kind === 'bytes') {
            fed += 1;
            check(endpoint.receive(step.bytes, nowMs));
          } else if (step.kind === 'pass') pass(step.ms);
          else if (step.kind === 'person') person.manner = step.manner;
          else endpoint.powerCycle(nowMs);
        }
        pass(60_000);
        const [greeting] = messages(
          endpoint.receive(splitMessage(BROADCAST_CHANNEL, hidCommand.INIT, new Uint8Array(8).fill(5))[0]!, nowMs),
        );
        expect(greeting?.payload.length).toBe(17);
        const channel = readUint32(greeting!.payload, 8);
        const echoed = splitMessage(channel, hidCommand.PING, Uint8Array.of(1, 2, 3)).flatMap((report) =>
          endpoint.receive(report, nowMs),
        );
        expect(messages(echoed)).toEqual([{ channel, command: hidCommand.PING, payload: Uint8Array.of(1, 2, 3) }]);
        expect([responder.open, responder.overlaps]).toEqual([0, 0]);
      }),
      { numRuns: RUNS },
    );
  });
});

function check(out: readonly Uint8Array[]): void {
  for (const report of out) if (report.length !== 64) expect(report.length).toBe(64);
}

const classes = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0x00, 0x10, 0x80, 0x90) },
  { weight: 1, arbitrary: fc.nat(255) },
);
const instructions = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0x01, 0x02, 0x03, 0x10, 0x10, 0x10, 0x11, 0x12, 0xc0, 0xa4) },
  { weight: 1, arbitrary: fc.nat(255) },
);
const structuredApdus = fc
  .record({
    cla: classes,
    ins: instructions,
    p1: fc.constantFrom(0, 1, 4, 0x11, 0x80, 0xff),
    p2: fc.constantFrom(0, 0, 0, 1),
    data: fc.oneof(requests, fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(0))),
    tail: fc.constantFrom<number[][]>([], [0], [5], [0, 0], [1, 0], [1, 2, 3]),
    lengths: fc.constantFrom('short', 'extended', 'none', 'wrong'),
  })
  .map(({ cla, ins, p1, p2, data, tail, lengths }) => {
    const lc = {
      short: [data.length],
      extended: [0, data.length >>> 8, data.length & 0xff],
      none: [],
      wrong: [data.length + 1],
    }[lengths]!;
    return Uint8Array.of(cla, ins, p1, p2, ...(data.length === 0 && lengths === 'short' ? [] : lc), ...data, ...tail);
  });
const SELECT = fromHex('00a4040008a0000006472f000100');
const apdus = fc.oneof(
  { weight: 6, arbitrary: structuredApdus },
  { weight: 1, arbitrary: fc.constant(SELECT) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
);

describe('CardEndpoint under any APDUs', () => {
  it('never throws, always answers with a status word, and lives on', () => {
    const profiles = fc.record({
      form: fc.constantFrom('short' as const, 'extended' as const),
      chunkLength: fc.constantFrom(1, 16, 256),
      nfcctapGetResponse: fc.boolean(),
      insistsOnLe: fc.boolean(),
      maxMessage: fc.constantFrom(7609, 100),
    });
    fc.assert(
      fc.property(profiles, steps(apdus), (profile, todo) => {
        const responder = new FakeResponder();
        const presence = new FakePerson();
        const card = new CardEndpoint({ responder, presence, profile: cardProfile(profile) });
        let nowMs = 0;
        card.transmit(SELECT, nowMs);
        for (const step of todo) {
          if (step.kind === 'bytes') {
            fed += 1;
            const answer = card.transmit(step.bytes, nowMs);
            if (answer.length < 2 || answer.length > 65_538) expect(answer.length).toBe(2);
            nowMs += card.busyMs;
          } else if (step.kind === 'pass') nowMs += step.ms;
          else if (step.kind === 'person') presence.manner = step.manner;
          else card.powerCycle(nowMs);
        }
        expect(parseResponse(card.transmit(SELECT, nowMs)).sw & 0xff00).toBe(profile.chunkLength < 6 ? 0x6100 : 0x9000);
        const echo = parseResponse(card.transmit(fromHex('8010000002 405500'), nowMs));
        expect([0x9000, 0x6101]).toContain(echo.sw);
        expect([responder.open, responder.overlaps]).toEqual([0, 0]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the readers of the host', () => {
  it('give a value or a DecodeError for any packets and APDUs', () => {
    const assembler = new HidAssembler();
    fc.assert(
      fc.property(reports, apdus, (report, apdu) => {
        fed += 2;
        for (const read of [
          () => assembler.accept(parsePacket(report)),
          () => parseApdu(apdu),
          () => parseResponse(apdu),
        ]) {
          try {
            read();
          } catch (error) {
            if (!(error instanceof DecodeError)) throw error;
          }
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('were all fed: at least 200,000 inputs in this file', () => {
    expect(fed).toBeGreaterThanOrEqual(200_000);
  });
});
