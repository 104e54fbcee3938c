import { concat } from '../../../src/bytes/bytes.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { type CoseKey, coseAlgorithm, coseCurve } from '../../../src/codec/cose-key.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Needs, Rule, RuleContext } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { allOf, assertionBytes, claims21 } from '../ceremony/accounts.ts';
import { hasHmacSecret, inputMap, protocolsOf, requestWithInput, saltOf } from '../ceremony/hmac-secret.ts';
import { type RefusalDefinition, refusals } from '../ceremony/refusals.ts';

const spec: SpecReference[] = [{ document: 'CTAP 2.3', section: '12.7' }];
const needs: Needs = { touches: 2 };

/** Members of the input by their keys. */
const KEY_AGREEMENT = 1;
const SALT_ENC = 2;
const SALT_AUTH = 3;
const PROTOCOL = 4;

/** Ways to spoil saltAuth. */
const wrongMacs = {
  'one bit flipped': (mac) => mac.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
  'last bit flipped': (mac) => mac.map((byte, index) => (index === mac.length - 1 ? byte ^ 1 : byte)),
  'all zeros': (mac) => new Uint8Array(mac.length),
  'one byte short': (mac) => mac.slice(0, -1),
  'one byte long': (mac) => concat(mac, Uint8Array.of(0)),
  'eight bytes of it': (mac) => mac.slice(0, 8),
  'no bytes': () => new Uint8Array(0),
} satisfies Record<string, (mac: Uint8Array) => Uint8Array>;

/** Lengths of decrypted salts that are neither one salt nor two. */
const wrongLengths = [48, 16, 0, 31, 33, 63, 65, 80, 96];

const members = { saltAuth: SALT_AUTH, saltEnc: SALT_ENC, keyAgreement: KEY_AGREEMENT } as const;

/** Members of another type than theirs. */
const mistyped = {
  'keyAgreement given as a byte string': [KEY_AGREEMENT, new Uint8Array(65)],
  'saltEnc given as text': [SALT_ENC, 'a'.repeat(32)],
  'saltAuth given as text': [SALT_AUTH, 'a'.repeat(32)],
  'saltEnc given as an array': [SALT_ENC, [0]],
} as const satisfies Record<string, readonly [number, CborValue]>;

/** A request whose input is sound but for one thing. */
async function spoiledRequest(
  context: RuleContext,
  protocol: 1 | 2,
  spoil: (input: CborMap) => void,
  choice: { readonly up?: boolean } = {},
): Promise<Uint8Array> {
  const request = await requestWithInput(
    context,
    protocol,
    async (uv) => {
      const input = inputMap((await uv.hmacSecretInput(saltOf(1))).input);
      spoil(input);
      return input;
    },
    choice,
  );
  return assertionBytes(request);
}

function secretRefusals<T>(
  definition: Omit<RefusalDefinition<T>, 'spec' | 'needs'> & { readonly needs?: Needs },
): [Rule, Rule] {
  const { id, applies = () => true, statuses, ...rest } = definition;
  return refusals<T>({
    spec,
    needs,
    // every case of a list is tried
    runs: 1,
    ...rest,
    // keys of CTAP 2.0 may look for user verification first
    statuses: [...statuses, ctapStatus.CTAP2_ERR_PUAT_REQUIRED],
    id: `ctap2.hmac-secret.${id}`,
    applies: allOf(hasHmacSecret, applies),
  });
}

const preferred = ({ device }: RuleContext): 1 | 2 => protocolsOf(device.facts)[0]!;
/** Every case under every protocol of the key, the preferred one first. */
const underEach = <T>({ device }: RuleContext, cases: readonly T[]): [T, 1 | 2][] =>
  protocolsOf(device.facts).flatMap((protocol) => cases.map((one): [T, 1 | 2] => [one, protocol]));

/** Duties to refuse hmac-secret inputs. */
export const hmacSecretRefusalRules: readonly Rule[] = [
  ...secretRefusals<{ saltAuth: keyof typeof wrongMacs; protocol: 1 | 2 }>({
    id: 'salt-auth.wrong',
    says: 'An input whose saltAuth is not the MAC of its saltEnc is refused.',
    statuses: [ctapStatus.CTAP2_ERR_PIN_AUTH_INVALID],
    cases: (context) =>
      underEach(context, Object.keys(wrongMacs) as (keyof typeof wrongMacs)[]).map(([saltAuth, protocol]) => ({
        saltAuth,
        protocol,
      })),
    request: async (context, { saltAuth, protocol }) => ({
      what: `hmac-secret with saltAuth of ${saltAuth}`,
      bytes: await spoiledRequest(context, protocol, (input) => {
        input.set(SALT_AUTH, wrongMacs[saltAuth](input.get(SALT_AUTH) as Uint8Array));
      }),
    }),
  }),
  ...secretRefusals<{ salts: number; protocol: 1 | 2 }>({
    id: 'salt-enc.wrong-length',
    says: 'An input whose salts are neither one of 32 bytes nor two is refused, although its saltAuth is right.',
    statuses: [ctapStatus.CTAP1_ERR_INVALID_PARAMETER, ctapStatus.CTAP1_ERR_INVALID_LENGTH],
    cases: (context) => underEach(context, wrongLengths).map(([salts, protocol]) => ({ salts, protocol })),
    request: async (context, { salts, protocol }) => {
      const request = await requestWithInput(context, protocol, async (uv) => {
        const { secret, platformKey } = await uv.agree();
        // Ciphertext of any length, MAC of just that: what lies in it does not matter.
        const saltEnc = new Uint8Array(salts + (protocol === 2 ? 16 : 0)).fill(0x5a);
        const saltAuth = uv.protocol.authenticate(secret, saltEnc);
        return inputMap({ keyAgreement: platformKey, saltEnc, saltAuth, pinUvAuthProtocol: protocol });
      });
      return { what: `hmac-secret with ${salts} bytes of salts`, bytes: assertionBytes(request) };
    },
  }),
  ...secretRefusals<keyof typeof members>({
    id: 'input.missing-member',
    says: 'An input without keyAgreement, saltEnc or saltAuth is refused.',
    statuses: [
      ctapStatus.CTAP2_ERR_MISSING_PARAMETER,
      ctapStatus.CTAP2_ERR_CBOR_UNEXPECTED_TYPE,
      ctapStatus.CTAP2_ERR_INVALID_CBOR,
      ctapStatus.CTAP1_ERR_INVALID_PARAMETER,
    ],
    cases: () => Object.keys(members) as (keyof typeof members)[],
    request: async (context, missing) => ({
      what: `hmac-secret without ${missing}`,
      bytes: await spoiledRequest(context, preferred(context), (input) => input.delete(members[missing])),
    }),
  }),
  ...secretRefusals<keyof typeof mistyped>({
    id: 'input.mistyped',
    level: 'SHOULD',
    says: 'An input with a member of a wrong type is refused.',
    statuses: [
      ctapStatus.CTAP2_ERR_CBOR_UNEXPECTED_TYPE,
      ctapStatus.CTAP2_ERR_INVALID_CBOR,
      ctapStatus.CTAP2_ERR_MISSING_PARAMETER,
      ctapStatus.CTAP1_ERR_INVALID_PARAMETER,
      ctapStatus.CTAP1_ERR_INVALID_LENGTH,
    ],
    cases: () => Object.keys(mistyped) as (keyof typeof mistyped)[],
    request: async (context, spoiled) => ({
      what: `hmac-secret with ${spoiled}`,
      bytes: await spoiledRequest(context, preferred(context), (input) => {
        const [member, value] = mistyped[spoiled];
        input.set(member, value);
      }),
    }),
  }),
  ...secretRefusals<{ point: 'of order two, on another curve'; guess: 'its x' | 'zeros' }>({
    id: 'key-agreement.off-curve',
    says: 'A keyAgreement point off the curve is refused, even where the input fits the secret that it would lead to.',
    statuses: [ctapStatus.CTAP1_ERR_INVALID_PARAMETER],
    cases: () => [
      { point: 'of order two, on another curve', guess: 'zeros' },
      { point: 'of order two, on another curve', guess: 'its x' },
    ],
    request: async (context, { guess }) => {
      const protocol = preferred(context);
      const request = await requestWithInput(context, protocol, async (uv) => {
        // A key that does not look multiplies (x, 0) by its scalar: the point again, or nothing at all.
        const x = saltOf(7);
        const secret = uv.protocol.deriveSecret(guess === 'zeros' ? new Uint8Array(32) : x);
        const saltEnc = uv.encrypt(secret, saltOf(1));
        const keyAgreement: CoseKey = {
          kty: 2,
          alg: coseAlgorithm['ECDH-ES+HKDF-256'],
          crv: coseCurve['P-256'],
          x,
          y: new Uint8Array(32),
        };
        const saltAuth = uv.protocol.authenticate(secret, saltEnc);
        return inputMap({ keyAgreement, saltEnc, saltAuth, pinUvAuthProtocol: protocol });
      });
      return {
        what: `hmac-secret with a keyAgreement off P-256, shared secret ${guess}`,
        bytes: assertionBytes(request),
      };
    },
  }),
  ...secretRefusals<number>({
    id: 'input.unknown-protocol',
    says: 'An input under a pinUvAuthProtocol that does not exist is refused.',
    // CTAP 2.0 had no such member, and keys of it must ignore it.
    applies: claims21,
    statuses: [ctapStatus.CTAP1_ERR_INVALID_PARAMETER],
    cases: () => [9, 0, 255],
    request: async (context, unknown) => {
      const { facts } = context.device;
      const spoken = protocolsOf(facts).includes(1) ? 1 : preferred(context);
      const bytes = await spoiledRequest(context, spoken, (input) => input.set(PROTOCOL, unknown));
      return { what: `hmac-secret with pinUvAuthProtocol ${unknown}`, bytes };
    },
  }),
  ...secretRefusals<string>({
    id: 'up-false.refused',
    says: 'hmac-secret is not served without a test of user presence.',
    level: 'SHOULD',
    statuses: [ctapStatus.CTAP2_ERR_UNSUPPORTED_OPTION, ctapStatus.CTAP2_ERR_INVALID_OPTION],
    cases: () => ['hmac-secret with up false'],
    request: async (context, what) => ({
      what,
      bytes: await spoiledRequest(context, preferred(context), () => undefined, { up: false }),
    }),
  }),
];
