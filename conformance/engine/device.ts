import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { PinUv } from '../../src/client/pin-uv.ts';
import type { Env } from '../../src/env/env.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import type { CardPort, CtapLink, ExchangeOptions, ReportPort } from '../../src/transport/ports.ts';
import type { Device, KnownPin } from '../vocabulary/device.ts';
import type { Rule } from '../vocabulary/rule.ts';
import type { KeyKeeper } from './key-keeper.ts';
import { preferredProtocol } from './key-keeper.ts';
import type { Session } from './session.ts';

/** The raw wires of one rule; opened before it, closed after it. */
export interface Wires {
  hid: ReportPort | undefined;
  card: CardPort | undefined;
}

/** The key as one rule sees it. */
export function ruleDevice(
  rule: Rule,
  session: Session,
  link: CtapLink,
  keeper: KeyKeeper,
  wires: Wires,
  env: Env,
): Device {
  const client = new Ctap2Client(link);
  const uv = (protocol?: 1 | 2): PinUv =>
    new PinUv(client, protocol ?? preferredProtocol(keeper.facts.info), env.random);
  return {
    get facts() {
      return keeper.facts;
    },
    client,
    get pin(): KnownPin | undefined {
      const { pin } = keeper;
      if (pin === undefined) return undefined;
      return { pin, uv };
    },
    uv,
    send: async (request, options = {}) => {
      const keepalives: number[] = [];
      const exchange: ExchangeOptions = { ...options, onKeepalive: (status) => keepalives.push(status) };
      const answer = await link.ctap2(request, exchange);
      const status = answer[0];
      if (status === undefined) {
        throw new TransportError(link.name, 'protocol', 'frame', 'expected a status byte, received an empty answer');
      }
      return { status, body: answer.subarray(1), keepalives };
    },
    u2f: async (apdu) => {
      const answer = await link.ctap1(apdu);
      if (answer.length < 2) {
        throw new TransportError(
          link.name,
          'protocol',
          'frame',
          `expected a status word, received ${answer.length} bytes`,
        );
      }
      const end = answer.length - 2;
      return { data: answer.subarray(0, end), sw: (answer[end]! << 8) | answer[end + 1]! };
    },
    freshInfo: () => keeper.read(),
    get hid() {
      return wires.hid;
    },
    get card() {
      return wires.card;
    },
    touch: (manner) => {
      if (session.setTouch === undefined) throw new TypeError('Device.touch: this session cannot answer touches');
      session.setTouch(manner);
    },
    powerCycle: () => keeper.powerCycle(),
    reset: () => keeper.resetFor(rule),
    wait: (ms) => session.env.clock.sleep(ms),
  };
}
