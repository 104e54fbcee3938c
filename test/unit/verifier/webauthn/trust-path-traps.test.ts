import { describe, expect, it } from 'vitest';
import { basicConstraints, keyUsage, keyUsageBit } from '../../../../src/ceremonies/certificate-extensions.ts';
import { derNull } from '../../../../src/ceremonies/der.ts';
import { commonName } from '../../../../src/ceremonies/names.ts';
import { generateSigningKey } from '../../../../src/crypto/signing-key.ts';
import { AT_MS, authority, caExtensions, judgePath, leafBy } from './path-builder.ts';

const root = authority('root');
const middle = authority('middle', root);
const leaf = leafBy(middle);
const anchors = [root.der];
const unknownCritical = { oid: '2.999.1', critical: true, value: derNull() };

describe('the traps of trust paths', () => {
  it('a root of the same name and another key, in x5c or among the anchors, neither helps nor harms', () => {
    const namesake = authority('root');
    const made = authority('middle', namesake);
    expect(judgePath([leafBy(made), made.der, namesake.der], { anchors })).toBe('attestation-untrusted');
    expect(judgePath([leaf, middle.der], { anchors: [namesake.der, root.der] })).toBe('trusted');
    expect(judgePath([leaf, middle.der], { anchors: [namesake.der] })).toBe('attestation-untrusted');
  });

  it('a root renewed with the same key is the same authority', () => {
    const renewed = authority('root', undefined, { serialNumber: Uint8Array.of(0x22) }, root.key);
    expect(judgePath([leaf, middle.der, root.der], { anchors: [renewed.der] })).toBe('trusted');
  });

  it('a chain in the wrong order, with a stranger or a certificate twice, is none', () => {
    const stranger = authority('stranger');
    expect(judgePath([leaf, root.der, middle.der], { anchors })).toBe('attestation-untrusted');
    expect(judgePath([leaf, stranger.der, middle.der], { anchors })).toBe('attestation-untrusted');
    expect(judgePath([leaf, leaf, middle.der], { anchors })).toBe('attestation-untrusted');
    expect(judgePath([leaf, middle.der, middle.der], { anchors })).toBe('trusted');
    expect(judgePath([leaf, middle.der, stranger.der], { anchors })).toBe('trusted');
  });

  it('a chain of a hundred certificates is not looked at', () => {
    const long = Array.from({ length: 100 }, () => middle.der);
    expect(judgePath([leaf, ...long], { anchors })).toBe('attestation-certificate-malformed');
  });

  it('an anchor is taken as it is: lapsed, or of version 1 where it issued itself', () => {
    const lapsed = authority('root', undefined, { notAfterMs: Date.UTC(2025, 0, 1) }, root.key);
    expect(judgePath([leaf, middle.der], { anchors: [lapsed.der], atMs: AT_MS })).toBe('trusted');
    expect(judgePath([leaf, middle.der, lapsed.der], { anchors: [lapsed.der], atMs: AT_MS })).toBe('trusted');
    const old = authority('root', undefined, { version: 1, extensions: [] }, root.key);
    expect(judgePath([leaf, middle.der], { anchors: [old.der] })).toBe('trusted');
    const oldMiddle = authority('middle', root, { version: 1, extensions: [] }, middle.key);
    expect(judgePath([leaf, oldMiddle.der], { anchors })).toBe('attestation-untrusted');
    expect(judgePath([leaf, oldMiddle.der], { anchors: [oldMiddle.der] })).toBe('attestation-untrusted');
  });

  it('a leaf that is the anchor must be valid itself, and issues nothing', () => {
    const lapsed = leafBy(middle, { notAfterMs: Date.UTC(2025, 0, 1) });
    expect(judgePath([lapsed], { anchors: [lapsed], atMs: AT_MS })).toBe('attestation-certificate-expired');
    const notCa = authority('middle', root, { extensions: [basicConstraints(false)] }, middle.key);
    expect(judgePath([leaf], { anchors: [notCa.der] })).toBe('attestation-untrusted');
  });

  it('an intermediate may sign certificates, where it says what it may', () => {
    const signs = authority('middle', root, { extensions: [basicConstraints(true)] }, middle.key);
    expect(judgePath([leaf, signs.der], { anchors })).toBe('trusted');
    const extensions = [basicConstraints(true), keyUsage(keyUsageBit.digitalSignature, keyUsageBit.cRLSign)];
    const mayNot = authority('middle', root, { extensions }, middle.key);
    expect(judgePath([leaf, mayNot.der], { anchors })).toBe('attestation-untrusted');
  });

  it('a path length counts intermediates that are not self-issued', () => {
    const none = authority('middle', root, { extensions: [basicConstraints(true, 0), caExtensions[1]!] }, middle.key);
    expect(judgePath([leaf, none.der], { anchors })).toBe('trusted');
    const lower = authority('lower', none);
    expect(judgePath([leafBy(lower), lower.der, none.der], { anchors })).toBe('attestation-untrusted');
    const renewed = authority('middle', none);
    expect(judgePath([leafBy(renewed), renewed.der, none.der], { anchors })).toBe('trusted');
  });

  it('a critical extension that nobody knows is refused on the path, not beyond it', () => {
    const odd = leafBy(middle, { extensions: [basicConstraints(false), unknownCritical] });
    expect(judgePath([odd, middle.der], { anchors })).toBe('attestation-certificate-unfit');
    const oddMiddle = authority('middle', root, { extensions: [...caExtensions, unknownCritical] }, middle.key);
    expect(judgePath([leaf, oddMiddle.der], { anchors })).toBe('attestation-certificate-unfit');
    expect(judgePath([leaf, oddMiddle.der], { anchors: [oddMiddle.der] })).toBe('trusted');
    const mild = leafBy(middle, { extensions: [basicConstraints(false), { ...unknownCritical, critical: false }] });
    expect(judgePath([mild, middle.der], { anchors })).toBe('trusted');
  });

  it('a signature by way of SHA-1 is weak unless policy takes it, but for the one of an anchor', () => {
    const rsa = generateSigningKey(-65535, { kind: 'system' });
    const old = authority('old', undefined, {}, rsa);
    const weak = leafBy(old);
    expect(judgePath([weak, old.der], { anchors: [old.der] })).toBe('attestation-certificate-weak');
    expect(judgePath([weak, old.der], { anchors: [old.der], sha1Certificates: true })).toBe('trusted');
    const below = authority('below', old);
    expect(judgePath([leafBy(below), below.der], { anchors: [below.der] })).toBe('trusted');
  });

  it('names are compared as RFC 5280 says: case, spaces and the kind of text do not count', () => {
    const loud = authority('', undefined, { subject: [{ ...commonName('My  Root '), tag: 0x13 }] });
    const soft = { ...loud, name: [{ ...commonName('my root'), tag: 0x0c }] };
    expect(judgePath([leafBy(soft)], { anchors: [loud.der] })).toBe('trusted');
    const other = { ...loud, name: [commonName('myroot')] };
    expect(judgePath([leafBy(other)], { anchors: [loud.der] })).toBe('attestation-untrusted');
  });
});
