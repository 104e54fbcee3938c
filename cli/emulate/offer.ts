import { answerToReset } from '../../simulators/backends/atr.ts';
import { hostAndPort } from '../../simulators/backends/backend-error.ts';
import { hidHub } from '../../simulators/backends/hid-hub.ts';
import { testIdentity } from '../../simulators/backends/report-descriptor.ts';
import { serveTcp } from '../../simulators/backends/tcp.ts';
import { serveUdp } from '../../simulators/backends/udp.ts';
import { createUhidKey } from '../../simulators/backends/uhid.ts';
import { serveUsbip } from '../../simulators/backends/usbip/server.ts';
import { complain } from '../streams.ts';
import type { EmulatedKey } from './emulated-key.ts';
import type { Place } from './place.ts';
import { putInReader } from './reader.ts';

/** A key that is being offered at a place. */
export interface Offer {
  readonly key: EmulatedKey;
  /** Where it is, as `--on` and targets name it. */
  readonly target: string;
  /** A line for people. */
  readonly line: string;
  /** Pulls the key out and plugs it in again. */
  replug(): Promise<void> | void;
  close(): Promise<void>;
}

/** Told when a place that was open is gone for good. */
export type OnGone = (error: Error) => void;

/** Offers all keys at a place, ports counted up by one a key. Rejects with `BackendError`; nothing stays open then. */
export async function offerAt(place: Place, keys: readonly EmulatedKey[], onGone: OnGone): Promise<Offer[]> {
  if (place.kind === 'usbip') return offerUsbip(place, keys);
  const offers: Offer[] = [];
  try {
    for (const key of keys) offers.push(await offerOne(place, key, onGone));
  } catch (error) {
    await Promise.all(offers.map((offer) => offer.close()));
    throw error;
  }
  return offers;
}

async function offerOne(place: Exclude<Place, { kind: 'usbip' }>, key: EmulatedKey, onGone: OnGone): Promise<Offer> {
  switch (place.kind) {
    case 'udp':
      return offerUdp(place, key);
    case 'tcp':
      return offerTcp(place, key);
    case 'vpcd':
      return offerVpcd(place, key);
    case 'uhid':
      return offerUhid(place, key, onGone);
  }
}

type Of<Kind extends Place['kind']> = Extract<Place, { readonly kind: Kind }>;

async function offerUdp({ host, port }: Of<'udp'>, key: EmulatedKey): Promise<Offer> {
  const { hid: endpoint, env, index } = key;
  const server = await serveUdp({ host, port: port + index, endpoint, env });
  const target = `udp:${hostAndPort(host, server.port)}`;
  return {
    key,
    target,
    line: `listening on ${target}`,
    replug: () => hidHub(endpoint, env).powerCycle(),
    close: () => server.close(),
  };
}

async function offerTcp({ host, port }: Of<'tcp'>, key: EmulatedKey): Promise<Offer> {
  const { hid: endpoint, env, index } = key;
  const onError = (error: Error): void => void complain(error.message);
  const server = await serveTcp({ host, port: port + index, endpoint, env, onError });
  const target = `tcp:${hostAndPort(host, server.port)}`;
  return { key, target, line: `listening on ${target}`, replug: () => server.replug(), close: () => server.close() };
}

async function offerVpcd(place: Of<'vpcd'>, key: EmulatedKey): Promise<Offer> {
  const { card, env, index } = key;
  const atr = answerToReset(key.cardProfile, place.as);
  return { key, ...(await putInReader({ ...place, port: place.port + index }, { card, env, atr })) };
}

async function offerUhid({ id }: Of<'uhid'>, key: EmulatedKey, onGone: OnGone): Promise<Offer> {
  const { hid: endpoint, env, serial } = key;
  const device = createUhidKey({ endpoint, env, serial, identity: { ...testIdentity, ...id }, onError: onGone });
  await device.started;
  return {
    key,
    target: `uhid:${serial}`,
    line: `plugged in as a USB key with the serial number ${serial}`,
    replug: () => device.replug(),
    close: async () => device.destroy(),
  };
}

/** One server has all keys, each at a bus id of its own. */
async function offerUsbip({ host, port, id }: Of<'usbip'>, keys: readonly EmulatedKey[]): Promise<Offer[]> {
  const server = await serveUsbip({
    host,
    port,
    keys: keys.map(({ hid, card, env, serial, cardProfile }) => {
      const identity = { ...testIdentity, ...id };
      return { endpoint: hid, card, env, serial, identity, atr: answerToReset(cardProfile, 'contact') };
    }),
    onError: (error) => void complain(error.message),
  });
  const address = hostAndPort(host, server.port);
  const how = server.port === 3240 ? '' : `--tcp-port ${server.port} `;
  return keys.map((key, index) => {
    const busId = server.busIds[index]!;
    return {
      key,
      target: `usbip:${address}/${busId}`,
      line: `at usbip:${address}: usbip ${how}attach -r ${host} -b ${busId}`,
      replug: () => server.unplug(busId),
      close: () => server.close(),
    };
  });
}
