import fc from 'fast-check';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { CredentialParameters } from '../../../src/ctap2/entities.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { algorithmsOf, judgeMade, soundMakeRequest } from '../ceremony/credential.ts';
import { rawRequest } from '../ceremony/raw-request.ts';
import { refusals } from '../ceremony/refusals.ts';

const step3: SpecReference = { document: 'CTAP 2.3', section: '6.1.2', step: '3' };

/** Numbers that IANA leaves unassigned or to private use, and a type that does not exist. */
const unusable: readonly string[] = ['public-key -65537', 'public-key -70000', 'public-key 0', 'private-key -7'];

function parametersOf(text: string): CredentialParameters {
  const [type, alg] = text.split(' ');
  return { type: type!, alg: Number(alg) };
}

async function withParameters(context: RuleContext, entries: readonly string[]): Promise<Uint8Array> {
  const sound = await soundMakeRequest(context);
  const request = { ...sound, pubKeyCredParams: entries.map(parametersOf) };
  return rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request));
}

/** Duties over pubKeyCredParams. */
export const makeCredentialAlgorithmRules: readonly Rule[] = [
  ...refusals<{ pubKeyCredParams: string[] }>({
    id: 'ctap2.make-credential.algorithms.unsupported',
    says: 'A request that lists only algorithms or credential types that the key does not have is refused.',
    spec: [step3],
    needs: { writes: true },
    runs: 10,
    cases: () => fc.subarray([...unusable], { minLength: 1 }).map((pubKeyCredParams) => ({ pubKeyCredParams })),
    request: async (context, { pubKeyCredParams }) => ({
      what: `makeCredential with pubKeyCredParams ${pubKeyCredParams.join(', ')}`,
      bytes: await withParameters(context, pubKeyCredParams),
    }),
    statuses: [ctapStatus.CTAP2_ERR_UNSUPPORTED_ALGORITHM],
  }),
  refusals<{ pubKeyCredParams: string[] }>({
    id: 'ctap2.make-credential.algorithms.empty',
    says: 'A request with an empty pubKeyCredParams is refused.',
    spec: [step3],
    needs: { writes: true },
    runs: 1,
    cases: () => fc.constant({ pubKeyCredParams: [] }),
    request: async (context) => ({
      what: 'makeCredential with an empty pubKeyCredParams',
      bytes: await withParameters(context, []),
    }),
    statuses: [],
  })[0],
  rule<[{ pubKeyCredParams: string[] }]>({
    id: 'ctap2.make-credential.algorithms.first-supported',
    level: 'MUST',
    says: 'The key uses the first entry of pubKeyCredParams that it supports, whatever stands before it.',
    spec: [step3],
    needs: { touches: 1 },
    property: (context) => {
      const own = algorithmsOf(context.device.facts).map((alg) => `public-key ${alg}`);
      const lists = fc
        .tuple(fc.shuffledSubarray(own, { minLength: 1 }), fc.subarray([...unusable]))
        .map(([supported, before]) => ({ pubKeyCredParams: [...before, ...supported] }));
      return fc.asyncProperty(lists, async ({ pubKeyCredParams }) => {
        const sound = await soundMakeRequest(context);
        const request = { ...sound, pubKeyCredParams: pubKeyCredParams.map(parametersOf) };
        const made = judgeMade(context, request, await context.device.client.makeCredential(request));
        const wanted = pubKeyCredParams.find((entry) => own.includes(entry))!;
        const { algorithm } = made.judged.credential;
        if (wanted !== `public-key ${algorithm}`) {
          throw new Violation(
            `a credential of algorithm ${parametersOf(wanted).alg}, the first supported one`,
            `algorithm ${algorithm}`,
          );
        }
      });
    },
  }),
];
