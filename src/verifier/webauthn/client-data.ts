import { toBase64url } from '../../bytes/base64url.ts';
import { type CollectedClientData, decodeClientData } from '../../codec/client-data.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { ClientDataExpectations } from './input.ts';
import type { Ledger } from './ledger.ts';
import type { StepDefinition } from './step.ts';

/** The steps that both ceremonies take over client data. */
export interface ClientDataSteps {
  readonly clientDataText: StepDefinition;
  readonly clientDataJson: StepDefinition;
  readonly type: StepDefinition;
  readonly challenge: StepDefinition;
  readonly origin: StepDefinition;
  readonly crossOrigin: StepDefinition;
  readonly topOriginFraming: StepDefinition;
  readonly topOriginExpected: StepDefinition;
  readonly topOriginMatches: StepDefinition;
}

/** Reads clientDataJSON and judges it: type, challenge, origin, crossOrigin, topOrigin, in the order of sections 7.1 and 7.2. */
export function judgeClientData(
  ledger: Ledger,
  steps: ClientDataSteps,
  bytes: Uint8Array,
  type: 'webauthn.create' | 'webauthn.get',
  expected: ClientDataExpectations,
): CollectedClientData {
  const clientData = readClientData(ledger, steps, bytes);
  ledger.demand(
    steps.type,
    clientData.type === type,
    'type-mismatch',
    () => `type: expected ${type}, received ${shown(clientData.type)}`,
    bytes,
  );
  const challenge = toBase64url(expected.challenge);
  ledger.demand(
    steps.challenge,
    clientData.challenge === challenge,
    'challenge-mismatch',
    () => `challenge: expected ${challenge}, received ${shown(clientData.challenge)}`,
    bytes,
  );
  ledger.demand(
    steps.origin,
    expected.origins.includes(clientData.origin),
    'origin-mismatch',
    () => `origin: expected ${expected.origins.join(' or ')}, received ${shown(clientData.origin)}`,
    bytes,
  );
  judgeFraming(ledger, steps, bytes, clientData, expected);
  // Level 2 left tokenBinding to the relying party, Level 3 tells it to look away.
  const tokenBinding = clientData.rest.get('tokenBinding');
  if (typeof tokenBinding === 'object' && tokenBinding !== null && 'status' in tokenBinding) {
    if (tokenBinding.status === 'present') {
      ledger.warnings.push({
        code: 'token-binding-present',
        because: 'tokenBinding: a token binding of Level 2 is not judged',
      });
    }
  }
  return clientData;
}

function readClientData(ledger: Ledger, steps: ClientDataSteps, bytes: Uint8Array): CollectedClientData {
  try {
    const clientData = decodeClientData(bytes);
    ledger.pass(steps.clientDataText, bytes);
    ledger.pass(steps.clientDataJson, bytes);
    const { repeated } = clientData;
    if (repeated !== undefined) {
      ledger.warnings.push({
        code: 'client-data-member-repeated',
        because: `${repeated.slice(0, 80)}: expected once, received twice; the last counts`,
      });
    }
    return clientData;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const isText = error.departure !== 'invalid-utf8';
    if (isText) ledger.pass(steps.clientDataText, bytes);
    const step = isText ? steps.clientDataJson : steps.clientDataText;
    return ledger.refuse(step, 'client-data-malformed', error.message, bytes, error);
  }
}

function judgeFraming(
  ledger: Ledger,
  steps: ClientDataSteps,
  bytes: Uint8Array,
  clientData: CollectedClientData,
  expected: ClientDataExpectations,
): void {
  const isFramed = clientData.crossOrigin === true;
  const mayBeFramed = expected.crossOrigin === 'allowed';
  ledger.demand(
    steps.crossOrigin,
    !isFramed || mayBeFramed,
    'cross-origin-unexpected',
    () => 'crossOrigin: expected no frame of another origin, received true',
    bytes,
    'cross-origin-unexpected',
  );
  const { topOrigin } = clientData;
  if (topOrigin === undefined) {
    ledger.skip(steps.topOriginFraming);
    ledger.skip(steps.topOriginExpected);
    ledger.skip(steps.topOriginMatches);
    return;
  }
  ledger.demand(
    steps.topOriginFraming,
    isFramed,
    'top-origin-without-cross-origin',
    () => `topOrigin: expected only beside crossOrigin true, received ${shown(topOrigin)}`,
    bytes,
    'top-origin-without-cross-origin',
  );
  const { topOrigins } = expected;
  ledger.demand(
    steps.topOriginExpected,
    mayBeFramed && topOrigins !== undefined,
    'top-origin-unexpected',
    () => `topOrigin: expected none, received ${shown(topOrigin)}`,
    bytes,
    'top-origin-unexpected',
  );
  ledger.demand(
    steps.topOriginMatches,
    topOrigins?.includes(topOrigin) === true,
    'top-origin-mismatch',
    () => `topOrigin: expected ${topOrigins?.join(' or ') ?? 'none'}, received ${shown(topOrigin)}`,
    bytes,
    'top-origin-unexpected',
  );
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 120);
}
