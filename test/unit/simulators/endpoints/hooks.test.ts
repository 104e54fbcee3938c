import { describe, expect, it } from 'vitest';
import { CardEndpoint } from '../../../../simulators/endpoints/card-endpoint.ts';
import { soundCardPolicy } from '../../../../simulators/endpoints/card-policy.ts';
import { soundHidPolicy } from '../../../../simulators/endpoints/hid-policy.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import { BROADCAST_CHANNEL, hidCommand } from '../../../../src/transport/hid/packet.ts';
import { FakePerson, FakeResponder, fakeCommand } from './fake-responder.ts';
import { HidRig } from './hid-rig.ts';

/** A policy that notes which of its decisions were asked for. */
function noting<Policy extends object>(policy: Policy): { policy: Policy; asked: Set<string | symbol> } {
  const asked = new Set<string | symbol>();
  const get = (target: Policy, key: string | symbol, receiver: unknown): unknown => {
    asked.add(key);
    return Reflect.get(target, key, receiver);
  };
  return { policy: new Proxy(policy, { get }), asked };
}

describe('HidPolicy', () => {
  it('has no decision that the endpoint never asks for', () => {
    const { policy, asked } = noting(soundHidPolicy);
    const decisions = Object.keys(soundHidPolicy) as (keyof typeof soundHidPolicy)[];
    const forwarded = Object.fromEntries(
      decisions.map((key) => [key, (...values: never[]) => (policy[key] as (...given: never[]) => unknown)(...values)]),
    );
    const rig = new HidRig({ policy: forwarded, profile: { processingMs: 0 } });
    const { PING, CBOR, MSG, LOCK, WINK, INIT, CANCEL } = hidCommand;
    const channel = rig.open();
    rig.send(channel, INIT, new Uint8Array(8));
    rig.send(channel, PING, new Uint8Array(100));
    rig.send(channel, MSG, [0, 3, 0, 0]);
    rig.send(channel, WINK);
    rig.send(channel, LOCK, [1]);
    rig.send(channel, CANCEL);
    rig.send(BROADCAST_CHANNEL, INIT, new Uint8Array(8));
    rig.reports(rig.split(channel, PING, new Uint8Array(100))[1]!);
    const [first] = rig.split(channel, PING, new Uint8Array(100));
    rig.reports(first!, first!);
    rig.reports(first!);
    rig.pass(1000);
    rig.person.manner = 'waiting';
    rig.send(channel, CBOR, [fakeCommand.touch]);
    rig.send(channel, INIT, new Uint8Array(8));
    rig.send(channel, CBOR, [fakeCommand.touch]);
    rig.send(channel, CANCEL);
    rig.endpoint.powerCycle(rig.nowMs);
    expect(decisions.filter((key) => !asked.has(key))).toEqual([]);
    expect(decisions.length).toBeGreaterThan(30);
  });
});

describe('CardPolicy', () => {
  it('has no decision that the endpoint never asks for', () => {
    const { policy, asked } = noting(soundCardPolicy);
    const person = new FakePerson();
    const card = new CardEndpoint({ responder: new FakeResponder(), presence: person, policy });
    const select = '00a4040008a0000006472f0001';
    const script = [
      ['8010000001 04', '00a4040001 00', select, '00a4040001 00', '40000000', '00990000', '8010400001 04', '801000'],
      [
        '8010800003 420300',
        '00c0000040',
        '00c0000000',
        '00c0000000',
        '00c0000000',
        '9010800001 40',
        '8010800001 05',
        '00030000',
      ],
      ['8011000000', '8012010000', select],
    ].flat();
    for (const apdu of script) card.transmit(fromHex(apdu), 0);
    person.manner = 'waiting';
    for (const apdu of ['8010800001 0b', '8011110000']) card.transmit(fromHex(apdu), 0);
    card.powerCycle(0);
    const decisions = Object.keys(soundCardPolicy);
    expect(decisions.filter((key) => !asked.has(key))).toEqual([]);
    expect(decisions.length).toBeGreaterThan(30);
  });
});
