import type { VirtualClock } from '../../../../src/env/manual-clock.ts';
import type { HidMessage } from '../../../../src/transport/hid/assembler.ts';
import { HidAssembler } from '../../../../src/transport/hid/assembler.ts';
import { parsePacket, splitMessage } from '../../../../src/transport/hid/packet.ts';
import type { ReportPort } from '../../../../src/transport/ports.ts';

/** What a scripted device sends: a message, raw reports, or silence for a while. */
export type Said =
  | { channel: number; command: number; payload: Uint8Array }
  | { reports: Uint8Array[] }
  | { afterMs: number };

/** A device that says what a test wrote for each message it hears. */
export class ScriptedPort implements ReportPort {
  readonly name = 'scripted';
  readonly reportSize = 64;
  readonly heard: HidMessage[] = [];
  #toSay: (Uint8Array | number)[] = [];
  readonly #assembler = new HidAssembler();
  readonly #clock: VirtualClock;
  readonly #script: (message: HidMessage, index: number) => Said[];

  constructor(clock: VirtualClock, script: (message: HidMessage, index: number) => Said[]) {
    this.#clock = clock;
    this.#script = script;
  }

  say(...things: Said[]): void {
    for (const thing of things) {
      if ('afterMs' in thing) this.#toSay.push(thing.afterMs);
      else if ('reports' in thing) this.#toSay.push(...thing.reports);
      else this.#toSay.push(...splitMessage(thing.channel, thing.command, thing.payload));
    }
  }

  async write(report: Uint8Array): Promise<void> {
    const packet = parsePacket(report);
    if (packet.kind === 'continuation' && !this.#assembler.isMidMessage) return;
    const message = this.#assembler.accept(packet);
    if (message === undefined) return;
    this.heard.push(message);
    this.say(...this.#script(message, this.heard.length - 1));
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    let left = timeoutMs;
    for (;;) {
      const next = this.#toSay[0];
      if (next instanceof Uint8Array) {
        this.#toSay.shift();
        return next;
      }
      if (next === undefined || next > left) {
        if (next !== undefined) this.#toSay[0] = next - left;
        this.#clock.advance(left);
        return undefined;
      }
      this.#clock.advance(next);
      left -= next;
      this.#toSay.shift();
    }
  }

  async close(): Promise<void> {
    this.#toSay = [];
  }
}
