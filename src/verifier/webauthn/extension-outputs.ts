import type { CborMap, CborValue } from '../../codec/cbor/value.ts';
import type { AuthenticatorExpectations } from './input.ts';
import type { Ledger } from './ledger.ts';
import type { StepDefinition } from './step.ts';

/** The steps that both ceremonies take over extensions. */
export interface ExtensionSteps {
  readonly unsolicitedExtensions: StepDefinition;
  readonly extensionOutputs: StepDefinition;
}

/** Client extension identifiers whose authenticator output has another name. */
const authenticatorName: Readonly<Record<string, string>> = {
  credentialProtectionPolicy: 'credProtect',
  enforceCredentialProtectionPolicy: 'credProtect',
  hmacCreateSecret: 'hmac-secret',
  hmacGetSecret: 'hmac-secret',
  prf: 'hmac-secret',
  getCredBlob: 'credBlob',
};

type Shape = { readonly expectation: string; readonly holds: (output: CborValue) => boolean };
type Ceremony = 'registration' | 'assertion';

const flag: Shape = { expectation: 'a boolean', holds: (output) => typeof output === 'boolean' };

/** What an authenticator may answer to a request of an extension (CTAP 2.3 section 12). */
const shapes: Readonly<Record<Ceremony, ReadonlyMap<string, Shape>>> = {
  registration: new Map<string, Shape>([
    ['credProtect', { expectation: '1, 2 or 3', holds: (output) => output === 1 || output === 2 || output === 3 }],
    ['hmac-secret', flag],
    ['credBlob', flag],
    [
      'minPinLength',
      { expectation: 'a whole number of at least 4', holds: (output) => typeof output === 'number' && output >= 4 },
    ],
  ]),
  assertion: new Map<string, Shape>([
    ['credBlob', { expectation: 'bytes', holds: (output) => output instanceof Uint8Array }],
    [
      'hmac-secret',
      {
        // one or two 32-byte outputs, encrypted by PIN/UV auth protocol one (no IV) or two (16-byte IV)
        expectation: '32, 48, 64 or 80 bytes',
        holds: (output) => output instanceof Uint8Array && [32, 48, 64, 80].includes(output.length),
      },
    ],
  ]),
};

/** Judges the outputs of authenticator and client: unsolicited ones by policy, requested ones by their shape. */
export function judgeExtensions(
  ledger: Ledger,
  steps: ExtensionSteps,
  ceremony: Ceremony,
  outputs: CborMap | undefined,
  clientOutputs: Readonly<Record<string, unknown>> | undefined,
  expected: AuthenticatorExpectations,
): void {
  if (outputs === undefined && clientOutputs === undefined) {
    ledger.skip(steps.unsolicitedExtensions);
    ledger.skip(steps.extensionOutputs);
    return;
  }
  const requested = new Set<unknown>();
  for (const name of Object.keys(expected.extensions ?? {})) {
    requested.add(name);
    if (Object.hasOwn(authenticatorName, name)) requested.add(authenticatorName[name]);
  }
  judgeUnsolicited(ledger, steps, requested, outputs, clientOutputs, expected);
  for (const [name, output] of outputs ?? []) {
    if (typeof name !== 'string') {
      ledger.refuse(
        steps.extensionOutputs,
        'extension-output-unexpected',
        `extensions: expected text as key, received ${typeof name}`,
      );
    }
    const shape = requested.has(name) ? shapes[ceremony].get(name) : undefined;
    if (shape !== undefined && !shape.holds(output)) {
      ledger.refuse(
        steps.extensionOutputs,
        'extension-output-unexpected',
        `extensions.${name}: expected ${shape.expectation}, received something else`,
      );
    }
  }
  ledger.pass(steps.extensionOutputs);
}

function judgeUnsolicited(
  ledger: Ledger,
  steps: ExtensionSteps,
  requested: ReadonlySet<unknown>,
  outputs: CborMap | undefined,
  clientOutputs: Readonly<Record<string, unknown>> | undefined,
  expected: AuthenticatorExpectations,
): void {
  if (expected.unsolicitedExtensions !== 'refused') {
    ledger.skip(steps.unsolicitedExtensions);
    return;
  }
  const stranger = [...(outputs?.keys() ?? []), ...Object.keys(clientOutputs ?? {})].find(
    (name) => !requested.has(name),
  );
  ledger.demand(
    steps.unsolicitedExtensions,
    stranger === undefined,
    'extension-unsolicited',
    () => `extensions: expected only outputs that were requested, received ${String(stranger).slice(0, 80)}`,
  );
}
