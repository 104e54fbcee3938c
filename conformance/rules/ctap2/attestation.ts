import fc from 'fast-check';
import { equalBytes } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import type { CborKey, CborMap } from '../../../src/codec/cbor/value.ts';
import { encodeCoseKey } from '../../../src/codec/cose-key.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, Violation } from '../../vocabulary/violation.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import type { Made } from '../ceremony/credential.ts';
import { algorithmsOf, makeCredential, soundMakeRequest } from '../ceremony/credential.ts';
import { rawRequest } from '../ceremony/raw-request.ts';
import { expectAccepted } from '../ceremony/refusal.ts';

const response: SpecReference = { document: 'CTAP 2.3', section: '6.1.2', step: '19' };
const webauthn = (section: string): SpecReference => ({ document: 'WebAuthn Level 3', section });

/** What distinguishes one registration from another. */
interface Choice {
  readonly alg: number;
  readonly rk: boolean;
  readonly extension?: 'hmac-secret' | 'credProtect';
}

function choices({ device }: RuleContext): fc.Arbitrary<Choice> {
  const { info } = device.facts;
  const extensions = (['hmac-secret', 'credProtect'] as const).filter((id) => info.extensions.includes(id));
  return fc
    .record({
      alg: fc.constantFrom(...algorithmsOf(device.facts)),
      rk: info.options['rk'] === true ? fc.boolean() : fc.constant(false),
      extension: fc.constantFrom(undefined, ...extensions),
    })
    .map(({ extension, ...rest }) => ({ ...rest, ...(extension === undefined ? {} : { extension }) }));
}

function extensionsOf({ extension }: Choice): { extensions?: CborMap } {
  if (extension === undefined) return {};
  return { extensions: new Map([[extension, extension === 'credProtect' ? 1 : true]]) };
}

/** A duty that one credential, judged by the verifier, shows. */
function shown(definition: {
  readonly id: string;
  readonly level?: Rule['level'];
  readonly says: string;
  readonly spec: SpecReference;
  readonly needs?: Needs;
  readonly applies?: Rule['applies'];
  readonly verified?: boolean;
  readonly runs?: number;
  readonly check: (made: Made, context: RuleContext, choice: Choice) => void;
}): Rule {
  const { check, verified, spec, level = 'MUST', needs = {}, runs = 10, id, says, applies } = definition;
  return rule<[Choice]>({
    id: `ctap2.attestation.${id}`,
    level,
    says,
    spec: [spec],
    needs: { touches: 1, ...needs },
    runs,
    ...(applies === undefined ? {} : { applies }),
    property: (context) =>
      fc.asyncProperty(choices(context), async (choice) => {
        const { alg, rk } = choice;
        const made = await makeCredential(context, {
          rk,
          algorithms: [alg],
          ...(verified === undefined ? {} : { verified }),
          ...extensionsOf(choice),
        });
        try {
          check(made, context, choice);
        } finally {
          await removeCredentials(context, rk ? [made] : []);
        }
      }),
  });
}

function membersOf(body: Uint8Array): { value: CborMap; keys: CborKey[] } {
  const { value } = decodeTolerant(body);
  if (!(value instanceof Map)) throw new Violation('a map', 'another CBOR value');
  return { value, keys: [...value.keys()] };
}

const flagsOf = (made: Made): number => made.response.authData[32]!;
const byte = (flags: number): string => `flags 0x${flags.toString(16).padStart(2, '0')}`;
const RESERVED = 0x22;
const UV = 0x04;
const ED = 0x80;

/** Duties over the attestation of a new credential. */
export const attestationRules: readonly Rule[] = [
  shown({
    id: 'verifies',
    says: 'The attestation of every credential verifies by every step of WebAuthn that a key answers for, with each algorithm and kind of credential.',
    spec: webauthn('7.1'),
    runs: 20,
    // makeCredential has judged it already
    check: () => undefined,
  }),
  rule<[Choice]>({
    id: 'ctap2.attestation.members',
    level: 'MUST',
    says: 'The response has fmt, authData and attStmt (which a fmt of none may lack).',
    spec: [response],
    needs: { touches: 1 },
    runs: 3,
    property: (context) =>
      fc.asyncProperty(choices(context), async (choice) => {
        const request = await soundMakeRequest(context, { algorithms: [choice.alg], ...extensionsOf(choice) });
        const bytes = rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request));
        const reply = await context.device.send(bytes);
        expectAccepted(reply, 'makeCredential');
        const { value, keys } = membersOf(reply.body);
        for (const key of value.get(0x01) === 'none' ? [0x01, 0x02] : [0x01, 0x02, 0x03]) {
          expectThat(value.has(key), `member 0x0${key}`, `members ${keys.join(', ')}`);
        }
      }),
  }),
  rule<[Choice]>({
    id: 'ctap2.attestation.members.known',
    level: 'SHOULD',
    says: 'The response has no member that the standard does not define.',
    spec: [response],
    needs: { touches: 1 },
    runs: 3,
    property: (context) =>
      fc.asyncProperty(choices(context), async (choice) => {
        const request = await soundMakeRequest(context, { algorithms: [choice.alg], ...extensionsOf(choice) });
        const bytes = rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request));
        const reply = await context.device.send(bytes);
        expectAccepted(reply, 'makeCredential');
        const strange = membersOf(reply.body).keys.find((key) => typeof key !== 'number' || key < 1 || key > 6);
        expectThat(strange === undefined, 'members 0x01 to 0x06', () => `member ${String(strange)}`);
      }),
  }),
  shown({
    id: 'aaguid',
    says: 'The AAGUID of the attested credential is that of getInfo; under fido-u2f or none it may be zero.',
    spec: webauthn('6.5.2'),
    runs: 2,
    check: ({ judged }, { device }) => {
      const { aaguid } = judged.credential;
      const mayHide = judged.attestation.format !== 'packed';
      if (mayHide && aaguid.every((one) => one === 0)) return;
      expectThat(equalBytes(aaguid, device.facts.info.aaguid), `AAGUID ${toHex(device.facts.info.aaguid)}`, () =>
        toHex(aaguid),
      );
    },
  }),
  shown({
    id: 'flags.reserved',
    says: 'The reserved bits of the flags are zero.',
    spec: webauthn('6.1'),
    runs: 2,
    check: (made) =>
      expectThat((flagsOf(made) & RESERVED) === 0, 'bits 1 and 5 of the flags clear', () => byte(flagsOf(made))),
  }),
  shown({
    id: 'flags.unverified',
    says: 'A key without built-in user verification does not claim that it verified the user when no proof was given.',
    spec: webauthn('6.1'),
    applies: ({ info }) => info.options['uv'] === undefined || 'the key has built-in user verification',
    check: (made) => {
      if (!made.verified) expectThat((flagsOf(made) & UV) === 0, 'UV clear', () => byte(flagsOf(made)));
    },
  }),
  shown({
    id: 'flags.verified',
    says: 'After a right pinUvAuthParam the key says that it verified the user.',
    spec: webauthn('6.1'),
    needs: { pin: 'set' },
    verified: true,
    runs: 4,
    check: (made) => expectThat((flagsOf(made) & UV) !== 0, 'UV set', () => byte(flagsOf(made))),
  }),
  shown({
    id: 'extensions',
    says: 'The flag ED tells whether there are extension outputs.',
    spec: { document: 'CTAP 2.3', section: '6.1.2', step: '15' },
    check: (made) => {
      const outputs = [...(made.judged.extensions?.keys() ?? [])];
      const hasFlag = (flagsOf(made) & ED) !== 0;
      expectThat(hasFlag === outputs.length > 0, outputs.length > 0 ? 'ED set' : 'ED clear', () => byte(flagsOf(made)));
    },
  }),
  shown({
    id: 'extensions.asked',
    level: 'SHOULD',
    says: 'Extension outputs are those of extensions that were asked for, save a credProtect level that the key forces.',
    spec: { document: 'CTAP 2.3', section: '6.1.2', step: '15' },
    check: (made, _context, { extension }) => {
      const outputs = [...(made.judged.extensions?.keys() ?? [])];
      const unasked = outputs.find((id) => id !== extension && id !== 'credProtect');
      expectThat(
        unasked === undefined,
        extension === undefined ? 'no extension output' : `output of ${extension} only`,
        () => `output of ${String(unasked)}`,
      );
    },
  }),
  shown({
    id: 'public-key.minimal',
    says: 'The credential public key is canonical CBOR with the labels that its key type requires and no others.',
    spec: webauthn('6.5.1.1'),
    check: ({ judged }) => {
      const { publicKey, coseKey } = judged.credential;
      const minimal = encodeCbor(encodeCoseKey(coseKey));
      expectThat(equalBytes(publicKey, minimal), `COSE_Key ${toHex(minimal)}`, () => toHex(publicKey));
    },
  }),
  shown({
    id: 'certificate',
    level: 'SHOULD',
    says: 'An attestation certificate has the form that WebAuthn gives it: version 3, its subject, no CA.',
    spec: webauthn('8.2.1'),
    runs: 1,
    check: ({ judged }) => {
      const unfit = judged.warnings.find(({ code }) => code === 'attestation-certificate-unfit');
      if (unfit !== undefined) throw new Violation('an attestation certificate by WebAuthn 8.2.1', unfit.because);
    },
  }),
  shown({
    id: 'key-apart',
    level: 'SHOULD',
    says: 'A key that attests with a certificate does so by a key other than the credential it attests.',
    spec: webauthn('6.5.4'),
    runs: 4,
    check: ({ judged }) => {
      const leaf = judged.attestation.format === 'packed' ? judged.attestation.trustPath[0] : undefined;
      const { coseKey } = judged.credential;
      if (leaf === undefined || coseKey.kty !== 2) return;
      expectThat(
        !toHex(leaf).includes(toHex(coseKey.x)),
        'an attestation certificate for another key',
        'one for the credential itself',
      );
    },
  }),
];
