import { DecodeError } from '../errors/decode-error.ts';
import type { XmlElement } from './xml-element.ts';
import { isXmlCharacter, xmlReference } from './xml-reference.ts';

/** How much is read. */
export interface XmlBounds {
  /** Characters; 32 Mi unless given. */
  readonly mostCharacters?: number;
  /** Elements within one another; 32 unless given. */
  readonly mostDepth?: number;
  /** Elements; 4,000,000 unless given. */
  readonly mostElements?: number;
}

interface OpenElement {
  readonly qualifiedName: string;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly element: { -readonly [Key in keyof XmlElement]: XmlElement[Key] };
  readonly children: XmlElement[];
  readonly texts: string[];
}

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const namePattern =
  /(?:[A-Za-z_]|[^\p{ASCII}\s])(?:[A-Za-z0-9_.-]|[^\p{ASCII}\s])*(?::(?:[A-Za-z_]|[^\p{ASCII}\s])(?:[A-Za-z0-9_.-]|[^\p{ASCII}\s])*)?/uy;
const MOST_ATTRIBUTES = 64;

/**
 * Reads the XML that containers of keys need and no more: elements, attributes, text, CDATA, comments, namespaces, the five
 * entities and character references. A DTD is refused, and with it every other entity; nothing outside the text is ever read.
 * Throws `DecodeError` with the offset; no text of the document is in its message but names of elements and prefixes.
 */
export function readXml(text: string, bounds: XmlBounds = {}): XmlElement {
  return new XmlReader(text, bounds).document();
}

class XmlReader {
  readonly #text: string;
  readonly #mostDepth: number;
  readonly #mostElements: number;
  readonly #open: OpenElement[] = [];
  #at = 0;
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(text: string, { mostCharacters = 2 ** 25, mostDepth = 32, mostElements = 4_000_000 }: XmlBounds) {
    if (text.length > mostCharacters) {
      throw new DecodeError('xml', `at most ${mostCharacters} characters`, `${text.length}`, { kind: 'length' });
    }
    this.#text = text;
    this.#mostDepth = mostDepth;
    this.#mostElements = mostElements;
  }

  document(): XmlElement {
    if (this.#text.startsWith('\ufeff')) this.#at = 1;
    this.#declaration();
    while (this.#at < this.#text.length) this.#next();
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) throw this.#wrong(`</${shown(unclosed.qualifiedName)}>`, 'the end of the text');
    if (this.#root === undefined) throw this.#wrong('an element', 'the end of the text');
    return this.#root;
  }

  #declaration(): void {
    if (!/^<\?xml[\s?]/.test(this.#text.slice(this.#at, this.#at + 6))) return;
    const end = this.#text.indexOf('?>', this.#at);
    const declaration = this.#text.slice(this.#at, end < 0 ? this.#at : end + 2);
    const found =
      /^<\?xml\s+version\s*=\s*(?:"1\.0"|'1\.0')(?:\s+encoding\s*=\s*(?:"([\w.-]{1,40})"|'([\w.-]{1,40})'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>$/.exec(
        declaration,
      );
    if (found === null) throw this.#wrong('an XML declaration of version 1.0', 'another');
    const encoding = found[1] ?? found[2] ?? 'UTF-8';
    if (!/^(?:utf-8|us-ascii)$/i.test(encoding)) throw this.#wrong('the encoding UTF-8', encoding);
    this.#at = end + 2;
  }

  #next(): void {
    const next = this.#text.indexOf('<', this.#at);
    const end = next < 0 ? this.#text.length : next;
    if (end > this.#at) this.#characters(end);
    if (next < 0) return;
    const text = this.#text;
    if (text.startsWith('<!--', this.#at)) this.#comment();
    else if (text.startsWith('<![CDATA[', this.#at)) this.#cdata();
    else if (text.startsWith('<!', this.#at))
      throw this.#wrong('no document type: none is needed, and it can do harm', 'one');
    else if (text.startsWith('<?', this.#at)) this.#instruction();
    else if (text.startsWith('</', this.#at)) this.#endTag();
    else this.#startTag();
  }

  #characters(end: number): void {
    const raw = this.#text.slice(this.#at, end);
    const open = this.#open.at(-1);
    if (open === undefined) {
      if (/[^ \t\r\n]/.test(raw))
        throw this.#wrong(this.#root === undefined ? 'an element' : 'the end of the text', 'other text');
    } else {
      if (raw.includes(']]>')) throw this.#wrong('text without ]]>', 'text with it');
      open.texts.push(this.#decoded(raw));
    }
    this.#at = end;
  }

  #cdata(): void {
    const open = this.#open.at(-1);
    const end = this.#text.indexOf(']]>', this.#at);
    if (open === undefined || end < 0) throw this.#wrong('a CDATA section within an element, with an end', 'another');
    const raw = this.#text.slice(this.#at + '<![CDATA['.length, end);
    this.#checkCharacters(raw);
    open.texts.push(raw);
    this.#at = end + 3;
  }

  #comment(): void {
    const end = this.#text.indexOf('--', this.#at + 4);
    if (end < 0 || this.#text[end + 2] !== '>') throw this.#wrong('a comment without -- and with an end', 'another');
    this.#checkCharacters(this.#text.slice(this.#at + 4, end));
    this.#at = end + 3;
  }

  #instruction(): void {
    const end = this.#text.indexOf('?>', this.#at);
    const target = /^<\?([A-Za-z_][\w.-]*)(?:\s|\?>)/.exec(this.#text.slice(this.#at, this.#at + 80))?.[1];
    if (end < 0 || target === undefined || target.toLowerCase() === 'xml') {
      throw this.#wrong('a processing instruction with a name and an end', 'another');
    }
    this.#checkCharacters(this.#text.slice(this.#at, end));
    this.#at = end + 2;
  }

  #startTag(): void {
    const offset = this.#at;
    if (this.#root !== undefined && this.#open.length === 0)
      throw this.#wrong('the end of the text', 'a second element');
    if (this.#open.length >= this.#mostDepth)
      throw this.#wrong(`at most ${this.#mostDepth} elements within one another`, 'more');
    this.#elements += 1;
    if (this.#elements > this.#mostElements) throw this.#wrong(`at most ${this.#mostElements} elements`, 'more');
    this.#at += 1;
    const qualifiedName = this.#name();
    const written = this.#attributes();
    const namespaces = this.#namespacesOf(written);
    const [prefix, name] = split(qualifiedName);
    const namespace = this.#namespaceOf(prefix, namespaces);
    const children: XmlElement[] = [];
    const element = {
      namespace,
      name,
      attributes: this.#attributesOf(written, namespaces),
      children,
      text: '',
      offset,
    };
    this.#open.at(-1)?.children.push(element);
    this.#root ??= element;
    if (this.#text.startsWith('/>', this.#at)) this.#at += 2;
    else {
      this.#at += 1;
      this.#open.push({ qualifiedName, namespaces, element, children, texts: [] });
    }
  }

  #endTag(): void {
    const open = this.#open.at(-1);
    if (open === undefined) throw this.#wrong('the tag of an element', 'an end tag');
    const start = this.#at;
    this.#at += 2;
    const name = this.#name();
    this.#space();
    if (name !== open.qualifiedName || this.#text[this.#at] !== '>') {
      this.#at = start;
      throw this.#wrong(`</${shown(open.qualifiedName)}>`, 'another end tag');
    }
    this.#at += 1;
    open.element.text = open.texts.join('');
    this.#open.pop();
  }

  /** Attributes as written, up to the `>` or `/>`. */
  #attributes(): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      const spaced = this.#space();
      const next = this.#text[this.#at];
      if (next === '>' || (next === '/' && this.#text[this.#at + 1] === '>')) return attributes;
      if (!spaced) throw this.#wrong('a space, > or />', 'another character');
      const name = this.#name();
      if (attributes.has(name)) throw this.#wrong(`one attribute ${shown(name)}`, 'two');
      if (attributes.size >= MOST_ATTRIBUTES) throw this.#wrong(`at most ${MOST_ATTRIBUTES} attributes`, 'more');
      this.#space();
      if (this.#text[this.#at] !== '=') throw this.#wrong(`= after the attribute ${shown(name)}`, 'another character');
      this.#at += 1;
      this.#space();
      attributes.set(name, this.#quoted());
    }
  }

  #quoted(): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw this.#wrong('a value in quotes', 'another character');
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end < 0) throw this.#wrong('a value with an end', 'the end of the text');
    const raw = this.#text.slice(this.#at + 1, end);
    if (raw.includes('<')) throw this.#wrong('a value without <', 'one with it');
    const value = this.#decoded(raw.replaceAll(/\r\n|[\t\r\n]/g, ' '));
    this.#at = end + 1;
    return value;
  }

  #namespacesOf(written: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const outer = this.#open.at(-1)?.namespaces ?? new Map([['xml', XML]]);
    let own: Map<string, string> | undefined;
    for (const [name, uri] of written) {
      const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice('xmlns:'.length) : undefined;
      if (prefix === undefined) continue;
      const isReserved = prefix === 'xmlns' || uri === XMLNS || (prefix === 'xml') !== (uri === XML);
      if (isReserved || (prefix !== '' && uri === '')) throw this.#wrong('a namespace that may be bound', 'another');
      own ??= new Map(outer);
      own.set(prefix, uri);
    }
    return own ?? outer;
  }

  #namespaceOf(prefix: string, namespaces: ReadonlyMap<string, string>): string {
    const uri = namespaces.get(prefix);
    if (uri === undefined && prefix !== '') throw this.#wrong(`a namespace for the prefix ${shown(prefix)}`, 'none');
    return uri ?? '';
  }

  #attributesOf(written: ReadonlyMap<string, string>, namespaces: ReadonlyMap<string, string>): Map<string, string> {
    const attributes = new Map<string, string>();
    for (const [qualifiedName, value] of written) {
      if (qualifiedName === 'xmlns' || qualifiedName.startsWith('xmlns:')) continue;
      const [prefix, name] = split(qualifiedName);
      const key = prefix === '' ? name : `{${this.#namespaceOf(prefix, namespaces)}}${name}`;
      if (attributes.has(key)) throw this.#wrong(`one attribute ${shown(name)}`, 'two');
      attributes.set(key, value);
    }
    return attributes;
  }

  #name(): string {
    namePattern.lastIndex = this.#at;
    const name = namePattern.exec(this.#text)?.[0];
    if (name === undefined) throw this.#wrong('a name', 'another character');
    this.#at += name.length;
    return name;
  }

  #space(): boolean {
    const start = this.#at;
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1;
    return this.#at > start;
  }

  #decoded(raw: string): string {
    this.#checkCharacters(raw);
    const lines = raw.includes('\r') ? raw.replaceAll(/\r\n?/g, '\n') : raw;
    if (!lines.includes('&')) return lines;
    return lines.replaceAll(/&([^&;]{0,12};?)/g, (_whole, reference: string) => {
      const character = xmlReference(reference);
      if (character === undefined) throw this.#wrong('one of the five entities, or a character', 'another reference');
      return character;
    });
  }

  #checkCharacters(raw: string): void {
    if (!isXmlCharacter(raw)) throw this.#wrong('characters that XML has', 'others');
  }

  #wrong(expected: string, received: string): DecodeError {
    return new DecodeError('xml', expected, received, { offset: this.#at });
  }
}

function split(qualifiedName: string): [prefix: string, name: string] {
  const colon = qualifiedName.indexOf(':');
  return colon < 0 ? ['', qualifiedName] : [qualifiedName.slice(0, colon), qualifiedName.slice(colon + 1)];
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function shown(name: string): string {
  return name.slice(0, 60);
}
