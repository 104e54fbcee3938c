import { concat } from '../../bytes/bytes.ts';
import { authenticatorFlag } from '../../codec/authenticator-data.ts';
import { decodeCbor } from '../../codec/cbor/decode.ts';
import { encodeCbor } from '../../codec/cbor/encode.ts';
import type { CborMap, CborValue } from '../../codec/cbor/value.ts';
import type { AuthenticatorDataParts } from '../hooks.ts';
import type { AssertionSpoil, RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import { assertionStep, clause, registrationStep } from './shared-spoil.ts';

type Inputs = Readonly<Record<string, unknown>>;
type Level = RegistrationSpoil['level'];

const protection: Inputs = { credentialProtectionPolicy: 'userVerificationOptionalWithCredentialIDList' };
const enforced: Inputs = {
  credentialProtectionPolicy: 'userVerificationRequired',
  enforceCredentialProtectionPolicy: true,
};
const blob: Inputs = { getCredBlob: true };
const prf: Inputs = { prf: { eval: { first: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } } };

/** The clauses that say what the outputs of an extension are, by its input. */
const sections: Readonly<Record<string, SpoiledStep>> = {
  credentialProtectionPolicy: { document: 'CTAP 2.3', section: '12.1' },
  credBlob: { document: 'CTAP 2.3', section: '12.2' },
  getCredBlob: { document: 'CTAP 2.3', section: '12.2' },
  minPinLength: { document: 'CTAP 2.3', section: '12.5' },
  hmacCreateSecret: { document: 'CTAP 2.3', section: '12.7' },
  prf: { document: 'WebAuthn Level 3', section: '10.1.4' },
  credProps: { document: 'WebAuthn Level 3', section: '10.1.3' },
  largeBlob: { document: 'WebAuthn Level 3', section: '10.1.5' },
};

/** Registrations whose extension outputs are spoiled. What is expected of an output is the relying party's to say (section 7.1 step 28), so that nothing but an unreadable map MUST be refused. */
export const extensionsRegistrationSpoils: readonly RegistrationSpoil[] = [
  ...maps(protection).map(
    ({ steps, ...facts }): RegistrationSpoil => ({
      ceremony: 'registration',
      ...facts,
      steps: [...steps, registrationStep('28')],
    }),
  ),
  registered('cred-protect.text', 'credProtect is a text', protection, 'credProtect', '1'),
  registered('cred-protect.zero', 'credProtect is 0', protection, 'credProtect', 0),
  registered('cred-protect.four', 'credProtect is 4', protection, 'credProtect', 4),
  registered('cred-protect.boolean', 'credProtect is true', protection, 'credProtect', true),
  registered('cred-protect.lower', 'credProtect is 1 where 3 was asked for and enforced', enforced, 'credProtect', 1),
  registered('hmac-secret.number', 'hmac-secret is 1', { hmacCreateSecret: true }, 'hmac-secret', 1),
  registered(
    'hmac-secret.bytes',
    'hmac-secret is bytes at registration',
    { hmacCreateSecret: true },
    'hmac-secret',
    new Uint8Array(32),
  ),
  registered(
    'cred-blob.bytes',
    'credBlob is bytes at registration',
    { credBlob: 'AAAA' },
    'credBlob',
    new Uint8Array(3),
  ),
  registered('min-pin-length.text', 'minPinLength is a text', { minPinLength: true }, 'minPinLength', '4'),
  registered('min-pin-length.low', 'minPinLength is 3', { minPinLength: true }, 'minPinLength', 3),
  registered('min-pin-length.negative', 'minPinLength is -1', { minPinLength: true }, 'minPinLength', -1),
  ...[
    answered(
      'client.cred-props-text',
      'credProps of the client is a text',
      { credProps: true },
      'credProps',
      'spoiled',
    ),
    answered('client.cred-props-rk-text', 'credProps.rk of the client is a text', { credProps: true }, 'credProps', {
      rk: 'true',
    }),
    answered('client.prf-boolean', 'prf of the client is true', prf, 'prf', true),
    answered('client.prf-enabled-text', 'prf.enabled of the client is a text', prf, 'prf', { enabled: 'true' }),
    answered(
      'client.large-blob-text',
      'largeBlob of the client is a text',
      { largeBlob: { support: 'preferred' } },
      'largeBlob',
      'spoiled',
    ),
    answered(
      'client.large-blob-unsupported',
      'largeBlob.supported is false though it was required',
      { largeBlob: { support: 'required' } },
      'largeBlob',
      { supported: false },
    ),
    answered('client.array', 'the extension results of the client are an array', {}, '', undefined),
  ].map(
    ({ steps, ...facts }): RegistrationSpoil => ({
      ceremony: 'registration',
      ...facts,
      steps: [...steps, registrationStep('28')],
    }),
  ),
];

/** Assertions whose extension outputs are spoiled. */
export const extensionsAssertionSpoils: readonly AssertionSpoil[] = [
  ...maps(blob).map(
    ({ steps, ...facts }): AssertionSpoil => ({
      ceremony: 'assertion',
      ...facts,
      steps: [...steps, assertionStep('23')],
    }),
  ),
  asserted('cred-blob.boolean', 'credBlob is true at authentication', blob, 'credBlob', true),
  asserted('cred-blob.text', 'credBlob is a text', blob, 'credBlob', 'spoiled'),
  asserted('hmac-secret.boolean', 'hmac-secret is true at authentication', prf, 'hmac-secret', true),
  asserted('hmac-secret.short', 'hmac-secret has 31 bytes', prf, 'hmac-secret', new Uint8Array(31)),
  asserted('hmac-secret.long', 'hmac-secret has 96 bytes', prf, 'hmac-secret', new Uint8Array(96)),
  asserted('hmac-secret.empty', 'hmac-secret is empty', prf, 'hmac-secret', new Uint8Array(0)),
  ...[
    answered('client.prf-boolean', 'prf of the client is true', prf, 'prf', true),
    answered('client.prf-short', 'prf.results.first of the client has 31 bytes', prf, 'prf', {
      results: { first: 'A'.repeat(42) },
    }),
    answered('client.prf-second-unasked', 'prf.results.second of the client was not asked for', prf, 'prf', {
      results: { first: 'A'.repeat(43), second: 'A'.repeat(43) },
    }),
    answered(
      'client.large-blob-unasked',
      'largeBlob.written of the client where reading was asked',
      { largeBlob: { read: true } },
      'largeBlob',
      { written: true },
    ),
    answered('client.array', 'the extension results of the client are an array', {}, '', undefined),
  ].map(
    ({ steps, ...facts }): AssertionSpoil => ({
      ceremony: 'assertion',
      ...facts,
      steps: [...steps, assertionStep('23')],
    }),
  ),
];

function sectionsOf(inputs: Inputs): SpoiledStep[] {
  const named = Object.keys(inputs).flatMap((name) => sections[name] ?? []);
  return 'prf' in inputs ? [...named, { document: 'CTAP 2.3', section: '12.7' }] : named;
}

interface MapSpoil {
  readonly id: string;
  readonly says: string;
  readonly level: Level;
  readonly steps: readonly SpoiledStep[];
  readonly needs: { readonly extensions: Inputs };
  readonly hooks: { authenticatorData(sound: AuthenticatorDataParts): AuthenticatorDataParts };
}

function maps(extensions: Inputs): MapSpoil[] {
  const map = (name: string, says: string, level: Level, spoiled: (sound: CborMap) => Uint8Array): MapSpoil => ({
    id: `extensions.${name}`,
    says,
    level,
    steps: [clause('6.1')],
    needs: { extensions },
    hooks: { authenticatorData: (sound) => withExtensions(sound, spoiled(outputsOf(sound))) },
  });
  return [
    map('array', 'the extensions are an array', 'MUST', (sound) => encodeCbor([...sound.values()])),
    map('text', 'the extensions are a text', 'MUST', () => encodeCbor('spoiled')),
    map('null', 'the extensions are null', 'MUST', () => encodeCbor(null)),
    map('bytes', 'the extensions are a byte string of their map', 'MUST', (sound) => encodeCbor(encodeCbor(sound))),
    map('truncated', 'the extensions lack their last byte', 'MUST', (sound) => encodeCbor(sound).slice(0, -1)),
    map('twice', 'the extensions are there twice', 'SHOULD', (sound) => concat(encodeCbor(sound), encodeCbor(sound))),
    map('integer-key', 'the extensions have the key 1', 'SHOULD', (sound) =>
      encodeCbor(new Map([...sound, [1, true]])),
    ),
    map('bytes-key', 'the extensions have a byte string as key', 'SHOULD', (sound) =>
      encodeCbor(new Map([...sound, [Uint8Array.of(1), true]])),
    ),
  ];
}

function outputsOf({ extensions }: AuthenticatorDataParts): CborMap {
  const map = extensions === undefined ? undefined : decodeCbor(extensions);
  return map instanceof Map ? map : new Map();
}

function withExtensions(sound: AuthenticatorDataParts, extensions: Uint8Array): AuthenticatorDataParts {
  return { ...sound, flags: sound.flags | authenticatorFlag.ED, extensions };
}

function answering(name: string, output: CborValue): MapSpoil['hooks'] {
  return {
    authenticatorData: (sound) => withExtensions(sound, encodeCbor(new Map([...outputsOf(sound), [name, output]]))),
  };
}

function registered(
  name: string,
  says: string,
  extensions: Inputs,
  member: string,
  output: CborValue,
): RegistrationSpoil {
  return {
    ceremony: 'registration',
    id: `extensions.${name}`,
    says,
    level: 'SHOULD',
    steps: [registrationStep('28'), ...sectionsOf(extensions)],
    needs: { extensions },
    hooks: answering(member, output),
  };
}

function asserted(name: string, says: string, extensions: Inputs, member: string, output: CborValue): AssertionSpoil {
  return {
    ceremony: 'assertion',
    id: `extensions.${name}`,
    says,
    level: 'SHOULD',
    steps: [assertionStep('23'), ...sectionsOf(extensions)],
    needs: { extensions },
    hooks: answering(member, output),
  };
}

/** A client extension output in place of the sound one; all of them an array where `output` is undefined. */
function answered(
  name: string,
  says: string,
  extensions: Inputs,
  member: string,
  output: unknown,
): Omit<MapSpoil, 'hooks'> & {
  readonly hooks: { response(sound: Inputs): unknown };
} {
  return {
    id: `extensions.${name}`,
    says,
    level: 'SHOULD',
    steps: [clause('5.1'), clause('5.1.8'), ...sectionsOf(extensions)],
    needs: { extensions },
    hooks: {
      response: (sound) => {
        const results = sound['clientExtensionResults'] as Inputs;
        return {
          ...sound,
          clientExtensionResults: output === undefined ? [results] : { ...results, [member]: output },
        };
      },
    },
  };
}
