import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { appletCard } from '../../../../simulators/backends/applet-card.ts';
import { answerToReset } from '../../../../simulators/backends/atr.ts';
import { cardExchange } from '../../../../simulators/backends/card-device.ts';
import { connectVpcd, type VpcdCard, type VpcdEvent } from '../../../../simulators/backends/vpcd.ts';
import { CardEndpoint } from '../../../../simulators/endpoints/card-endpoint.ts';
import { cardProfile } from '../../../../simulators/endpoints/card-profile.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import { VirtualClock } from '../../../../src/env/manual-clock.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { systemEnv } from '../../../../src/env/system.ts';
import { encodeApdu } from '../../../../src/transport/card/apdu.ts';
import { FIDO_AID } from '../../../../src/transport/card/fido-applet.ts';
import { LengthPrefixedReader, lengthPrefixed } from '../../../../src/transport/length-prefixed.ts';
import { FakePerson, FakeResponder, fakeCommand } from '../endpoints/fake-responder.ts';

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

/** A reader as vpcd is one: waits for the card, sends messages, gets messages. */
class Reader {
  readonly server: Server = createServer();
  socket: Socket | undefined;
  readonly #got: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  chunks = 0;

  constructor() {
    this.server.on('connection', (socket) => {
      this.socket = socket;
      const frames = new LengthPrefixedReader();
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        this.chunks += 1;
        this.#got.push(...frames.push(chunk));
        this.#wake?.();
      });
    });
  }

  async listen(port = 0): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.socket?.destroy();
    await closed;
  }

  send(...message: number[]): void {
    this.socket!.write(lengthPrefixed(Uint8Array.from(message)));
  }

  async next(): Promise<string> {
    while (this.#got.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return toHex(this.#got.shift()!);
  }

  async ask(...message: number[]): Promise<string> {
    this.send(...message);
    return this.next();
  }
}

interface Inserted {
  readonly reader: Reader;
  readonly card: VpcdCard;
  readonly responder: FakeResponder;
  readonly person: FakePerson;
  readonly events: VpcdEvent[];
}

const atr = answerToReset({ form: 'extended' }, 'contactless');

async function insert(): Promise<Inserted> {
  const reader = new Reader();
  const port = await reader.listen();
  toClose.push(() => reader.close());
  const responder = new FakeResponder();
  const person = new FakePerson();
  const endpoint = new CardEndpoint({ responder, presence: person, profile: cardProfile({ pollMs: 1 }) });
  const events: VpcdEvent[] = [];
  const connected = once(reader.server, 'connection');
  const card = await connectVpcd({
    card: appletCard([{ aid: FIDO_AID, device: endpoint }]),
    env: systemEnv,
    atr,
    port,
    onEvent: (event) => events.push(event),
  });
  await connected;
  toClose.push(() => card.close());
  return { reader, card, responder, person, events };
}

const select = [...encodeApdu({ cla: 0, ins: 0xa4, p1: 4, data: FIDO_AID, le: 256 }, 'short')];
const version = toHex(new TextEncoder().encode('U2F_V2'));
const message = (command: number, p1 = 0): number[] => [
  ...encodeApdu({ cla: 0x80, ins: 0x10, p1, data: Uint8Array.of(command), le: 256 }, 'short'),
];

describe('connectVpcd', () => {
  it('tells its ATR, obeys power, and carries APDUs, each answer in one piece', async () => {
    const { reader, responder } = await insert();
    expect(await reader.ask(4)).toBe(toHex(atr));
    reader.send(1);
    expect(await reader.ask(...select)).toBe(`${version}9000`);
    expect(responder.powerCycles).toBe(1);
    reader.send(0);
    reader.send(1);
    expect(await reader.ask(...message(fakeCommand.echo))).toBe('6985');
    expect(responder.powerCycles).toBe(2);
    reader.send(2);
    expect(await reader.ask(...select)).toBe(`${version}9000`);
    expect(responder.powerCycles).toBe(3);
    expect(reader.chunks).toBe(4);
  });

  it('holds its answer back while the person is away, for a host that knows no polling', async () => {
    const { reader, person } = await insert();
    await reader.ask(...select);
    person.manner = 'waiting';
    reader.send(...message(fakeCommand.touch));
    await reader.ask(4);
    person.manner = 'granted';
    expect(await reader.next()).toBe('009000');
  });

  it('tells its wait to a host that polls', async () => {
    const { reader, person } = await insert();
    await reader.ask(...select);
    person.manner = 'waiting';
    expect((await reader.ask(...message(fakeCommand.touch, 0x80))).slice(-4)).toBe('9100');
    person.manner = 'granted';
    expect(await reader.ask(0x80, 0x11, 0, 0, 0)).toBe('009000');
  });

  it('forgets a command that is held back when the reader cuts the power', async () => {
    const { reader, person, responder } = await insert();
    await reader.ask(...select);
    person.manner = 'waiting';
    reader.send(...message(fakeCommand.touch));
    reader.send(0);
    reader.send(1);
    await reader.ask(4);
    person.manner = 'granted';
    expect(await reader.ask(...select)).toBe(`${version}9000`);
    expect(responder).toMatchObject({ open: 0, overlaps: 0 });
  });

  it('comes back when the reader was restarted, without its selection', async () => {
    const { reader, events } = await insert();
    const { port } = reader.server.address() as { port: number };
    await reader.ask(...select);
    await reader.close();
    const again = new Reader();
    await again.listen(port);
    toClose.push(() => again.close());
    await once(again.server, 'connection');
    expect(await again.ask(...message(fakeCommand.echo))).toBe('6985');
    expect(events.map(({ kind }) => kind)).toEqual(['reader-gone', 'reader-back']);
  });

  it('leaves the field where the card has no answer, and comes back', async () => {
    const reader = new Reader();
    const port = await reader.listen();
    toClose.push(() => reader.close());
    const connected = once(reader.server, 'connection');
    let powerCycles = 0;
    const mute = {
      profile: { pollMs: 1 },
      begin: () => new Uint8Array(0),
      poll: () => undefined,
      powerCycle: () => {
        powerCycles += 1;
      },
    };
    const card = await connectVpcd({ card: mute, env: systemEnv, atr, port });
    toClose.push(() => card.close());
    await connected;
    const gone = once(reader.socket!, 'close');
    const back = once(reader.server, 'connection');
    reader.send(...select);
    await Promise.all([gone, back]);
    expect(powerCycles).toBe(1);
    expect(await reader.ask(4)).toBe(toHex(atr));
  });

  it('leaves the field and comes back as another connection', async () => {
    const { reader, card, responder } = await insert();
    const closed = once(reader.socket!, 'close');
    const back = once(reader.server, 'connection');
    await card.replug();
    await closed;
    await back;
    expect(responder.powerCycles).toBe(1);
    expect(await reader.ask(4)).toBe(toHex(atr));
  });

  it.each([
    ['no byte', []],
    ['an unknown control', [7]],
    ['half an APDU', [0, 0xa4, 4]],
  ])('ends the connection at %s, says so and comes back', async (_, bytes) => {
    const { reader, events } = await insert();
    const back = once(reader.server, 'connection');
    reader.send(...bytes);
    await back;
    expect(events[0]).toMatchObject({ kind: 'nonsense', error: { code: 'bad-frame' } });
    expect(await reader.ask(4)).toBe(toHex(atr));
  });

  it('says which service is missing when no reader listens', async () => {
    const reader = new Reader();
    const port = await reader.listen();
    await reader.close();
    const card = new CardEndpoint({ responder: new FakeResponder(), presence: new FakePerson() });
    await expect(connectVpcd({ card, env: systemEnv, atr, port })).rejects.toMatchObject({
      name: 'BackendError',
      code: 'no-peer',
      message: expect.stringContaining(`vpcd:127.0.0.1:${port}: no virtual reader listens there: is pcscd running`),
    });
  });
});

describe('answerToReset', () => {
  it.each([
    ['extended', 'contactless', '3b8b80018073c021c0554649444f32'],
    ['short', 'contactless', '3b8b80018073c02180554649444f32'],
    ['extended', 'contact', '3b8b8131fe158073c021c0554649444f32'],
  ] as const)('of %s lengths, %s', (form, kind, expected) => {
    const bytes = answerToReset({ form }, kind);
    expect(toHex(bytes.subarray(0, -1))).toBe(expected);
    expect(bytes.subarray(1).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
  });
});

describe('appletCard', () => {
  const other = Uint8Array.of(0xa0, 0, 0, 5, 0x27, 0x21, 1);

  function card(): ReturnType<typeof appletCard> {
    const fido = new CardEndpoint({ responder: new FakeResponder(), presence: new FakePerson() });
    const device = { begin: () => Uint8Array.of(0x11, 0x90, 0), poll: () => undefined, powerCycle: () => undefined };
    return appletCard([
      { aid: FIDO_AID, device: fido },
      { aid: other, device: { ...device, profile: { pollMs: 50 } } },
    ]);
  }
  const selectOf = (aid: Uint8Array): Uint8Array =>
    encodeApdu({ cla: 0, ins: 0xa4, p1: 4, data: aid, le: 256 }, 'short');
  const answer = (device: ReturnType<typeof appletCard>, apdu: Uint8Array): string => toHex(device.begin(apdu, 0)!);

  it('gives commands to the applet selected last, by its whole name or the beginning', () => {
    const device = card();
    const echo = Uint8Array.from(message(fakeCommand.echo));
    expect(answer(device, echo)).toBe('6985');
    expect(answer(device, selectOf(FIDO_AID))).toBe(`${version}9000`);
    expect(answer(device, echo)).toBe('009000');
    expect(answer(device, selectOf(other.subarray(0, 5)))).toBe('119000');
    expect(answer(device, echo)).toBe('119000');
    expect(answer(device, selectOf(FIDO_AID))).toBe(`${version}9000`);
    expect(answer(device, echo)).toBe('009000');
  });

  it('has the first applet answer a name that nobody has, and after a loss of power', () => {
    const device = card();
    expect(answer(device, selectOf(Uint8Array.of(1, 2, 3, 4, 5)))).toBe('6a82');
    answer(device, selectOf(other));
    device.powerCycle(0);
    expect(answer(device, Uint8Array.from(message(fakeCommand.echo)))).toBe('6985');
  });
});

describe('cardExchange', () => {
  it('looks at the card again as often as it says, tells how long that takes, and ends when nobody waits', async () => {
    const clock = new VirtualClock();
    const polls: number[] = [];
    const device = {
      begin: () => undefined,
      poll: (nowMs: number) => {
        polls.push(nowMs);
        return polls.length === 4 ? Uint8Array.of(0x90, 0) : undefined;
      },
      powerCycle: () => undefined,
      profile: { pollMs: 20 },
    };
    const env = { clock, random: seededRandom(1) };
    const startMs = clock.nowMs();
    const held: number[] = [];
    const wanted = { isWanted: () => true, onHold: (heldMs: number) => held.push(heldMs) };
    expect(await cardExchange(device, new Uint8Array(4), env, wanted)).toEqual(Uint8Array.of(0x90, 0));
    expect(polls.map((atMs) => atMs - startMs)).toEqual([20, 40, 60, 80]);
    expect(held).toEqual([0, 20, 40, 60]);
    expect(await cardExchange(device, new Uint8Array(4), env, { isWanted: () => false })).toBeUndefined();
    expect(polls).toHaveLength(4);
  });
});
