import { fromBase64, toBase64 } from '../../../../../src/bytes/base64.ts';
import { fromBase64url, toBase64url } from '../../../../../src/bytes/base64url.ts';
import { concat, fromUtf8, utf8 } from '../../../../../src/bytes/bytes.ts';
import { branch, joined, leaf, type Tree } from './tree.ts';

/** The head of a CBOR item of a major type, its number in the shortest form. */
export function cborHead(major: number, number: number): Uint8Array {
  if (number < 24) return Uint8Array.of((major << 5) | number);
  if (number < 0x100) return Uint8Array.of((major << 5) | 24, number);
  if (number < 0x10000) return Uint8Array.of((major << 5) | 25, number >> 8, number & 0xff);
  return concat(
    Uint8Array.of((major << 5) | 26),
    Uint8Array.from([24, 16, 8, 0], (shift) => number >>> shift),
  );
}

/** The tag and the length of a DER value. */
export function derHead(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  if (length < 0x100) return Uint8Array.of(tag, 0x81, length);
  if (length < 0x10000) return Uint8Array.of(tag, 0x82, length >> 8, length & 0xff);
  return Uint8Array.of(tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

/** The tree of sound CBOR of short heads. */
export function cborTree(bytes: Uint8Array): Tree {
  return cborAt(bytes, 0, '').tree;
}

function cborAt(bytes: Uint8Array, start: number, name: string): { readonly tree: Tree; readonly end: number } {
  const major = bytes[start]! >> 5;
  const short = bytes[start]! & 0x1f;
  const extra = short < 24 ? 0 : 1 << (short - 24);
  const number = bytes
    .subarray(start + 1, start + 1 + extra)
    .reduce((sum, byte) => sum * 256 + byte, extra ? 0 : short);
  let end = start + 1 + extra;
  if (major === 2 || major === 3) {
    const content = bytes.subarray(end, end + number);
    end += number;
    const inner = major === 3 ? leaf('raw', content) : name === 'authData' ? authDataTree(content) : bytesTree(content);
    return { tree: branch('cbor', [inner], (parts) => headed(major, parts)), end };
  }
  if (major === 4) {
    const items: Tree[] = [];
    for (let count = 0; count < number; count += 1) {
      const item = cborAt(bytes, end, '');
      items.push(item.tree);
      end = item.end;
    }
    return { tree: branch('cbor', items, (parts) => concat(cborHead(4, parts.length), ...parts)), end };
  }
  if (major === 5) {
    const pairs: Tree[] = [];
    for (let count = 0; count < number; count += 1) {
      const key = cborAt(bytes, end, '');
      const value = cborAt(bytes, key.end, fromUtf8(key.tree.children[0]?.bytes ?? new Uint8Array(0)) ?? '');
      pairs.push(joined([key.tree, value.tree]));
      end = value.end;
    }
    return { tree: branch('cbor', pairs, (parts) => concat(cborHead(5, parts.length), ...parts)), end };
  }
  return { tree: leaf('cbor', bytes.subarray(start, end)), end };
}

function headed(major: number, parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  return concat(cborHead(major, content.length), content);
}

/** The tree of sound authenticator data, with its key and its extensions. */
export function authDataTree(bytes: Uint8Array): Tree {
  const cuts = [0, 32, 33, 37];
  const parts = cuts.slice(1).map((cut, index) => leaf('raw', bytes.subarray(cuts[index], cut)));
  let at = 37;
  const flags = bytes[32]!;
  if ((flags & 0x40) !== 0) {
    const idLength = bytes[53]! * 256 + bytes[54]!;
    parts.push(leaf('raw', bytes.subarray(37, 53)));
    const id = leaf('raw', bytes.subarray(55, 55 + idLength));
    parts.push(branch('raw', [id], (own) => lengthFirst(concat(...own))));
    const key = cborAt(bytes, 55 + idLength, '');
    parts.push(key.tree);
    at = key.end;
  }
  if ((flags & 0x80) !== 0) parts.push(cborAt(bytes, at, '').tree);
  return joined(parts);
}

function lengthFirst(content: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(content.length >> 8, content.length & 0xff), content);
}

/** The tree of bytes by what they look like: DER, a JWS, or nothing. */
export function bytesTree(bytes: Uint8Array): Tree {
  const whole = derTree(bytes);
  if (whole !== undefined) return whole;
  const text = bytes.length > 100 ? fromUtf8(bytes) : undefined;
  return text !== undefined && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? jwsTree(text) : leaf('raw', bytes);
}

const CONSTRUCTED = 0x20;

function derTree(bytes: Uint8Array): Tree | undefined {
  const tag = bytes[0] ?? 0;
  const first = bytes[1] ?? 0;
  if (bytes.length < 2 || (tag & 0x1f) === 0x1f || first === 0x80 || first > 0x83) return undefined;
  if (![0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13].includes(tag) && tag < CONSTRUCTED && tag !== 0x17)
    return undefined;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  const length = extra === 0 ? first : bytes.subarray(2, 2 + extra).reduce((sum, byte) => sum * 256 + byte, 0);
  const content = bytes.subarray(2 + extra);
  if (content.length !== length) return undefined;
  const wrap = (parts: readonly Uint8Array[]) => {
    const inner = concat(...parts);
    return concat(derHead(tag, inner.length), inner);
  };
  if ((tag & CONSTRUCTED) !== 0) {
    const parts = derParts(content);
    return parts === undefined ? undefined : branch('der', parts, wrap, bytes);
  }
  const within = tag === 0x03 && content[0] === 0 ? 1 : tag === 0x04 ? 0 : undefined;
  const nested = within === undefined || content[within] !== 0x30 ? undefined : derTree(content.subarray(within));
  const parts = nested === undefined ? [leaf('raw', content)] : [leaf('raw', content.subarray(0, within)), nested];
  return branch('der', parts, wrap, bytes);
}

function derParts(content: Uint8Array): Tree[] | undefined {
  const parts: Tree[] = [];
  for (let at = 0; at < content.length; ) {
    const first = content[at + 1] ?? 0;
    const extra = first < 0x80 ? 0 : first & 0x7f;
    const length =
      extra === 0 ? first : content.subarray(at + 2, at + 2 + extra).reduce((sum, byte) => sum * 256 + byte, 0);
    const end = at + 2 + extra + length;
    if (end > content.length || extra > 3) return undefined;
    const own = content.subarray(at, end);
    parts.push(derTree(own) ?? leaf('der', own));
    at = end;
  }
  return parts;
}

/** The tree of a JWS in compact form, or of a metadata BLOB. */
export function jwsTree(text: string): Tree {
  const [header = '', payload = '', signature = ''] = text.split('.');
  const json = (part: string): Tree => base64urlOf(jsonTree(JSON.parse(fromUtf8(fromBase64url(part))!)));
  const parts = [json(header), json(payload), base64urlOf(leaf('raw', fromBase64url(signature)))];
  return branch('raw', parts, (own) => withBetween('.', own));
}

/** The tree of a JSON value, with the bytes that its texts are known to hold. */
export function jsonTree(value: unknown, name = ''): Tree {
  if (typeof value === 'string') return textTree(value, name);
  if (Array.isArray(value)) {
    return branch(
      'json',
      value.map((each) => jsonTree(each, name)),
      (parts) => framed('[', parts, ']'),
    );
  }
  if (typeof value !== 'object' || value === null) return leaf('json', utf8(JSON.stringify(value)));
  const members = Object.entries(value).map(([key, member]) =>
    branch('raw', [leaf('json', utf8(JSON.stringify(key))), jsonTree(member, key)], (parts) => withBetween(':', parts)),
  );
  return branch('json', members, (parts) => framed('{', parts, '}'));
}

function textTree(text: string, name: string): Tree {
  const inner = innerOf(text, name);
  return inner === undefined ? leaf('json', utf8(JSON.stringify(text))) : quoted(inner);
}

function innerOf(text: string, name: string): Tree | undefined {
  switch (name) {
    case 'clientDataJSON':
      return base64urlOf(jsonTree(JSON.parse(fromUtf8(fromBase64url(text))!)));
    case 'attestationObject':
      return base64urlOf(cborTree(fromBase64url(text)));
    case 'authenticatorData':
      return base64urlOf(authDataTree(fromBase64url(text)));
    case 'id':
    case 'rawId':
    case 'signature':
    case 'userHandle':
    case 'publicKey':
      return base64urlOf(bytesTree(fromBase64url(text)));
    case 'x5c':
    case 'attestationRootCertificates':
      return branch('raw', [bytesTree(fromBase64(text))], (parts) => utf8(toBase64(concat(...parts))));
    default:
      return undefined;
  }
}

function base64urlOf(inner: Tree): Tree {
  return branch('raw', [inner], (parts) => utf8(toBase64url(concat(...parts))));
}

function quoted(inner: Tree): Tree {
  return branch('json', [inner], (parts) => concat(utf8('"'), ...parts, utf8('"')));
}

function framed(open: string, parts: readonly Uint8Array[], close: string): Uint8Array {
  return concat(utf8(open), withBetween(',', parts), utf8(close));
}

function withBetween(separator: string, parts: readonly Uint8Array[]): Uint8Array {
  const between = utf8(separator);
  return concat(...parts.flatMap((part, index) => (index === 0 ? [part] : [between, part])));
}
