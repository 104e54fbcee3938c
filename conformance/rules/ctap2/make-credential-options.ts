import fc from 'fast-check';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { claims21 } from '../ceremony/claims.ts';
import { judgeMade, soundMakeRequest } from '../ceremony/credential.ts';
import { mapOfMessage, requestOfMap } from '../ceremony/raw-request.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';
import { decodeMakeAnswer } from './make-credential-answer.ts';

const step5: SpecReference = { document: 'CTAP 2.3', section: '6.1.2', step: '5' };
const step9: SpecReference = { document: 'CTAP 2.3', section: '6.1.2', step: '9' };
const { CTAP1_ERR_INVALID_PARAMETER, CTAP2_ERR_INVALID_OPTION, CTAP2_ERR_UNSUPPORTED_OPTION } = ctapStatus;

interface Asked {
  readonly options: Readonly<Record<string, boolean>>;
}

/** A sound request with one more option. */
async function withOptions(context: RuleContext, { options }: Asked): Promise<{ what: string; bytes: Uint8Array }> {
  const map = mapOfMessage(makeCredentialRequest, await soundMakeRequest(context));
  setOptions(map, options);
  return {
    what: `makeCredential with options ${JSON.stringify(options)}`,
    bytes: requestOfMap(ctapCommand.makeCredential, map),
  };
}

function setOptions(map: CborMap, options: Asked['options']): void {
  const there = map.get(0x07);
  const merged: CborMap = new Map(there instanceof Map ? there : []);
  for (const [id, value] of Object.entries(options)) merged.set(id, value);
  map.set(0x07, merged);
}

function served(
  id: string,
  says: string,
  choices: (context: RuleContext) => readonly Asked[],
  more: Pick<Rule, 'applies'>,
): Rule {
  return rule<[Asked]>({
    id: `ctap2.make-credential.options.${id}`,
    level: 'MUST',
    says,
    spec: [step5],
    needs: { touches: 1 },
    runs: 6,
    ...more,
    property: (context) =>
      fc.asyncProperty(fc.constantFrom(...choices(context)), async (asked) => {
        const request = await soundMakeRequest(context);
        const map = mapOfMessage(makeCredentialRequest, request);
        setOptions(map, asked.options);
        const reply = await context.device.send(requestOfMap(ctapCommand.makeCredential, map));
        expectAccepted(reply, `makeCredential with options ${JSON.stringify(asked.options)}`);
        judgeMade(context, request, decodeMakeAnswer(reply));
      }),
  });
}

/** Duties over the options of authenticatorMakeCredential. */
export const makeCredentialOptionRules: readonly Rule[] = [
  served(
    'defaults-written-out',
    'An option written out with the value that it has when absent is served like a request without it.',
    ({ device }) => [
      // rk may only be sent to a key that has it; uv false beside built-in verification may be against alwaysUv
      ...(device.facts.info.options['rk'] === true ? [{ options: { rk: false } }] : []),
      // nor against the uv true by which a key of 2.0 is asked to verify
      ...(device.facts.info.options['alwaysUv'] === true || device.facts.info.options['uv'] === true
        ? []
        : [{ options: { uv: false } }]),
      ...(claims21(device.facts) === true ? [{ options: { up: true } }] : []),
    ],
    {
      applies: ({ info, ...facts }) =>
        info.options['rk'] === true ||
        (info.options['alwaysUv'] !== true && info.options['uv'] !== true) ||
        claims21({ info, ...facts }) === true ||
        'the key has no option to write out',
    },
  ),
  served(
    'unknown-ignored',
    'An option that no standard defines is ignored, whatever its value.',
    () => [{ options: { touchstone: true } }, { options: { touchstone: false } }, { options: { zz: true, a: false } }],
    { applies: () => true },
  ),
  ...refusals<Asked>({
    id: 'ctap2.make-credential.options.up-false',
    says: 'A registration that asks for no presence test (up false) is refused.',
    spec: [step5],
    needs: { writes: true },
    runs: 1,
    applies: claims21,
    cases: () => fc.constant({ options: { up: false } }),
    request: withOptions,
    statuses: [CTAP2_ERR_INVALID_OPTION],
  }),
  ...refusals<Asked>({
    id: 'ctap2.make-credential.options.uv-unavailable',
    says: 'A registration that asks for built-in user verification (uv true) of a key where none is set up is refused.',
    spec: [step5],
    needs: { pin: 'unset', writes: true },
    runs: 1,
    applies: (facts) => {
      if (facts.info.options['uv'] === true) return 'the key has built-in user verification set up';
      // CTAP 2.0 let a key ignore options that it does not know.
      return 'uv' in facts.info.options || claims21(facts);
    },
    cases: () => fc.constant({ options: { uv: true } }),
    request: withOptions,
    // CTAP 2.0 named UNSUPPORTED_OPTION here.
    statuses: [CTAP2_ERR_INVALID_OPTION, CTAP2_ERR_UNSUPPORTED_OPTION],
  }),
  ...refusals<Asked>({
    id: 'ctap2.make-credential.options.rk-unsupported',
    says: 'A key that cannot hold discoverable credentials refuses rk true.',
    spec: [step5],
    needs: { writes: true },
    runs: 1,
    applies: ({ info }) => info.options['rk'] !== true || 'the key holds discoverable credentials',
    cases: () => fc.constant({ options: { rk: true } }),
    request: withOptions,
    statuses: [CTAP2_ERR_UNSUPPORTED_OPTION],
  }),
  ...refusals<{ enterpriseAttestation: number }>({
    id: 'ctap2.make-credential.enterprise-attestation.unavailable',
    says: 'A key without enterprise attestation, or with it switched off, refuses a request for it.',
    spec: [step9],
    needs: { writes: true },
    runs: 4,
    applies: (facts) => {
      if (facts.info.options['ep'] === true) return 'enterprise attestation is switched on';
      return claims21(facts);
    },
    cases: () => fc.constantFrom(1, 2, 0, 3).map((enterpriseAttestation) => ({ enterpriseAttestation })),
    request: async (context, { enterpriseAttestation }) => {
      const map = mapOfMessage(makeCredentialRequest, await soundMakeRequest(context));
      const value: CborValue = enterpriseAttestation;
      map.set(0x0a, value);
      return {
        what: `makeCredential with enterpriseAttestation ${enterpriseAttestation}`,
        bytes: requestOfMap(ctapCommand.makeCredential, map),
      };
    },
    statuses: [CTAP1_ERR_INVALID_PARAMETER],
  }),
];
