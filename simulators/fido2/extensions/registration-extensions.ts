import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { extensionId } from '../../../src/ctap2/extensions.ts';
import { bool, readValue, uint } from '../../../src/ctap2/schema.ts';
import { refuse } from '../authorize.ts';
import type { CommandContext } from '../context.ts';

/** What a registration asks of the extensions that the device has. */
export interface RegistrationExtensions {
  readonly credProtect: number | undefined;
  readonly hmacSecret: boolean;
}

/** What extensions make of a new credential. */
export interface RegistrationOutcome {
  readonly credProtect: 1 | 2 | 3;
  readonly hmacSecret: boolean;
  /** Extension outputs for authenticator data; `undefined` where there are none. */
  readonly outputs: CborMap | undefined;
}

/** Reads the inputs; extensions that the device does not have are ignored. Throws `DecodeError` for mistyped ones. */
export function readRegistrationExtensions(
  context: CommandContext,
  extensions: CborMap | undefined,
): RegistrationExtensions {
  const place = 'authenticatorMakeCredential.extensions';
  const input = (id: string) => (context.policy.knowsExtension(id, context.profile) ? extensions?.get(id) : undefined);
  const credProtect = input(extensionId.credProtect);
  const hmacSecret = input(extensionId.hmacSecret);
  return {
    credProtect: credProtect === undefined ? undefined : readValue(uint(), credProtect, `${place}.credProtect`),
    hmacSecret: hmacSecret === undefined ? false : readValue(bool(), hmacSecret, `${place}.hmac-secret`),
  };
}

/** Step 15 of makeCredential. Throws `CtapError` for a value that cannot be served. */
export function processRegistrationExtensions(
  context: CommandContext,
  asked: RegistrationExtensions,
): RegistrationOutcome {
  const { policy } = context;
  refuse(policy.credProtectStatus(asked.credProtect));
  const credProtect = policy.credProtectLevel(asked.credProtect, context.profile);
  const outputs: CborMap = new Map();
  const protectOutput = policy.credProtectOutput(asked.credProtect, credProtect, context.profile);
  if (protectOutput !== undefined) outputs.set(extensionId.credProtect, protectOutput);
  const secretOutput = policy.hmacSecretOutput(asked.hmacSecret);
  if (secretOutput !== undefined) outputs.set(extensionId.hmacSecret, secretOutput);
  return {
    credProtect,
    hmacSecret: asked.hmacSecret,
    outputs: outputs.size === 0 ? undefined : policy.registrationOutputs(outputs),
  };
}
