import { fromBase64 } from '../bytes/base64.ts';
import { TokenError } from './import-failure.ts';
import { pskcNamespace } from './pskc-names.ts';
import type { XmlElement } from './xml-element.ts';

/** The children of a name, in the PSKC namespace unless another is said. */
export function childrenOf(element: XmlElement, name: string, namespace: string = pskcNamespace.pskc): XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === namespace);
}

/** The only child of a name; undefined where there is none. Throws `TokenError` for two. */
export function childOf(element: XmlElement, name: string, namespace?: string): XmlElement | undefined {
  const [first, second] = childrenOf(element, name, namespace);
  if (second !== undefined) throw new TokenError('syntax', name, 'one', 'two', second.offset);
  return first;
}

/** The child of a name, in whatever namespace: the parameters of PBKDF2 stand in three. */
export function looseChildOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** The trimmed text of a child; undefined where it is absent or empty. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const text = element === undefined ? undefined : childOf(element, name)?.text.trim();
  return text === '' ? undefined : text;
}

/** The bytes of base64 with white space in it. Throws `TokenError`, never with the text. */
export function base64Of(element: XmlElement, field: string): Uint8Array {
  try {
    return fromBase64(element.text.replaceAll(/[ \t\r\n]+/g, ''));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TokenError('field-wrong', field, 'base64', 'another text', element.offset);
  }
}

/** A whole number within bounds. Throws `TokenError`. */
export function countOf(element: XmlElement, field: string, least: number, most: number): number {
  const text = element.text.trim();
  const value = Number(text);
  if (/^[+-]?\d{1,19}$/.test(text) && value >= least && value <= most) return value;
  throw new TokenError('field-wrong', field, `${least} to ${most}`, JSON.stringify(text.slice(0, 24)), element.offset);
}
