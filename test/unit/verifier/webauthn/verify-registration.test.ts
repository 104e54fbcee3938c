import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import type { CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import type { RegistrationInput } from '../../../../src/verifier/webauthn/input.ts';
import { lenient } from '../../../../src/verifier/webauthn/profile.ts';
import type { RefusalCode } from '../../../../src/verifier/webauthn/refusal-code.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { aaguid, challenge, credentialId, edDsa, es256, registration, rpId } from './ceremony-builder.ts';
import {
  attestationSubject,
  C,
  type CertificateParts,
  CN,
  makeCertificate,
  makeKeys,
  O,
  OU,
} from './certificate-builder.ts';

type Expected = Partial<RegistrationInput['expected']>;
type Response = Partial<RegistrationInput['response']>;

const p256Key = es256.publicKeyBytes;
const keys = makeKeys();

function withExpected(input: RegistrationInput, expected: Expected): RegistrationInput {
  return { ...input, expected: { ...input.expected, ...expected } };
}

function withResponse(input: RegistrationInput, response: Response): RegistrationInput {
  return { ...input, response: { ...input.response, ...response } };
}

function withMember(name: string, value: CborValue | undefined): { statement: (sound: CborMap) => CborMap } {
  return {
    statement: (sound) => {
      const spoiled = new Map(sound);
      if (value === undefined) spoiled.delete(name);
      else spoiled.set(name, value);
      return spoiled;
    },
  };
}

function flipLast(bytes: Uint8Array): Uint8Array {
  const spoiled = bytes.slice();
  spoiled[spoiled.length - 1]! ^= 1;
  return spoiled;
}

function attested(parts: { id?: Uint8Array; key?: Uint8Array; aaguid?: Uint8Array }): {
  authData: {
    attestedCredentialData: { aaguid: Uint8Array; credentialId: Uint8Array; credentialPublicKeyBytes: Uint8Array };
  };
} {
  return {
    authData: {
      attestedCredentialData: {
        aaguid: parts.aaguid ?? aaguid,
        credentialId: parts.id ?? credentialId,
        credentialPublicKeyBytes: parts.key ?? p256Key,
      },
    },
  };
}

function packedBy(parts: Omit<CertificateParts, 'keys'>): RegistrationInput {
  return registration('packed', { attestationKeys: keys, x5c: [makeCertificate({ keys, aaguid, ...parts })] });
}

const extensions: CborMap = new Map<string, CborValue>([['credProtect', 2]]) as CborMap;

describe('verifyRegistration', () => {
  for (const format of ['none', 'packed-self', 'packed', 'fido-u2f'] as const) {
    it(`accepts a sound registration of ${format} and says what to store`, () => {
      const verdict = verifyRegistration(registration(format));
      expect(verdict).toMatchObject({
        kind: 'accepted',
        warnings: [],
        credential: { id: credentialId, algorithm: -7, signCount: 0, uvInitialized: true, backupEligible: false },
        attestation: { trusted: false, type: format === 'none' ? 'none' : format === 'packed-self' ? 'self' : 'basic' },
      });
      expect(verdict.steps.every(({ outcome }) => outcome !== 'failed')).toBe(true);
    });
  }

  it('accepts an EdDSA credential', () => {
    expect(verifyRegistration(registration('packed-self', { key: edDsa }))).toMatchObject({ kind: 'accepted' });
  });

  it('accepts extension outputs that were requested', () => {
    const input = withExpected(registration('none', { authData: { extensions } }), {
      extensions: { credentialProtectionPolicy: 'userVerificationOptional' },
      unsolicitedExtensions: 'refused',
    });
    expect(verifyRegistration(input)).toMatchObject({ kind: 'accepted' });
  });

  it('accepts a conditional registration without UP', () => {
    const input = withExpected(registration('none', { authData: { up: false } }), { userPresence: 'not-required' });
    expect(verifyRegistration(input)).toMatchObject({ kind: 'accepted' });
  });

  const spoiled: readonly [what: string, step: string, code: RefusalCode, input: RegistrationInput][] = [
    [
      'type other than public-key',
      '5.1',
      'credential-type-mismatch',
      withResponse(registration('none'), { type: 'password' }),
    ],
    ['id that is not rawId', '5.1', 'credential-id-malformed', withResponse(registration('none'), { id: 'AAAA' })],
    [
      'client data that is not UTF-8',
      '7.1/5',
      'client-data-malformed',
      registration('none', { clientDataBytes: (sound) => concat(sound, fromHex('ff')) }),
    ],
    [
      'client data that is not JSON',
      '7.1/6',
      'client-data-malformed',
      registration('none', { clientDataBytes: (sound) => sound.subarray(1) }),
    ],
    [
      'client data that is an array',
      '7.1/6',
      'client-data-malformed',
      registration('none', { clientDataBytes: () => utf8('[]') }),
    ],
    [
      'client data without an origin',
      '7.1/6',
      'client-data-malformed',
      registration('none', { clientData: { origin: undefined } }),
    ],
    ['type webauthn.get', '7.1/7', 'type-mismatch', registration('none', { clientData: { type: 'webauthn.get' } })],
    [
      'another challenge',
      '7.1/8',
      'challenge-mismatch',
      withExpected(registration('none'), { challenge: flipLast(challenge) }),
    ],
    [
      'a padded challenge',
      '7.1/8',
      'challenge-mismatch',
      registration('none', { clientData: { challenge: `${Buffer.from(challenge).toString('base64url')}=` } }),
    ],
    [
      'a subdomain as origin',
      '7.1/9',
      'origin-mismatch',
      registration('none', { clientData: { origin: 'https://a.example.org' } }),
    ],
    [
      'crossOrigin true',
      '7.1/10',
      'cross-origin-unexpected',
      registration('none', { clientData: { crossOrigin: true } }),
    ],
    [
      'topOrigin beside crossOrigin false',
      '5.8.1',
      'top-origin-without-cross-origin',
      registration('none', { clientData: { topOrigin: 'https://top.example' } }),
    ],
    [
      'topOrigin where none is expected',
      '7.1/11.1',
      'top-origin-unexpected',
      withExpected(registration('none', { clientData: { crossOrigin: true, topOrigin: 'https://top.example' } }), {
        crossOrigin: 'allowed',
      }),
    ],
    [
      'a foreign topOrigin',
      '7.1/11.2',
      'top-origin-mismatch',
      withExpected(registration('none', { clientData: { crossOrigin: true, topOrigin: 'https://top.example' } }), {
        crossOrigin: 'allowed',
        topOrigins: ['https://other.example'],
      }),
    ],
    [
      'an attestation object that is no CBOR',
      '7.1/13',
      'attestation-object-malformed',
      withResponse(registration('none'), { attestationObject: fromHex('ff') }),
    ],
    [
      'authenticator data of 36 bytes',
      '6.1',
      'authenticator-data-malformed',
      registration('none', { authDataBytes: (sound) => sound.subarray(0, 36) }),
    ],
    [
      'authenticator data with a byte left over',
      '6.1',
      'authenticator-data-malformed',
      registration('none', { authDataBytes: (sound) => concat(sound, fromHex('00')) }),
    ],
    [
      'the hash of another RP ID',
      '7.1/14',
      'rp-id-mismatch',
      registration('none', { authData: { rpIdHash: sha256(utf8('example.com')) } }),
    ],
    ['UP clear', '7.1/15', 'user-not-present', registration('none', { authData: { up: false } })],
    ['UV clear', '7.1/16', 'user-not-verified', registration('none', { authData: { uv: false } })],
    ['BS without BE', '7.1/17', 'backup-state-without-eligibility', registration('none', { authData: { bs: true } })],
    [
      'AT clear and no attested data',
      '6.5',
      'attested-credential-data-missing',
      registration('none', { authDataBytes: (sound) => concat(sound.subarray(0, 32), fromHex('0500000000')) }),
    ],
    [
      'an algorithm not asked for',
      '7.1/20',
      'algorithm-not-requested',
      withExpected(registration('none'), { pubKeyCredParams: [{ type: 'public-key', alg: -8 }] }),
    ],
    [
      'an unknown algorithm',
      '5.8.5',
      'algorithm-unsupported',
      withExpected(
        registration('none', attested({ key: concat(p256Key.subarray(0, 4), fromHex('2b'), p256Key.subarray(5)) })),
        { pubKeyCredParams: [{ type: 'public-key', alg: -12 }] },
      ),
    ],
    [
      'ES256 with a key of Ed25519',
      '6.5.1',
      'public-key-invalid',
      registration(
        'none',
        attested({ key: concat(edDsa.publicKeyBytes.subarray(0, 4), fromHex('26'), edDsa.publicKeyBytes.subarray(5)) }),
      ),
    ],
    [
      'a point off the curve',
      '6.5.1',
      'public-key-invalid',
      registration('none', attested({ key: flipLast(p256Key) })),
    ],
    [
      'a public key with a label too many',
      '6.5.1',
      'public-key-malformed',
      registration('none', attested({ key: concat(fromHex('a6'), p256Key.subarray(1), fromHex('2300')) })),
    ],
    ['an unknown format', '7.1/21', 'attestation-format-unsupported', registration('none', { fmt: 'None' })],
    ['none with a member', '8.7', 'attestation-statement-malformed', registration('none', withMember('alg', -7))],
    [
      'packed without alg',
      '8.2/1',
      'attestation-statement-malformed',
      registration('packed', withMember('alg', undefined)),
    ],
    [
      'packed with sig as text',
      '8.2/1',
      'attestation-statement-malformed',
      registration('packed', withMember('sig', 'sig')),
    ],
    [
      'packed with an empty x5c',
      '8.2/1',
      'attestation-statement-malformed',
      registration('packed', withMember('x5c', [])),
    ],
    [
      'packed with ecdaaKeyId',
      '8.2/1',
      'attestation-statement-malformed',
      registration('packed', withMember('ecdaaKeyId', fromHex('00'))),
    ],
    [
      'packed with a certificate cut short',
      '8.2/2',
      'attestation-certificate-malformed',
      registration('packed', { x5c: [makeCertificate({ keys }).subarray(0, 100)] }),
    ],
    [
      'packed with a certificate in PEM',
      '8.2/2',
      'attestation-certificate-malformed',
      registration('packed', { x5c: [utf8('-----BEGIN CERTIFICATE-----')] }),
    ],
    [
      'packed with an unknown alg',
      '8.2/2',
      'attestation-algorithm-unsupported',
      registration('packed', withMember('alg', -65535)),
    ],
    [
      "packed with an alg other than the certificate's",
      '8.2/2',
      'attestation-algorithm-mismatch',
      registration('packed', withMember('alg', -8)),
    ],
    [
      'packed with a certificate on P-384 under ES256',
      '8.2/2',
      'attestation-algorithm-mismatch',
      registration('packed', {
        x5c: [makeCertificate({ keys: makeKeys('P-384'), issuer: { keys, subject: attestationSubject } })],
      }),
    ],
    [
      'packed with a spoiled signature',
      '8.2/2',
      'attestation-signature-invalid',
      registration('packed', { signature: flipLast }),
    ],
    ['packed with a certificate of version 1', '8.2.1', 'attestation-certificate-unfit', packedBy({ version: 1 })],
    [
      'packed with a country of three letters',
      '8.2.1',
      'attestation-certificate-unfit',
      packedBy({ subject: attestationSubject.map(([oid, tag, text]) => [oid, tag, oid === C ? 'CHE' : text]) }),
    ],
    [
      'packed with no organization',
      '8.2.1',
      'attestation-certificate-unfit',
      packedBy({ subject: attestationSubject.filter(([oid]) => oid !== O) }),
    ],
    [
      'packed with another unit',
      '8.2.1',
      'attestation-certificate-unfit',
      packedBy({
        subject: attestationSubject.map(([oid, tag, text]) => [
          oid,
          tag,
          oid === OU ? 'authenticator attestation' : text,
        ]),
      }),
    ],
    [
      'packed with no common name',
      '8.2.1',
      'attestation-certificate-unfit',
      packedBy({ subject: attestationSubject.filter(([oid]) => oid !== CN) }),
    ],
    ['packed with a CA as certificate', '8.2.1', 'attestation-certificate-unfit', packedBy({ ca: true })],
    [
      'packed with no Basic Constraints',
      '8.2.1',
      'attestation-certificate-unfit',
      packedBy({ withoutConstraints: true }),
    ],
    [
      'packed with a critical AAGUID extension',
      '8.2.1',
      'attestation-certificate-unfit',
      packedBy({ aaguidCritical: true }),
    ],
    [
      "packed with another model's certificate",
      '8.2/2',
      'attestation-aaguid-mismatch',
      packedBy({ aaguid: new Uint8Array(16) }),
    ],
    [
      'packed with an AAGUID extension of 15 bytes',
      '8.2/2',
      'attestation-aaguid-mismatch',
      packedBy({ aaguid: aaguid.subarray(1) }),
    ],
    [
      "self attestation with an alg other than the key's",
      '8.2/3',
      'attestation-algorithm-mismatch',
      registration('packed-self', withMember('alg', -8)),
    ],
    [
      'self attestation with a spoiled signature',
      '8.2/3',
      'attestation-signature-invalid',
      registration('packed-self', { signature: flipLast }),
    ],
    [
      'fido-u2f without x5c',
      '8.6/1',
      'attestation-statement-malformed',
      registration('fido-u2f', withMember('x5c', undefined)),
    ],
    [
      'fido-u2f with two certificates',
      '8.6/2',
      'attestation-statement-malformed',
      registration('fido-u2f', { x5c: [makeCertificate({ keys }), makeCertificate({ keys })] }),
    ],
    [
      'fido-u2f with a certificate on P-384',
      '8.6/2',
      'attestation-certificate-unfit',
      registration('fido-u2f', {
        x5c: [makeCertificate({ keys: makeKeys('P-384'), issuer: { keys, subject: attestationSubject } })],
      }),
    ],
    ['fido-u2f with an AAGUID', '10.2', 'attestation-aaguid-mismatch', registration('fido-u2f', attested({ aaguid }))],
    ['fido-u2f with an EdDSA credential', '8.6/4', 'public-key-invalid', registration('fido-u2f', { key: edDsa })],
    [
      'fido-u2f with a spoiled signature',
      '8.6/6',
      'attestation-signature-invalid',
      registration('fido-u2f', { signature: flipLast }),
    ],
    [
      'none where attestation is demanded',
      '7.1/24',
      'attestation-type-not-acceptable',
      withExpected(registration('none'), { attestation: { acceptNone: false } }),
    ],
    [
      'self attestation where a certificate is demanded',
      '7.1/24',
      'attestation-type-not-acceptable',
      withExpected(registration('packed-self'), { attestation: { acceptSelf: false } }),
    ],
    [
      'a certificate of no anchor',
      '7.1/24',
      'attestation-untrusted',
      withExpected(registration('packed'), { attestation: { anchors: [makeCertificate({ keys, ca: true })] } }),
    ],
    [
      'a certificate that has lapsed',
      '7.1/24',
      'attestation-certificate-expired',
      withExpected(registration('packed'), { attestation: { atMs: Date.UTC(2036, 0, 1) } }),
    ],
    ['an empty credential id', '7.1/25', 'credential-id-empty', registration('none', { id: new Uint8Array(0) })],
    [
      'a credential id of 1024 bytes',
      '7.1/25',
      'credential-id-too-long',
      registration('none', { id: new Uint8Array(1024) }),
    ],
    [
      'a credential id that is known',
      '7.1/26',
      'credential-already-registered',
      withExpected(registration('none'), { isRegistered: () => true }),
    ],
    [
      'a rawId other than the attested id',
      '7.1/27',
      'credential-id-mismatch',
      registration('none', attested({ id: flipLast(credentialId) })),
    ],
    [
      'an unsolicited extension output',
      '7.1/28',
      'extension-unsolicited',
      withExpected(registration('none', { authData: { extensions } }), { unsolicitedExtensions: 'refused' }),
    ],
    [
      'an unsolicited client extension output',
      '7.1/28',
      'extension-unsolicited',
      withExpected(withResponse(registration('none'), { clientExtensionResults: { credProps: {} } }), {
        unsolicitedExtensions: 'refused',
      }),
    ],
    [
      'a credProtect of 4',
      '12.1',
      'extension-output-unexpected',
      withExpected(registration('none', { authData: { extensions: new Map([['credProtect', 4]]) } }), {
        extensions: { credProtect: 2 },
      }),
    ],
    [
      'an extension with a number as name',
      '7.1/28',
      'extension-output-unexpected',
      registration('none', { authData: { extensions: new Map([[1, true]]) } }),
    ],
  ];
  for (const [what, step, code, input] of spoiled) {
    it(`refuses ${what} at ${step} with ${code}`, () => {
      const verdict = verifyRegistration(input);
      expect(verdict).toMatchObject({ kind: 'rejected', code });
      if (verdict.kind !== 'rejected') return;
      const { section, step: number } = verdict.spec;
      expect(number === undefined ? section : `${section}/${number}`).toBe(step);
      expect(verdict.steps.filter(({ outcome }) => outcome === 'failed')).toEqual([verdict.steps.at(-1)]);
      expect(verdict.because).toMatch(/expected .*received/);
    });
  }

  it('warns, and accepts, where the profile waives the duty', () => {
    const input = { ...registration('none', { clientData: { crossOrigin: true } }), profile: lenient };
    expect(verifyRegistration(input)).toMatchObject({
      kind: 'accepted',
      warnings: [{ code: 'cross-origin-unexpected', waivedBy: 'cross-origin-unexpected' }],
    });
  });

  it('remarks on a token binding of Level 2 and looks away', () => {
    const input = registration('none', { clientData: { tokenBinding: { status: 'present', id: 'AA' } } });
    expect(verifyRegistration(input)).toMatchObject({
      kind: 'accepted',
      warnings: [{ code: 'token-binding-present' }],
    });
  });

  it('lists every numbered step from 5 to 28 that bytes answer', () => {
    const { steps } = verifyRegistration(registration('packed'));
    const numbers = steps
      .filter(({ spec }) => spec.section === '7.1')
      .map(({ spec }) => Number.parseInt(spec.step ?? '', 10));
    // 18 and 19 leave BE and BS to the relying party's policy
    const expected = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 25, 26, 27, 28];
    expect([...new Set(numbers)].sort((left, right) => left - right)).toEqual(expected);
  });

  it('shows the bytes it judged', () => {
    const verdict = verifyRegistration(registration('none'));
    const step = verdict.steps.find(({ spec }) => spec.section === '7.1' && spec.step === '14');
    expect(step).toMatchObject({ outcome: 'passed', judged: sha256(utf8(rpId)) });
  });

  it('throws a TypeError that names the argument of the wrong type', () => {
    const input = withResponse(registration('none'), { rawId: 'AAAA' as unknown as Uint8Array });
    expect(() => verifyRegistration(input)).toThrow(/response\.rawId: expected a Uint8Array, received string/);
    expect(() => verifyRegistration(input)).toThrow(TypeError);
  });
});
