import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerToReset } from '../../../../simulators/backends/atr.ts';
import type { BackendError } from '../../../../simulators/backends/backend-error.ts';
import { serveUsbip, type UsbipServer } from '../../../../simulators/backends/usbip/server.ts';
import { CardEndpoint } from '../../../../simulators/endpoints/card-endpoint.ts';
import { HidEndpoint } from '../../../../simulators/endpoints/hid-endpoint.ts';
import { hidProfile } from '../../../../simulators/endpoints/hid-profile.ts';
import { concat, uint32, utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../../../src/bytes/hex.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { systemEnv } from '../../../../src/env/system.ts';
import { hidCommand, splitMessage } from '../../../../src/transport/hid/packet.ts';
import { FakePerson, FakeResponder } from '../endpoints/fake-responder.ts';

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const atr = answerToReset({ form: 'extended' }, 'contact');

interface Served {
  readonly server: UsbipServer;
  readonly responders: FakeResponder[];
  readonly errors: BackendError[];
}

async function serve(count = 1): Promise<Served> {
  const responders = Array.from({ length: count }, () => new FakeResponder());
  const errors: BackendError[] = [];
  const keys = responders.map((responder, index) => {
    const presence = new FakePerson();
    const profile = hidProfile({ channels: 'lenient' });
    return {
      endpoint: new HidEndpoint({ responder, presence, random: seededRandom(index), profile }),
      card: new CardEndpoint({ responder: new FakeResponder(), presence }),
      atr,
      env: systemEnv,
      serial: `TS${index}`,
    };
  });
  const server = await serveUsbip({ keys, port: 0, onError: (error) => errors.push(error) });
  toClose.push(() => server.close());
  return { server, responders, errors };
}

/** The client's end: sends, and takes bytes as they are due. */
class Client {
  readonly socket: Socket;
  #got = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #sequence = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.#got = Buffer.concat([this.#got, chunk]);
      this.#wake?.();
    });
  }

  async take(length: number): Promise<Uint8Array> {
    while (this.#got.length < length) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = new Uint8Array(this.#got.subarray(0, length));
    this.#got = this.#got.subarray(length);
    return taken;
  }

  get pending(): number {
    return this.#got.length;
  }

  async import(busId: string): Promise<number> {
    this.socket.write(concat(fromHex('0111800300000000'), padded(busId, 32)));
    const head = await this.take(8);
    const status = head[7]!;
    if (status === 0) await this.take(312);
    return status;
  }

  /** Sends CMD_SUBMIT; gives its sequence number. */
  submit(
    endpoint: number,
    direction: 'in' | 'out',
    length: number,
    data: Uint8Array = new Uint8Array(0),
    setup = '00'.repeat(8),
  ): number {
    this.#sequence += 1;
    const head = [1, this.#sequence, 0x1_0002, direction === 'in' ? 1 : 0, endpoint, 0, length, 0, 0, 0];
    this.socket.write(concat(...head.map(uint32), fromHex(setup), data));
    return this.#sequence;
  }

  unlink(unlinked: number): void {
    this.#sequence += 1;
    this.socket.write(concat(...[2, this.#sequence, 0x1_0002, 0, 0, unlinked].map(uint32), new Uint8Array(24)));
  }

  /** The next RET_SUBMIT or RET_UNLINK. */
  async reply(
    direction: 'in' | 'out',
  ): Promise<{ command: number; sequence: number; status: number; actual: number; data: string }> {
    const head = new DataView((await this.take(48)).buffer);
    const actual = head.getUint32(24);
    const command = head.getUint32(0);
    const data = direction === 'in' && command === 3 ? await this.take(actual) : new Uint8Array(0);
    return { command, sequence: head.getUint32(4), status: head.getInt32(20), actual, data: toHex(data) };
  }

  async control(setup: string): Promise<{ status: number; data: string }> {
    this.submit(0, 'in', 255, new Uint8Array(0), setup);
    const { status, data } = await this.reply('in');
    return { status, data };
  }

  async ccid(message: string): Promise<string> {
    const bytes = fromHex(message);
    this.submit(2, 'out', bytes.length, bytes);
    await this.reply('out');
    this.submit(2, 'in', 4096);
    return (await this.reply('in')).data;
  }
}

function padded(text: string, room: number): Uint8Array {
  const bytes = new Uint8Array(room);
  bytes.set(utf8(text));
  return bytes;
}

async function client(server: UsbipServer): Promise<Client> {
  const socket = connect({ port: server.port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  toClose.push(async () => socket.destroy());
  return new Client(socket);
}

async function attached(): Promise<Served & { usb: Client }> {
  const served = await serve();
  const usb = await client(served.server);
  expect(await usb.import('1-1')).toBe(0);
  return { ...served, usb };
}

const ping = splitMessage(0x11, hidCommand.PING, Uint8Array.of(0xaa, 0xbb), 64)[0]!;

describe('serveUsbip', () => {
  it('lists every key with its bus id and both interfaces', async () => {
    const { server } = await serve(2);
    const usb = await client(server);
    usb.socket.write(fromHex('0111800500000000'));
    expect(toHex(await usb.take(12))).toBe('011100050000000000000002');
    for (const busId of server.busIds) {
      const record = await usb.take(320);
      expect(record.subarray(256, 288)).toEqual(padded(busId, 32));
      expect(toHex(record.subarray(296))).toBe(
        '00000002' + '120900010100' + '000000' + '010102' + '03000000' + '0b000000',
      );
    }
  });

  it('gives a key to one host at a time, and says so', async () => {
    const { server, responders } = await serve();
    const [first, second, third] = [await client(server), await client(server), await client(server)];
    expect(await first.import('1-1')).toBe(0);
    expect(await second.import('1-1')).toBe(2);
    expect(await third.import('9-9')).toBe(4);
    const closed = once(first.socket, 'close');
    server.unplug('1-1');
    await closed;
    expect(await second.import('1-1')).toBe(0);
    expect(responders[0]?.powerCycles).toBe(1);
  });

  it('answers standard requests, and stalls what it does not know', async () => {
    const { usb } = await attached();
    expect(await usb.control('8006000100001200')).toEqual({ status: 0, data: '120100020000004009120100000101020301' });
    const configuration = await usb.control('800600020000ff00');
    const bytes = fromHex(configuration.data);
    expect(bytes[2]! | (bytes[3]! << 8)).toBe(bytes.length);
    expect(configuration.data).toContain('0921110100012222');
    expect((await usb.control('8006000200000900')).data).toBe(configuration.data.slice(0, 18));
    expect((await usb.control('800603030904ff00')).data).toBe('0803540053003000');
    expect((await usb.control('810600220000ff00')).data).toMatch(/^06d0f10901a101/);
    expect((await usb.control('8000000000000200')).data).toBe('0000');
    expect(await usb.control('8006000f00000500')).toEqual({ status: -32, data: '' });
    expect(await usb.control('c0aa000000000500')).toEqual({ status: -32, data: '' });
  });

  it('carries reports over its interrupt endpoints, whoever waits first', async () => {
    const { usb } = await attached();
    const waiting = usb.submit(1, 'in', 64);
    const sent = usb.submit(1, 'out', 64, ping);
    expect(await usb.reply('out')).toMatchObject({ sequence: sent, status: 0, actual: 64 });
    expect(await usb.reply('in')).toMatchObject({ sequence: waiting, status: 0, data: toHex(ping) });
    usb.submit(1, 'out', 64, ping);
    await usb.reply('out');
    usb.submit(1, 'in', 64);
    expect(await usb.reply('in')).toMatchObject({ status: 0, data: toHex(ping) });
  });

  it('takes output reports by SET_REPORT, too', async () => {
    const { usb } = await attached();
    usb.submit(0, 'out', 64, ping, '2109000200004000');
    expect(await usb.reply('out')).toMatchObject({ status: 0, actual: 64 });
    usb.submit(1, 'in', 64);
    expect(await usb.reply('in')).toMatchObject({ data: toHex(ping) });
  });

  it('takes a transfer back that waits, and leaves one that is answered', async () => {
    const { usb } = await attached();
    const waiting = usb.submit(1, 'in', 64);
    usb.unlink(waiting);
    expect(await usb.reply('in')).toMatchObject({ command: 4, status: -104 });
    usb.unlink(waiting);
    expect(await usb.reply('in')).toMatchObject({ command: 4, status: 0 });
    usb.submit(1, 'out', 64, ping);
    await usb.reply('out');
    const next = usb.submit(1, 'in', 64);
    expect(await usb.reply('in')).toMatchObject({ command: 3, sequence: next, data: toHex(ping) });
  });

  it('is a reader with a card: status, power, parameters, APDUs', async () => {
    const { usb } = await attached();
    expect(await usb.ccid('65000000000001000000')).toBe('81000000000001010000');
    expect(await usb.ccid('6f04000000000200000001020304')).toMatch(/^8000000000000241fe00$/);
    const length = atr.length.toString(16).padStart(2, '0');
    expect(await usb.ccid('62000000000003000000')).toBe(`80${length}000000000300${'0000'}${toHex(atr)}`);
    expect(await usb.ccid('6c000000000004000000')).toMatch(/^82070000000004000001/);
    const select = '00a4040008a0000006472f000100';
    expect(await usb.ccid(`6f0e000000000500${'0000'}${select}`)).toBe(
      `8008000000000500${'0000'}${toHex(utf8('U2F_V2'))}9000`,
    );
    expect(await usb.ccid('63000000000006000000')).toBe('81000000000006010000');
    expect(await usb.ccid('7f000000000007000000')).toMatch(/^8100000000000741/);
    expect(await usb.ccid('65000000000108000000')).toMatch(/^81000000000108410500/);
  });

  it('goes on with a message in the next transfer where one has too little room', async () => {
    const { usb } = await attached();
    usb.submit(2, 'out', 10, fromHex('62000000000003000000'));
    await usb.reply('out');
    usb.submit(2, 'in', 16);
    usb.submit(2, 'in', 16);
    const [first, second] = [await usb.reply('in'), await usb.reply('in')];
    expect([first.actual, second.actual]).toEqual([16, atr.length + 10 - 16]);
    expect(`${first.data}${second.data}`.slice(20)).toBe(toHex(atr));
  });

  it('takes long APDUs in blocks and gives long answers in blocks', async () => {
    const { usb } = await attached();
    await usb.ccid('62000000000001000000');
    await usb.ccid('6f0e0000000002000000' + '00a4040008a0000006472f000100');
    const apdu = fromHex(`8010000000${'1388'}40${'ab'.repeat(4999)}0000`);
    const block = (sequence: string, level: string, data: Uint8Array): string => {
      const length = toHex(Uint8Array.of(data.length & 0xff, data.length >> 8, 0, 0));
      return `6f${length}00${sequence}00${level}00${toHex(data)}`;
    };
    expect(await usb.ccid(block('03', '01', apdu.subarray(0, 3000)))).toBe('80000000000003000010');
    const first = await usb.ccid(block('04', '02', apdu.subarray(3000)));
    expect(first.slice(0, 20)).toBe('80f60b00000004000001');
    const second = await usb.ccid('6f000000000005001000');
    expect(second.slice(0, 20)).toBe(`80${toHex(Uint8Array.of(5002 - 3062, (5002 - 3062) >> 8))}00000005000002`);
    expect(`${first.slice(20)}${second.slice(20)}`).toBe(`00${'ab'.repeat(4999)}9000`);
  });

  it.each([
    ['another version', '0100800500000000', 'expected version 1.1.1 of USB/IP, received 100'],
    ['an unknown request', '0111800900000000', 'expected a request to list or import, received 8009'],
  ])('ends the connection at %s and says so', async (_, bytes, says) => {
    const { server, errors } = await serve();
    const usb = await client(server);
    const closed = once(usb.socket, 'close');
    usb.socket.write(fromHex(bytes));
    await closed;
    expect(errors).toMatchObject([{ code: 'bad-frame', message: `usbip:127.0.0.1:${server.port}: ${says}` }]);
  });

  it('ends the connection at an unknown command, and the key can be had again', async () => {
    const { server, usb, errors } = await attached();
    const closed = once(usb.socket, 'close');
    usb.socket.write(concat(uint32(9), new Uint8Array(44)));
    await closed;
    expect(errors[0]?.message).toContain('expected a transfer to submit or unlink, received command 9');
    expect(await (await client(server)).import('1-1')).toBe(0);
  });
});
