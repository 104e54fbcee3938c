const entities: ReadonlyMap<string, string> = new Map([
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
  ['apos;', "'"],
]);

/** What stands for `&…;`: one of the five entities or a character by its number; undefined for anything else. */
export function xmlReference(reference: string): string | undefined {
  const [, decimal, hex] = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));$/.exec(reference) ?? [];
  if (decimal === undefined && hex === undefined) return entities.get(reference);
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  if (code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  return isXmlCharacter(character) ? character : undefined;
}

/** Whether a text has only characters of XML 1.0 (section 2.2): no controls but tab and line ends, no lone surrogate. */
export function isXmlCharacter(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text);
}

/** A text as XML writes it, within an element or an attribute. Throws `RangeError` for what XML has no way to write. */
export function escapeXml(text: string): string {
  if (!isXmlCharacter(text)) throw new RangeError('xml: expected characters that XML has, received others');
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
