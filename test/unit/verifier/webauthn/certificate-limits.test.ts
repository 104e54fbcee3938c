import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { basicConstraints } from '../../../../src/ceremonies/certificate-extensions.ts';
import { boolean, context, der, derNull, oid, sequence, set } from '../../../../src/ceremonies/der.ts';
import type { CertificateExtensionParts } from '../../../../src/ceremonies/hooks.ts';
import { authority, caExtensions, judgePath, leafBy } from './path-builder.ts';

const root = authority('Root');

/** What a path through an intermediate with these extensions comes to, below it another where asked. */
function through(extensions: readonly CertificateExtensionParts[], isDeep = false): string {
  const upper = authority('Upper', root, { extensions });
  const x5c = isDeep ? [authority('Lower', upper), upper] : [upper];
  return judgePath([leafBy(x5c[0]!), ...x5c.map((one) => one.der)], { anchors: [root.der] });
}

function constraints(value: Uint8Array): CertificateExtensionParts {
  return { oid: '2.5.29.19', critical: true, value };
}

const onlyOther = sequence(
  context(0, sequence(context(4, sequence(set(sequence(oid('2.5.4.10'), der(0x0c, utf8('Other')))))))),
);

describe('what a certificate says of those below it', () => {
  it.each([true, false])('is heeded in name constraints, critical: %s', (critical) => {
    expect(through(caExtensions)).toBe('trusted');
    expect(through([...caExtensions, { oid: '2.5.29.30', critical, value: onlyOther }])).toBe(
      'attestation-certificate-unfit',
    );
  });

  it('is not read out of malformed Basic Constraints', () => {
    expect(through([basicConstraints(true, 1)], true)).toBe('trusted');
    const negative = sequence(boolean(true), der(0x02, Uint8Array.of(0xff)));
    expect(through([constraints(negative)], true)).toBe('attestation-certificate-malformed');
    expect(through([constraints(concat(sequence(boolean(true)), derNull()))])).toBe(
      'attestation-certificate-malformed',
    );
  });
});

describe('metadata', () => {
  it('with a root that cannot be read throws nothing, and the other roots count', () => {
    const leaf = leafBy(root);
    const found = { status: 'trusted', certified: false, statement: undefined } as const;
    const judge = (roots: readonly Uint8Array[]): string =>
      judgePath([leaf], { metadata: { find: () => ({ ...found, roots }) } });
    expect(judge([Uint8Array.of(0x30, 0x00), root.der])).toBe('trusted');
    expect(judge([Uint8Array.of(0x30, 0x00)])).toBe('attestation-untrusted');
  });
});
