import fc from 'fast-check';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Touch } from '../../vocabulary/device.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { soundMakeRequest } from '../ceremony/credential.ts';
import { rawRequest } from '../ceremony/raw-request.ts';
import { refusals } from '../ceremony/refusals.ts';
import { demandTouchDue, waitsOut } from '../ceremony/without-touch.ts';

const step14: SpecReference = { document: 'CTAP 2.3', section: '6.1.2', step: '14' };

async function untouched(
  context: RuleContext,
  manner: Touch,
  rk: boolean,
): Promise<{ what: string; bytes: Uint8Array }> {
  const request = await soundMakeRequest(context, { rk });
  demandTouchDue(context, request);
  context.device.touch(manner);
  return {
    what: `makeCredential whose touch is ${manner === 'decline' ? 'declined' : 'withheld'}`,
    bytes: rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request)),
  };
}

function kinds({ device }: RuleContext): fc.Arbitrary<{ rk: boolean }> {
  const values = device.facts.info.options['rk'] === true ? [false, true] : [false];
  return fc.constantFrom(...values).map((rk) => ({ rk }));
}

/** Duties over the touch that a registration needs. */
export const makeCredentialPresenceRules: readonly Rule[] = [
  ...refusals<{ rk: boolean }>({
    id: 'ctap2.make-credential.touch.withheld',
    says: 'Without a touch nothing is registered: the key gives up by itself and has stored nothing.',
    spec: [step14],
    needs: waitsOut,
    runs: 2,
    cases: kinds,
    request: (context, { rk }) => untouched(context, 'withhold', rk),
    statuses: [ctapStatus.CTAP2_ERR_USER_ACTION_TIMEOUT, ctapStatus.CTAP2_ERR_OPERATION_DENIED],
  }),
  ...refusals<{ rk: boolean }>({
    id: 'ctap2.make-credential.touch.declined',
    says: 'When the user declines nothing is registered and nothing is stored.',
    spec: [step14],
    needs: { presence: 'controlled', touches: 1 },
    runs: 2,
    cases: kinds,
    request: (context, { rk }) => untouched(context, 'decline', rk),
    statuses: [ctapStatus.CTAP2_ERR_OPERATION_DENIED],
  }),
];
