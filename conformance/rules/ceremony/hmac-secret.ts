import { concat, equalBytes } from '../../../src/bytes/bytes.ts';
import type { PinUv } from '../../../src/client/pin-uv.ts';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { extensionId, type HmacSecretInput, hmacSecretInput } from '../../../src/ctap2/extensions.ts';
import type { GetAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { writeValue } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { expectThat, NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { claims21 } from './claims.ts';
import type { Asserted, Made, MakeChoice } from './credential.ts';
import { judgeAsserted, makeCredential, soundAssertionRequest } from './credential.ts';

/** Whether the key has hmac-secret; else why rules about it do not apply. */
export function hasHmacSecret({ info }: KeyFacts): true | string {
  return info.extensions.includes(extensionId.hmacSecret) || 'the key has no hmac-secret';
}

/** The PIN/UV auth protocols of a key that we speak, its preferred one first; one where it lists none. */
export function protocolsOf({ info }: KeyFacts): (1 | 2)[] {
  const known = info.pinUvAuthProtocols.filter((number): number is 1 | 2 => number === 1 || number === 2);
  return known.length === 0 ? [1] : known;
}

/** A salt of 32 bytes that can be read in a counterexample: one byte, repeated. */
export function saltOf(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

/** A credential made for hmac-secret. */
export function makeWithSecret(context: RuleContext, choice: MakeChoice = {}): Promise<Made> {
  return makeCredential(context, { ...choice, extensions: new Map([[extensionId.hmacSecret, true]]) });
}

/** What a rule may choose about an hmac-secret request. */
export interface SecretChoice {
  readonly protocol?: 1 | 2;
  /** `true` proves user verification. */
  readonly verified?: boolean;
  /** `false` sends no allowList: the discoverable credentials answer. */
  readonly named?: boolean;
  /** The input's protocol member is left out. */
  readonly withoutProtocol?: boolean;
}

/** An assertion with the outputs of its salts, decrypted: as many as there were salts. */
export interface Secrets {
  readonly asserted: Asserted;
  readonly outputs: readonly Uint8Array[];
  /** The output as it came. */
  readonly encrypted: Uint8Array;
}

/** An hmac-secret request ready to be sent, with what reads the answers to it. */
export interface SecretRequest {
  readonly request: GetAssertionRequest;
  /** Judges an answer and opens its output; accuses the key where there is none, or one of a wrong length. */
  readonly read: (asserted: Asserted) => Secrets;
}

/** A sound getAssertion with hmac-secret over one or two salts. */
export async function secretRequest(
  context: RuleContext,
  made: readonly Made[],
  salts: readonly Uint8Array[],
  choice: SecretChoice = {},
): Promise<SecretRequest> {
  const { protocol = protocolsOf(context.device.facts)[0]!, verified = false, named = true } = choice;
  const bare = await soundAssertionRequest(context, {
    rpId: made[0]!.rpId,
    ...(named ? { allowList: made.map((one) => one.descriptor) } : {}),
    verified,
  });
  // Agreed last: some keys draw a new key agreement key for every token.
  const { input, open } = await context.device.uv(protocol).hmacSecretInput(concat(...salts));
  const { pinUvAuthProtocol, ...rest } = input;
  const sent = choice.withoutProtocol === true ? rest : { ...rest, pinUvAuthProtocol };
  return {
    request: { ...bare, extensions: extensionWith(sent) },
    read: (asserted) => {
      const encrypted = outputOf(asserted);
      const plain = open(encrypted);
      expectThat(
        plain.length === 32 * salts.length,
        `${32 * salts.length} bytes of hmac-secret output for ${salts.length} salts`,
        `${plain.length} bytes`,
      );
      const outputs = salts.map((_salt, index) => plain.slice(32 * index, 32 * index + 32));
      return { asserted, outputs, encrypted };
    },
  };
}

/** The outputs of one or two salts from one credential. A refusal escapes as `CtapError`. */
export async function secretsOf(
  context: RuleContext,
  made: Made,
  salts: readonly Uint8Array[],
  choice: SecretChoice = {},
): Promise<Secrets> {
  const { request, read } = await secretRequest(context, [made], salts, choice);
  const answer = await unlessVerificationIsDue(context, request, () => context.device.client.getAssertion(request));
  return read(judgeAsserted([made], request, answer));
}

/** CTAP 2.0 left open whether secrets are given without user verification: throws `NotApplicable` where they are not. */
async function unlessVerificationIsDue<T>(
  { device }: RuleContext,
  { pinUvAuthParam, options }: GetAssertionRequest,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const isDue = error instanceof CtapError && verificationDue.includes(error.status);
    const isProven = pinUvAuthParam !== undefined || options?.uv === true;
    if (!isDue || isProven || claims21(device.facts) === true) throw error;
    throw new NotApplicable('the key gives no secrets without user verification');
  }
}

const verificationDue: readonly number[] = [
  ctapStatus.CTAP2_ERR_PUAT_REQUIRED,
  ctapStatus.CTAP2_ERR_OPERATION_DENIED,
  ctapStatus.CTAP2_ERR_UNSUPPORTED_OPTION,
  ctapStatus.CTAP2_ERR_INVALID_OPTION,
];

/** The output of one salt from one credential. */
export async function secretOf(
  context: RuleContext,
  made: Made,
  salt: Uint8Array,
  choice: SecretChoice = {},
): Promise<Uint8Array> {
  return (await secretsOf(context, made, [salt], choice)).outputs[0]!;
}

/** Accuses the key unless two outputs are equal. */
export function expectSame(left: Uint8Array, right: Uint8Array, what: string): void {
  expectThat(equalBytes(left, right), `${what} to be the same`, () => `${hex(left)}, then ${hex(right)}`);
}

/** Accuses the key when two outputs are equal. */
export function expectOther(left: Uint8Array, right: Uint8Array, what: string): void {
  expectThat(!equalBytes(left, right), `${what} to differ`, () => `${hex(left)} both times`);
}

/** A getAssertion whose hmac-secret input the rule makes itself from a fresh agreement. */
export async function requestWithInput(
  context: RuleContext,
  protocol: 1 | 2,
  input: (uv: PinUv) => Promise<CborMap>,
  choice: { readonly up?: boolean } = {},
): Promise<GetAssertionRequest> {
  const made = await makeWithSecret(context);
  const bare = await soundAssertionRequest(context, { allowList: [made.descriptor], ...choice });
  const value = await input(context.device.uv(protocol));
  return { ...bare, extensions: new Map<string, CborValue>([[extensionId.hmacSecret, value]]) };
}

/** The CBOR map of an hmac-secret input, to be spoiled by hand. */
export function inputMap(input: HmacSecretInput): CborMap {
  return writeValue(hmacSecretInput, input) as CborMap;
}

function extensionWith(input: HmacSecretInput): CborMap {
  return new Map<string, CborValue>([[extensionId.hmacSecret, inputMap(input)]]);
}

function outputOf({ judged }: Asserted): Uint8Array {
  const output = judged.extensions?.get(extensionId.hmacSecret);
  if (output instanceof Uint8Array) return output;
  throw new Violation(
    'an hmac-secret output, a byte string',
    output === undefined ? 'none' : `a value that is no byte string (${typeof output})`,
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
