import { describe, expect, it } from 'vitest';
import { equalBytes } from '../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../src/bytes/hex.ts';
import type { AttestationPolicy, RegistrationInput } from '../../../../src/verifier/webauthn/input.ts';
import { keyIdentifierOf } from '../../../../src/verifier/webauthn/key-identifier.ts';
import type { MetadataSource, MetadataVerdict } from '../../../../src/verifier/webauthn/metadata-source.ts';
import { type Demands, microsoft, microsoftEnforced, type Profile } from '../../../../src/verifier/webauthn/profile.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { aaguid, assertion, attestationKeys, registration, type Spoil } from './ceremony-builder.ts';
import { makeCertificate, makeKeys } from './certificate-builder.ts';

const leaf = makeCertificate({ keys: attestationKeys, aaguid });
const statement = {
  authenticatorGetInfo: {
    versions: ['FIDO_2_0', 'FIDO_2_1'],
    extensions: ['credProtect', 'hmac-secret'],
    options: { rk: true, clientPin: false },
  },
};
const entry: MetadataVerdict = { roots: [leaf], status: 'trusted', certified: true, statement };

function metadata(found: Partial<MetadataVerdict> = {}): MetadataSource {
  return { find: (wanted) => (equalBytes(wanted, aaguid) ? { ...entry, ...found } : undefined) };
}

function judged(
  format: Parameters<typeof registration>[0],
  profile: Profile,
  attestation: AttestationPolicy = {},
  spoil: Spoil = {},
): ReturnType<typeof verifyRegistration> {
  const sound: RegistrationInput = registration(format, { x5c: [leaf], ...spoil });
  return verifyRegistration({ ...sound, profile, expected: { ...sound.expected, attestation } });
}

function demanding(demands: Demands): Profile {
  return { name: 'demanding', waives: {}, demands };
}

describe('the microsoft profile', () => {
  it.each(['none', 'packed', 'packed-self'] as const)('takes %s', (format) => {
    expect(judged(format, microsoft)).toMatchObject({ kind: 'accepted' });
  });

  it('takes a custom format of 32 characters as it is, and none of 33', () => {
    const fmt = 'x'.repeat(32);
    expect(judged('packed', microsoft, {}, { fmt })).toMatchObject({
      kind: 'accepted',
      attestation: { format: fmt, type: 'unverified', trusted: false },
    });
    expect(judged('packed', microsoft, {}, { fmt: `${fmt}x` })).toMatchObject({
      code: 'attestation-format-not-acceptable',
      spec: { section: '7.1', step: '24' },
    });
  });

  it.each(['fido-u2f', 'apple', 'android-key', 'compound'])('takes no %s, which is no custom format', (fmt) => {
    expect(judged('packed', microsoft, {}, { fmt })).toMatchObject({ code: 'attestation-format-not-acceptable' });
  });

  it('wants UV though the caller did not', () => {
    const sound = registration('none', { authData: { uv: false } });
    const input = {
      ...sound,
      profile: microsoft,
      expected: { ...sound.expected, userVerification: 'preferred' as const },
    };
    expect(verifyRegistration(input)).toMatchObject({ code: 'user-not-verified' });
    const { expected, ...login } = assertion({ authData: { uv: false } });
    expect(
      verifyAssertion({ ...login, profile: microsoft, expected: { ...expected, userVerification: 'discouraged' } }),
    ).toMatchObject({ code: 'user-not-verified' });
  });
});

describe('the microsoft-enforced profile', () => {
  it('takes packed with metadata that says enough, its roots being the anchors', () => {
    expect(judged('packed', microsoftEnforced, { metadata: metadata() })).toMatchObject({
      kind: 'accepted',
      attestation: { trusted: true },
    });
  });

  it('takes no other format', () => {
    for (const format of ['none', 'fido-u2f'] as const) {
      expect(judged(format, microsoftEnforced, { metadata: metadata() })).toMatchObject({
        code: 'attestation-format-not-acceptable',
      });
    }
  });

  it('takes no self attestation', () => {
    expect(judged('packed-self', microsoftEnforced, { metadata: metadata() })).toMatchObject({
      code: 'attestation-type-not-acceptable',
    });
  });

  it('takes no authenticator without metadata', () => {
    expect(judged('packed', microsoftEnforced)).toMatchObject({ code: 'metadata-missing', spec: { step: '23' } });
    const unknown: MetadataSource = { find: () => undefined };
    expect(judged('packed', microsoftEnforced, { metadata: unknown })).toMatchObject({ code: 'metadata-missing' });
  });

  const { authenticatorGetInfo: info } = statement;
  it.each<[string, Partial<MetadataVerdict>]>([
    ['is not certified', { certified: false }],
    ['has no statement', { statement: undefined }],
    ['speaks U2F alone', { statement: { authenticatorGetInfo: { ...info, versions: ['U2F_V2'] } } }],
    ['keeps no credentials', { statement: { authenticatorGetInfo: { ...info, options: { clientPin: true } } } }],
    ['verifies nobody', { statement: { authenticatorGetInfo: { ...info, options: { rk: true } } } }],
    ['has no hmac-secret', { statement: { authenticatorGetInfo: { ...info, extensions: [] } } }],
  ])('takes no model that %s', (_what, found) => {
    expect(judged('packed', microsoftEnforced, { metadata: metadata(found) })).toMatchObject({
      code: 'metadata-insufficient',
    });
  });

  it('takes no path to a root that metadata does not name', () => {
    const other = makeCertificate({ keys: makeKeys(), aaguid, ca: true });
    expect(judged('packed', microsoftEnforced, { metadata: metadata({ roots: [other] }) })).toMatchObject({
      code: 'attestation-untrusted',
    });
  });
});

describe('metadata', () => {
  const plain = demanding({});

  it('refuses an authenticator of an untrusted status, and says why', () => {
    const found = { status: 'untrusted' as const, because: 'REVOKED since 2026-01-01' };
    expect(judged('packed', plain, { metadata: metadata(found) })).toMatchObject({
      code: 'metadata-status-untrusted',
      because: expect.stringContaining('REVOKED since'),
    });
  });

  it('need not know the authenticator', () => {
    expect(judged('packed', plain, { metadata: { find: () => undefined } })).toMatchObject({ kind: 'accepted' });
  });

  it('is not asked for the AAGUID of a none attestation', () => {
    const found = metadata({ status: 'untrusted' });
    expect(judged('none', plain, { metadata: found })).toMatchObject({ kind: 'accepted' });
  });

  it('is asked for a U2F authenticator by the key of its certificate', () => {
    const asked: string[] = [];
    const source: MetadataSource = {
      find: () => undefined,
      findByCertificate: (keyIdentifier) => {
        asked.push(toHex(keyIdentifier));
        return entry;
      },
    };
    const u2fLeaf = makeCertificate({ keys: attestationKeys });
    const verdict = judged('fido-u2f', plain, { metadata: source }, { x5c: [u2fLeaf] });
    expect(asked).toEqual([toHex(keyIdentifierOf(u2fLeaf) ?? new Uint8Array(0))]);
    expect(asked[0]).toHaveLength(40);
    expect(verdict.kind === 'rejected' ? verdict.code : verdict.kind).toBe('attestation-untrusted');
    expect(keyIdentifierOf(Uint8Array.of(0x30))).toBeUndefined();
  });
});

describe('a demand', () => {
  const uuid = '00112233-4455-6677-8899-AABBCCDDEEFF';

  it('lets only AAGUIDs through that are allowed, or none that are blocked', () => {
    const other = '00000000-0000-0000-0000-000000000001';
    expect(judged('none', demanding({ aaguids: { allow: [uuid] } }))).toMatchObject({ kind: 'accepted' });
    expect(judged('none', demanding({ aaguids: { block: [other] } }))).toMatchObject({ kind: 'accepted' });
    for (const aaguids of [{ allow: [other] }, { allow: [] }, { block: [uuid] }]) {
      expect(judged('none', demanding({ aaguids }))).toMatchObject({ code: 'aaguid-not-acceptable' });
    }
    expect(() => judged('none', demanding({ aaguids: { block: ['a key'] } }))).toThrow(TypeError);
  });

  it('for an anchor is not met where none was given', () => {
    expect(judged('packed', demanding({ anchors: 'required' }))).toMatchObject({ code: 'attestation-untrusted' });
    expect(judged('packed', demanding({ anchors: 'required' }), { anchors: [leaf] })).toMatchObject({
      kind: 'accepted',
    });
  });

  it('for certificates is not met by self attestation', () => {
    expect(judged('packed-self', demanding({ certificates: 'required' }))).toMatchObject({
      code: 'attestation-type-not-acceptable',
    });
  });
});

describe('flags that are reserved', () => {
  it('are remarked, not refused', () => {
    const reserve = (sound: Uint8Array): Uint8Array => sound.map((byte, index) => (index === 32 ? byte | 0x22 : byte));
    for (const verdict of [
      verifyRegistration(registration('none', { authDataBytes: reserve })),
      verifyAssertion(assertion({ authDataBytes: reserve })),
    ]) {
      expect(verdict).toMatchObject({ kind: 'accepted', warnings: [{ code: 'reserved-flags-set' }] });
    }
  });
});
