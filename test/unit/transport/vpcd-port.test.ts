import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../../src/errors/transport-error.ts';
import { LengthPrefixedReader, lengthPrefixed } from '../../../src/transport/length-prefixed.ts';
import { openVpcdPort, type VpcdPort } from '../../../src/transport/vpcd-port.ts';
import { freeTcpPort } from './free-tcp-port.ts';

const ATR = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01);
const OK = Uint8Array.of(0x90, 0x00);

/** A card of a few lines: what it heard, and what it answers to an APDU. */
class LittleCard {
  readonly controls: number[] = [];
  readonly socket: Socket;
  answer: (apdu: Uint8Array) => Uint8Array | undefined = () => OK;

  constructor(port: number) {
    this.socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
    const reader = new LengthPrefixedReader();
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => {
      for (const message of reader.push(chunk)) this.#take(message);
    });
  }

  say(message: Uint8Array): void {
    this.socket.write(lengthPrefixed(message));
  }

  #take(message: Uint8Array): void {
    if (message.length === 1) {
      this.controls.push(message[0]!);
      if (message[0] === 4) this.say(ATR);
      return;
    }
    const answer = this.answer(message);
    if (answer !== undefined) this.say(answer);
  }
}

describe('openVpcdPort', () => {
  let port: VpcdPort | undefined;
  const cards: LittleCard[] = [];

  afterEach(async () => {
    await port?.close();
    port = undefined;
    for (const { socket } of cards.splice(0)) socket.destroy();
  });

  function insert(at: number): LittleCard {
    const card = new LittleCard(at);
    cards.push(card);
    return card;
  }

  async function opened(): Promise<{ port: VpcdPort; card: LittleCard; at: number }> {
    const at = await freeTcpPort();
    const opening = openVpcdPort({ port: at });
    const card = insert(at);
    port = await opening;
    return { port, card, at };
  }

  it('powers the card, reads its ATR and carries APDUs', async () => {
    const { port, card } = await opened();
    expect(card.controls).toEqual([1, 4]);
    expect(port.atr).toEqual(ATR);
    card.answer = (apdu) => apdu.slice(0, 3000);
    const apdu = new Uint8Array(2000).fill(5);
    expect(await port.transmit(apdu)).toEqual(apdu);
  });

  it('cuts power and resets', async () => {
    const { port, card } = await opened();
    card.controls.length = 0;
    await port.powerCycle();
    expect(card.controls).toEqual([0, 1, 4]);
    await port.reset();
    expect(card.controls).toEqual([0, 1, 4, 2, 4]);
  });

  it('passes over an answer that came too late', async () => {
    const { port, card } = await opened();
    card.answer = () => undefined;
    await expect(port.transmit(Uint8Array.of(0, 1, 0, 0), 1)).rejects.toMatchObject({ reason: 'silence' });
    card.say(Uint8Array.of(0x6f, 0x00));
    card.answer = () => OK;
    expect(await port.transmit(Uint8Array.of(0, 2, 0, 0))).toEqual(OK);
  });

  it('tells at once that the card is gone, and takes it again', async () => {
    const { port, card, at } = await opened();
    card.answer = () => {
      card.socket.destroy();
      return undefined;
    };
    await expect(port.transmit(Uint8Array.of(0, 1, 0, 0))).rejects.toMatchObject({ reason: 'gone' });
    await expect(port.transmit(Uint8Array.of(0, 1, 0, 0))).rejects.toMatchObject({
      message: `vpcd:${at}: no card is connected`,
    });
    const again = insert(at);
    await once(again.socket, 'connect');
    let answer: Uint8Array | undefined;
    // the connection is made on this side a moment after it was made on that side
    while (answer === undefined) answer = await port.transmit(Uint8Array.of(0, 1, 0, 0)).catch(() => undefined);
    expect(answer).toEqual(OK);
    expect(again.controls).toEqual([1, 4]);
  });

  it('keeps one card: who comes second is sent away', async () => {
    const { port, at } = await opened();
    const second = insert(at);
    await once(second.socket, 'close');
    expect(await port.transmit(Uint8Array.of(0, 1, 0, 0))).toEqual(OK);
  });

  it('gives up when no card comes, and when it is stopped', async () => {
    const at = await freeTcpPort();
    await expect(openVpcdPort({ port: at, waitMs: 1 })).rejects.toMatchObject({ reason: 'silence' });
    const stop = new AbortController();
    const opening = openVpcdPort({ port: at, signal: stop.signal });
    stop.abort();
    await expect(opening).rejects.toMatchObject({ reason: 'cancelled' });
  });

  it('says that its port is taken', async () => {
    const { at } = await opened();
    await expect(openVpcdPort({ port: at })).rejects.toMatchObject({
      message: `vpcd:${at}: our own port is taken`,
    });
  });

  it('is gone when closed', async () => {
    const { port, card } = await opened();
    const closed = once(card.socket, 'close');
    await port.close();
    await closed;
    await expect(port.transmit(Uint8Array.of(0, 1, 0, 0))).rejects.toBeInstanceOf(TransportError);
  });
});
