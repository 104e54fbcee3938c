import type { CborMap } from '../../codec/cbor/value.ts';
import { type ExtensionContext, type ExtensionRule, extensionRules } from './extension-rules.ts';
import type { NamedExtensionSteps } from './extension-steps.ts';
import { memberOf } from './extension-value.ts';
import type { AuthenticatorExpectations } from './input.ts';
import type { Ledger } from './ledger.ts';
import type { StepDefinition } from './step.ts';

/** The steps that both ceremonies take over extensions. */
export interface ExtensionSteps extends NamedExtensionSteps {
  readonly unsolicitedExtensions: StepDefinition;
  readonly extensionOutputs: StepDefinition;
}

/** What the outputs of a ceremony's extensions are judged on; `bytes` is the view of authenticator data that holds them. */
export interface ExtensionParts {
  readonly ceremony: ExtensionContext['ceremony'];
  readonly outputs: CborMap | undefined;
  readonly bytes: Uint8Array;
  readonly clientOutputs: Readonly<Record<string, unknown>> | undefined;
  readonly credentialId: Uint8Array | undefined;
}

/** Judges the outputs of authenticator and client: unsolicited ones by policy, those of each requested extension by its rule. */
export function judgeExtensions(
  ledger: Ledger,
  steps: ExtensionSteps,
  parts: ExtensionParts,
  expected: AuthenticatorExpectations,
): void {
  const { outputs, clientOutputs } = parts;
  const inputs = expected.extensions;
  if (inputs === undefined && outputs === undefined && clientOutputs === undefined) {
    ledger.skip(steps.unsolicitedExtensions);
    ledger.skip(steps.extensionOutputs);
    return;
  }
  const context = { ...parts, inputs: inputs ?? {} };
  judgeUnsolicited(ledger, steps, context, expected);
  const foreign = [...(outputs?.keys() ?? [])].find((name) => typeof name !== 'string');
  ledger.demand(
    steps.extensionOutputs,
    foreign === undefined,
    'extension-output-unexpected',
    () => `extensions: expected text as key, received ${typeof foreign}`,
    parts.bytes,
    'extension-outputs',
  );
  for (const rule of extensionRules) {
    if (!isAsked(rule, context)) continue;
    const problem = rule.judge(context);
    const step = steps[rule.step];
    if (problem !== undefined) {
      ledger.demand(step, false, problem.code, () => problem.because, parts.bytes, 'extension-outputs');
    } else if (isAnswered(rule, context)) ledger.pass(step, parts.bytes);
    else ledger.skip(step);
  }
}

/** Whether credProps says that the credential is not discoverable. */
export function isNotDiscoverable(clientOutputs: Readonly<Record<string, unknown>> | undefined): boolean {
  return memberOf(memberOf(clientOutputs, 'credProps'), 'rk') === false;
}

function isAsked({ ceremonies, asks }: ExtensionRule, { ceremony, inputs }: ExtensionContext): boolean {
  return ceremonies.includes(ceremony) && asks.some((name) => Object.hasOwn(inputs, name));
}

function isAnswered({ answers }: ExtensionRule, { outputs, clientOutputs }: ExtensionContext): boolean {
  return answers.some((name) => outputs?.has(name) === true || memberOf(clientOutputs, name) !== undefined);
}

function judgeUnsolicited(
  ledger: Ledger,
  steps: ExtensionSteps,
  context: ExtensionContext,
  expected: AuthenticatorExpectations,
): void {
  if (expected.unsolicitedExtensions !== 'refused') {
    ledger.skip(steps.unsolicitedExtensions);
    return;
  }
  const asked = extensionRules.filter((rule) => isAsked(rule, context));
  const solicited = new Set<unknown>([...Object.keys(context.inputs), ...asked.flatMap(({ answers }) => answers)]);
  const names = [...(context.outputs?.keys() ?? []), ...Object.keys(context.clientOutputs ?? {})];
  const stranger = names.find((name) => !solicited.has(name));
  ledger.demand(
    steps.unsolicitedExtensions,
    stranger === undefined,
    'extension-unsolicited',
    () => `extensions: expected only outputs that were requested, received ${String(stranger).slice(0, 80)}`,
  );
}
