import type { CardInterface } from '../../simulators/backends/atr.ts';
import { UsageError } from '../exit-code.ts';
import { parseAddress, parsePort } from '../targets/parse-target.ts';

/** Where an emulated key is to be offered. */
export type Place = Addressed<'udp'> | Addressed<'tcp'> | VpcdPlace | UsbipPlace | UhidPlace;

interface Addressed<Kind extends string> {
  readonly kind: Kind;
  readonly text: string;
  readonly host: string;
  readonly port: number;
}

interface VpcdPlace extends Addressed<'vpcd'> {
  readonly as: CardInterface;
  readonly waits: boolean;
}

interface UsbipPlace extends Addressed<'usbip'> {
  readonly id: UsbId | undefined;
}

interface UhidPlace {
  readonly kind: 'uhid';
  readonly text: string;
  readonly id: UsbId | undefined;
}

/** Whose product the key says it is. */
export interface UsbId {
  readonly vendor: number;
  readonly product: number;
}

/** What `--on` takes. */
export const placeGrammar: string = `places:
  udp:[HOST:]PORT                          CTAPHID reports in datagrams
  tcp:[HOST:]PORT                          CTAPHID reports in a stream, each after its length
  vpcd[:[HOST:]PORT][?contact][&wait]      a card in the virtual reader of pcscd: contactless unless said; wait for the reader
  uhid[?id=VENDOR:PRODUCT]                 a USB key that the Linux kernel believes in (needs /dev/uhid)
  usbip[:[HOST:]PORT][?id=VENDOR:PRODUCT]  a USB key, HID and CCID, for usbip attach`;

const defaultPort = { udp: undefined, tcp: undefined, vpcd: 35_963, usbip: 3240 } as const;

/** Reads one `--on`. Throws `UsageError` with the grammar. */
export function parsePlace(text: string): Place {
  const [, kind = '', address, query] = /^([a-z]+)(?::([^?]*))?(?:\?(.*))?$/.exec(text) ?? [];
  if (kind === 'uhid' && address === undefined) return { kind, text, id: usbId(query, text) };
  if (kind !== 'udp' && kind !== 'tcp' && kind !== 'vpcd' && kind !== 'usbip') throw misfit(text);
  const port = defaultPort[kind];
  if (address === '' || (address === undefined && port === undefined)) throw misfit(text);
  const at = address === undefined ? { host: '127.0.0.1', port: port! } : addressOf(address, text);
  if (kind === 'vpcd') return { kind, text, ...at, ...manners(query, text) };
  if (kind === 'usbip') return { kind, text, ...at, id: usbId(query, text) };
  if (query !== undefined) throw misfit(text);
  return { kind, text, ...at };
}

function addressOf(address: string, text: string): { host: string; port: number } {
  return address.includes(':') ? parseAddress(address, text) : { host: '127.0.0.1', port: parsePort(address, text) };
}

function manners(query: string | undefined, text: string): { as: CardInterface; waits: boolean } {
  const words = query === undefined ? [] : query.split('&');
  if (words.some((word) => word !== 'contact' && word !== 'wait')) throw misfit(text);
  return { as: words.includes('contact') ? 'contact' : 'contactless', waits: words.includes('wait') };
}

function usbId(query: string | undefined, text: string): UsbId | undefined {
  if (query === undefined) return undefined;
  const [, vendor, product] = /^id=([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(query) ?? [];
  if (vendor === undefined || product === undefined) throw misfit(text);
  return { vendor: Number.parseInt(vendor, 16), product: Number.parseInt(product, 16) };
}

function misfit(text: string): UsageError {
  return new UsageError(
    `unknown place ${JSON.stringify(text)}: expected udp:, tcp:, vpcd, uhid or usbip`,
    placeGrammar,
  );
}
