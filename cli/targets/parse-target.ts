import { UsageError } from '../exit-code.ts';
import type {
  ExecTarget,
  HttpOathTarget,
  HttpTarget,
  NfcTarget,
  SimFido2Target,
  SimOathTarget,
  SimOtpVerifierTarget,
  SimVerifierTarget,
  Target,
  TcpTarget,
  TraceTarget,
  UdpTarget,
  UsbTarget,
  VpcdTarget,
} from './target.ts';

/** What this version drives. */
export const targetGrammar: string = `targets:
  sim:fido2[?profile=NAME][&fault=ID]...[&seed=N]   the simulated key, in process
  usb:  usb:SERIAL  usb:/dev/hidraw3                a key on USB; bare when it is the only one
  nfc:  nfc:PART-OF-READER-NAME                     a key on a PC/SC reader; bare when only one reader holds a card
  udp:HOST:PORT[?local=PORT]                        a key that speaks CTAPHID reports in datagrams
  tcp:HOST:PORT                                     the same over TCP, each report after its length
  vpcd:PORT                                         a card that connects to us as to vpcd's reader
  trace:FILE                                        a recorded transcript, replayed as a key
  sim:verifier[?profile=NAME][&fault=ID]...         our own verifier as a relying party, in process
  http://HOST[:PORT][/BASE][?origin=ORIGIN][&trust=ours][&revocation=ours][&framed=yes], https://...
                                                    a server of FIDO's server-conformance REST shape
  sim:oath[?profile=NAME][&fault=ID]...[&skew=95s][&drift-ppm=20][&seed=N]
                                                    the simulated token of one-time codes
  sim:otp-verifier[?profile=NAME][&fault=ID]...     our own verifiers of one-time codes, in process
  exec:COMMAND                                      a verifier of one-time codes: a JSON request a line in, a verdict a line out
  http://HOST[:PORT][/BASE]?as=oath, https://...    a verifier of one-time codes that is a server`;

/** Reads a target. Throws `UsageError` with the grammar when it fits none. */
export function parseTarget(uri: string): Target {
  const [, scheme, rest] = /^([a-z]+):(.*)$/s.exec(uri) ?? [];
  if (scheme === undefined || rest === undefined) throw misfit(uri, 'expected SCHEME:…');
  // Names of readers and paths may hold any character.
  if (scheme === 'usb') return parseUsb(uri, rest);
  if (scheme === 'nfc') return parseNfc(uri, rest);
  if (scheme === 'trace') return parseTrace(uri, rest);
  if (scheme === 'exec') return parseExec(uri, rest);
  const [place = '', query = ''] = splitOnce(rest, '?');
  if (scheme === 'tcp') return parseTcp(uri, place, query);
  if (scheme === 'vpcd') return parseVpcd(uri, place, query);
  if (scheme === 'udp') return parseUdp(uri, place, query);
  if (scheme === 'http' || scheme === 'https') return parseHttp(uri);
  if (scheme !== 'sim') throw misfit(uri, `no target begins with ${scheme}:`);
  if (place === 'oath') return parseSimOath(uri, query);
  if (place === 'otp-verifier') return parseSimOtpVerifier(uri, query);
  if (place === 'verifier') return parseSimVerifier(uri, query);
  if (place !== 'fido2') throw misfit(uri, 'expected sim:fido2, sim:oath, sim:verifier or sim:otp-verifier');
  return parseSimFido2(uri, query);
}

/** A port number, 1 to 65535. Throws `UsageError`. */
export function parsePort(text: string, context: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw misfit(context, `expected a port from 1 to 65535, received ${JSON.stringify(text)}`);
  }
  return port;
}

/** `HOST:PORT`, with an IPv6 host in brackets. Throws `UsageError`. */
export function parseAddress(text: string, context: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^:[\]/\s]+)):([^:]*)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || port === undefined) throw misfit(context, 'expected HOST:PORT');
  return { host, port: parsePort(port, context) };
}

function parseUdp(uri: string, place: string, query: string): UdpTarget {
  const options = parseQuery(uri, query, { local: 'once' });
  const { host, port } = parseAddress(place, uri);
  const local = options.get('local')?.[0];
  return { kind: 'udp', uri, host, port, local: local === undefined ? undefined : parsePort(local, uri) };
}

function parseTcp(uri: string, place: string, query: string): TcpTarget {
  parseQuery(uri, query, {});
  return { kind: 'tcp', uri, ...parseAddress(place, uri) };
}

function parseVpcd(uri: string, place: string, query: string): VpcdTarget {
  parseQuery(uri, query, {});
  return { kind: 'vpcd', uri, port: parsePort(place, uri) };
}

function parseUsb(uri: string, rest: string): UsbTarget {
  return { kind: 'usb', uri, key: rest.trim() === '' ? undefined : rest };
}

function parseNfc(uri: string, rest: string): NfcTarget {
  return { kind: 'nfc', uri, reader: rest.trim() === '' ? undefined : rest };
}

function parseTrace(uri: string, rest: string): TraceTarget {
  if (rest === '') throw misfit(uri, 'expected trace:FILE');
  return { kind: 'trace', uri, file: rest };
}

function parseSimFido2(uri: string, query: string): SimFido2Target {
  const options = parseQuery(uri, query, { profile: 'once', fault: 'repeated', seed: 'once' });
  return {
    kind: 'sim-fido2',
    uri,
    profile: options.get('profile')?.[0],
    faults: options.get('fault') ?? [],
    seed: parseSeed(uri, options.get('seed')?.[0]),
  };
}

function parseSeed(uri: string, seed: string | undefined): number | undefined {
  if (seed === undefined) return undefined;
  if (/^-?\d+$/.test(seed) && Number.isSafeInteger(Number(seed))) return Number(seed);
  throw misfit(uri, `expected a whole number as seed, received ${JSON.stringify(seed)}`);
}

function parseSimOath(uri: string, query: string): SimOathTarget {
  const options = parseQuery(uri, query, {
    profile: 'once',
    fault: 'repeated',
    skew: 'once',
    'drift-ppm': 'once',
    seed: 'once',
  });
  const ppm = options.get('drift-ppm')?.[0];
  if (ppm !== undefined && !/^-?\d{1,5}(?:\.\d{1,6})?$/.test(ppm)) {
    throw misfit(uri, `expected parts per million such as 20 or -12.5, received ${JSON.stringify(ppm)}`);
  }
  return {
    kind: 'sim-oath',
    uri,
    profile: options.get('profile')?.[0],
    faults: options.get('fault') ?? [],
    skewSeconds: parseSkew(uri, options.get('skew')?.[0]),
    driftPpm: ppm === undefined ? undefined : Number(ppm),
    seed: parseSeed(uri, options.get('seed')?.[0]),
  };
}

/** `95s`, `-2m`, `1.5h`; a bare number is seconds. */
function parseSkew(uri: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit] = /^(-?\d{1,9}(?:\.\d{1,3})?)(s|m|h|d)?$/.exec(text) ?? [];
  if (amount === undefined) throw misfit(uri, `expected a skew such as 95s or -2m, received ${JSON.stringify(text)}`);
  return Number(amount) * { s: 1, m: 60, h: 3600, d: 86_400 }[(unit ?? 's') as 's' | 'm' | 'h' | 'd'];
}

function parseSimOtpVerifier(uri: string, query: string): SimOtpVerifierTarget {
  const options = parseQuery(uri, query, { profile: 'once', fault: 'repeated' });
  return {
    kind: 'sim-otp-verifier',
    uri,
    profile: options.get('profile')?.[0],
    faults: options.get('fault') ?? [],
  };
}

function parseExec(uri: string, command: string): ExecTarget {
  if (command.trim() === '') throw misfit(uri, 'expected exec:COMMAND');
  return { kind: 'exec', uri, command };
}

function parseSimVerifier(uri: string, query: string): SimVerifierTarget {
  const options = parseQuery(uri, query, { profile: 'once', fault: 'repeated' });
  return {
    kind: 'sim-verifier',
    uri,
    profile: options.get('profile')?.[0],
    faults: options.get('fault') ?? [],
  };
}

function parseHttp(uri: string): HttpTarget | HttpOathTarget {
  const [address = '', query = ''] = splitOnce(uri, '?');
  const options = parseQuery(uri, query, {
    as: 'once',
    origin: 'once',
    trust: 'once',
    revocation: 'once',
    framed: 'once',
  });
  const as = options.get('as')?.[0];
  if (as === 'entra') throw new UsageError(`${uri}: this version does not drive as=entra yet`);
  if (as !== undefined && as !== 'rp' && as !== 'oath') {
    throw misfit(uri, `expected as=rp, as=oath or as=entra, received ${JSON.stringify(as)}`);
  }
  const url = urlOf(address);
  if (url === undefined || url.hostname === '') throw misfit(uri, 'expected http://HOST[:PORT][/BASE]');
  if (url.username !== '' || url.hash !== '') throw misfit(uri, 'expected neither a user nor a # in the address');
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  if (as === 'oath') {
    const idle = ['origin', 'trust', 'revocation', 'framed'].find((name) => options.has(name));
    if (idle !== undefined) throw misfit(uri, `${idle} says nothing of a verifier of one-time codes`);
    return { kind: 'http-oath', uri, base };
  }
  const named = options.get('origin')?.[0];
  const origin = named === undefined ? undefined : urlOf(named)?.origin;
  if (named !== undefined && (origin === undefined || origin === 'null' || origin !== named.replace(/\/$/, ''))) {
    throw misfit(uri, `expected an origin such as https://example.com, received ${JSON.stringify(named)}`);
  }
  return {
    kind: 'http',
    uri,
    base,
    origin,
    trust: ours(uri, options, 'trust'),
    revocation: ours(uri, options, 'revocation'),
    framed: saidYes(uri, options, 'framed'),
  };
}

function ours(uri: string, options: ReadonlyMap<string, string[]>, name: string): 'ours' | undefined {
  const value = options.get(name)?.[0];
  if (value === undefined || value === 'ours') return value;
  throw misfit(uri, `expected ${name}=ours, received ${JSON.stringify(value)}`);
}

function saidYes(uri: string, options: ReadonlyMap<string, string[]>, name: string): boolean {
  const value = options.get(name)?.[0];
  if (value === undefined || value === 'yes') return value === 'yes';
  throw misfit(uri, `expected ${name}=yes, received ${JSON.stringify(value)}`);
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function parseQuery(uri: string, query: string, known: Record<string, 'once' | 'repeated'>): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const part of query.split('&').filter((text) => text !== '')) {
    const [name = '', value] = splitOnce(part, '=');
    if (!Object.hasOwn(known, name)) {
      const expected = Object.keys(known).join(', ');
      throw misfit(uri, `unknown option ${JSON.stringify(name)}, expected ${expected === '' ? 'none' : expected}`);
    }
    if (value === undefined || value === '') throw misfit(uri, `expected a value for ${name}`);
    const before = values.get(name) ?? [];
    if (before.length > 0 && known[name] === 'once') throw misfit(uri, `${name} given twice`);
    values.set(name, [...before, decode(uri, value)]);
  }
  return values;
}

function decode(uri: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw misfit(uri, `cannot decode ${JSON.stringify(value)}`);
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function misfit(uri: string, because: string): UsageError {
  return new UsageError(`unknown target ${JSON.stringify(uri)}: ${because}`, targetGrammar);
}
