import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { XmlElement } from '../../../src/oath/xml-element.ts';
import { readXml } from '../../../src/oath/xml-reader.ts';
import { escapeXml, isXmlCharacter } from '../../../src/oath/xml-reference.ts';

const seed = 42;

describe('readXml', () => {
  it('reads elements, attributes, text, CDATA, comments and instructions', () => {
    const root = readXml(
      `\ufeff<?xml version="1.0" encoding="utf-8"?><!-- a --><?go on?>\n<a b='1' c="&lt;&#65;&#x42;"> x&amp;<![CDATA[<y>]]><d/><d></d ></a><!-- z -->\n`,
    );
    expect(root).toMatchObject({ name: 'a', namespace: '', text: ' x&<y>' });
    expect([...root.attributes]).toEqual([
      ['b', '1'],
      ['c', '<AB'],
    ]);
    expect(root.children.map(({ name }) => name)).toEqual(['d', 'd']);
  });

  it('knows names by their namespace, not by their prefix', () => {
    const one = readXml('<p:a xmlns:p="urn:x" p:i="1" i="2"><p:b/><c xmlns="urn:y"/></p:a>');
    const other = readXml('<a xmlns="urn:x" xmlns:q="urn:x" q:i="1" i="2"><b/><z:c xmlns:z="urn:y"/></a>');
    const shape = ({ namespace, name, attributes, children }: XmlElement): unknown => ({
      namespace,
      name,
      attributes: [...attributes],
      children: children.map(shape),
    });
    expect(shape(one)).toEqual(shape(other));
  });

  it.each([
    ['a document type', '<!DOCTYPE a><a/>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ['entities within entities', '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>'],
    ['an entity that is not one of the five', '<a>&nbsp;</a>'],
    ['an ampersand alone', '<a>a & b</a>'],
    ['a character XML has not', '<a>&#0;</a>'],
    ['a control character', '<a>\u0001</a>'],
    ['half a surrogate pair', '<a>\ud800</a>'],
    ['a prefix without a namespace', '<p:a/>'],
    ['the xmlns prefix bound', '<a xmlns:xmlns="urn:x"/>'],
    ['a prefix unbound', '<a xmlns:p=""/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute twice by its namespace', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['attributes without a space', '<a b="1"c="2"/>'],
    ['< in an attribute', '<a b="<"/>'],
    ['an end tag of another name', '<a><b></a></b>'],
    ['no end', '<a><b>'],
    ['a second element', '<a/><b/>'],
    ['text after the element', '<a/>x'],
    ['nothing', ''],
    ['no element', '<!-- a -->'],
    ['-- in a comment', '<!-- a -- b --><a/>'],
    [']]> in text', '<a>]]></a>'],
    ['another version', '<?xml version="1.1"?><a/>'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['a declaration that is not first', ' <?xml version="1.0"?><a/>'],
    ['two colons', '<a:b:c xmlns:a="u"/>'],
  ])('refuses %s', (_what, text) => {
    expect(() => readXml(text)).toThrow(DecodeError);
  });

  it('refuses what is too deep, too long or too much, and reads what is just not', () => {
    const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(readXml(nested(32)).name).toBe('a');
    expect(() => readXml(nested(33))).toThrow('at most 32');
    expect(() => readXml('<a>xx</a>', { mostCharacters: 8 })).toThrow('at most 8');
    expect(() => readXml('<a><b/><b/></a>', { mostElements: 2 })).toThrow('at most 2');
    expect(() => readXml(`<a ${Array.from({ length: 65 }, (_, index) => `b${index}=""`).join(' ')}/>`)).toThrow(
      'at most 64',
    );
  });

  it('says where, and nothing of the text', () => {
    const thrown = (() => {
      try {
        readXml('<a>SECRET<b>SECRET&SECRET;</b></a>');
      } catch (error) {
        return error as DecodeError;
      }
      throw new Error('expected an error');
    })();
    expect(thrown.offset).toBe(12);
    expect(thrown.message).not.toContain('SECRET');
  });

  it('gives back any text that was escaped, in elements and attributes', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 40 }).filter(isXmlCharacter);
    fc.assert(
      fc.property(texts, (text) => {
        const root = readXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
        expect({ text: root.text, b: root.attributes.get('b') }).toEqual({ text, b: text });
      }),
      { seed, numRuns: 200 },
    );
  });

  it('ends any text in an element or a DecodeError, in time that its length bounds', () => {
    const pieces = fc.constantFrom(
      ...[
        '<',
        '>',
        '/>',
        '</',
        '<a',
        '<a>',
        '</a>',
        ' b="',
        "'",
        '"',
        '=',
        '&',
        '&amp;',
        ';',
        '<!--',
        '-->',
        '--',
        '<![CDATA[',
        ']]>',
      ],
      ...[
        '<?',
        '?>',
        '<?xml version="1.0"?>',
        'xmlns',
        'xmlns:p="u"',
        'p:',
        ':',
        ' ',
        '\n',
        'x',
        'é',
        '\u0000',
        '\ud800',
        '<!DOCTYPE',
      ],
    );
    const texts = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(typeof readXml(text).name).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { seed, numRuns: 2000 },
    );
  });
});
