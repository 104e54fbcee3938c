import { HidEndpoint } from '../../../../simulators/endpoints/hid-endpoint.ts';
import type { HidEvent } from '../../../../simulators/endpoints/hid-event.ts';
import type { HidPolicy } from '../../../../simulators/endpoints/hid-policy.ts';
import { soundHidPolicy } from '../../../../simulators/endpoints/hid-policy.ts';
import type { HidProfile } from '../../../../simulators/endpoints/hid-profile.ts';
import { hidProfile } from '../../../../simulators/endpoints/hid-profile.ts';
import { readUint32 } from '../../../../src/bytes/bytes.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { HidAssembler, type HidMessage } from '../../../../src/transport/hid/assembler.ts';
import { BROADCAST_CHANNEL, hidCommand, parsePacket, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { FakePerson, FakeResponder } from './fake-responder.ts';

/** A HidEndpoint with a fake authenticator, spoken to in messages. */
export class HidRig {
  readonly responder = new FakeResponder();
  readonly person = new FakePerson();
  readonly events: HidEvent[] = [];
  readonly endpoint: HidEndpoint;
  nowMs = 1000;

  constructor(options: { policy?: Partial<HidPolicy>; profile?: Partial<HidProfile> } = {}) {
    this.endpoint = new HidEndpoint({
      responder: this.responder,
      presence: this.person,
      random: seededRandom('hid rig'),
      policy: { ...soundHidPolicy, ...options.policy },
      profile: hidProfile(options.profile),
      onEvent: (event) => this.events.push(event),
    });
  }

  /** Sends reports one after another; gives everything that came back as messages. */
  reports(...reports: Uint8Array[]): HidMessage[] {
    return messages(reports.flatMap((report) => this.endpoint.receive(report, this.nowMs)));
  }

  send(channel: number, command: number, payload: Uint8Array | number[] = []): HidMessage[] {
    return this.reports(...this.split(channel, command, payload));
  }

  split(channel: number, command: number, payload: Uint8Array | number[]): Uint8Array[] {
    return splitMessage(channel, command, Uint8Array.from(payload), this.endpoint.profile.reportSize);
  }

  /** Lets time pass, ticking when due; gives what came with its time. */
  pass(ms: number): (HidMessage & { atMs: number })[] {
    const endMs = this.nowMs + ms;
    const heard: (HidMessage & { atMs: number })[] = [];
    for (let ticks = 0; ; ticks += 1) {
      const wakeMs = this.endpoint.nextWakeMs();
      if (wakeMs === undefined || wakeMs > endMs) break;
      if (ticks > 100_000) throw new Error('hid rig: expected an end of ticks, received 100000');
      this.nowMs = Math.max(this.nowMs, wakeMs);
      for (const message of messages(this.endpoint.tick(this.nowMs))) heard.push({ ...message, atMs: this.nowMs });
    }
    this.nowMs = endMs;
    return heard;
  }

  /** A new channel. */
  open(nonce = [1, 2, 3, 4, 5, 6, 7, 8]): number {
    const [answer] = this.send(BROADCAST_CHANNEL, hidCommand.INIT, nonce);
    return readUint32(answer!.payload, 8);
  }
}

/** Reports as messages. */
export function messages(reports: readonly Uint8Array[]): HidMessage[] {
  const assembler = new HidAssembler();
  return reports.flatMap((report) => assembler.accept(parsePacket(report)) ?? []);
}
