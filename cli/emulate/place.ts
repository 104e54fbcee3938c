import type { CardInterface } from '../../simulators/backends/atr.ts';
import { UsageError } from '../exit-code.ts';
import { parseAddress, parsePort } from '../targets/parse-target.ts';

/** Where an emulated key is to be offered. */
export type Place = Addressed<'udp'> | Addressed<'tcp'> | Addressed<'usbip'> | VpcdPlace | UhidPlace;

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

interface UhidPlace {
  readonly kind: 'uhid';
  readonly text: string;
}

/** What `--on` takes. */
export const placeGrammar: string = `places:
  udp:[HOST:]PORT                          CTAPHID reports in datagrams
  tcp:[HOST:]PORT                          CTAPHID reports in a stream, each after its length
  vpcd[:[HOST:]PORT][?contact][&wait]      a card in the virtual reader of pcscd: contactless unless said; wait for the reader
  uhid                                     a USB key that the Linux kernel believes in (needs /dev/uhid)
  usbip[:[HOST:]PORT]                      a USB key, HID and CCID, for usbip attach`;

const defaultPort = { udp: undefined, tcp: undefined, vpcd: 35_963, usbip: 3240 } as const;

/** Reads one `--on`. Throws `UsageError` with the grammar. */
export function parsePlace(text: string): Place {
  const [, kind = '', address, query] = /^([a-z]+)(?::([^?]*))?(?:\?(.*))?$/.exec(text) ?? [];
  if (kind === 'uhid' && address === undefined && query === undefined) return { kind, text };
  if (kind !== 'udp' && kind !== 'tcp' && kind !== 'vpcd' && kind !== 'usbip') throw misfit(text);
  const port = defaultPort[kind];
  if (address === '' || (address === undefined && port === undefined)) throw misfit(text);
  const at = address === undefined ? { host: '127.0.0.1', port: port! } : addressOf(address, text);
  if (kind === 'vpcd') return { kind, text, ...at, ...manners(query, text) };
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

function misfit(text: string): UsageError {
  return new UsageError(
    `unknown place ${JSON.stringify(text)}: expected udp:, tcp:, vpcd, uhid or usbip`,
    placeGrammar,
  );
}
