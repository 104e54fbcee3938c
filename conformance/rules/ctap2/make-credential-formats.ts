import fc from 'fast-check';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat } from '../../vocabulary/violation.ts';
import { judgeMade, soundMakeRequest } from '../ceremony/credential.ts';
import { mapOfMessage, rawRequest, requestOfMap } from '../ceremony/raw-request.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { decodeMakeAnswer } from './make-credential-answer.ts';

const parameters: SpecReference = { document: 'CTAP 2.3', section: '6.1' };
const info: SpecReference = { document: 'CTAP 2.3', section: '6.4' };

/** CTAP 2.2 has no version string of its own, so that only a key of 2.3 is sure to know what came with 2.2. */
const knowsPreferences = ({ info: { versions } }: KeyFacts): true | string =>
  versions.includes('FIDO_2_3') || 'the key does not claim FIDO_2_3';

/** Some values after what fills a message up. */
const SPARE = 8;

/** Duties over attestationFormatsPreference, and over the longest request. */
export const makeCredentialFormatRules: readonly Rule[] = [
  rule<[string[]]>({
    id: 'ctap2.make-credential.formats.none',
    level: 'MUST',
    says: 'Asked for the attestation format none alone, the key attests nothing.',
    spec: [parameters],
    needs: { touches: 1 },
    runs: 1,
    applies: knowsPreferences,
    property: (context) =>
      fc.asyncProperty<[string[]]>(fc.constant(['none']), async (attestationFormatsPreference) => {
        const request = { ...(await soundMakeRequest(context)), attestationFormatsPreference };
        const response = await context.device.client.makeCredential(request);
        expectThat(response.fmt === 'none', 'an attestation of the format none', response.fmt);
        judgeMade(context, request, response);
      }),
  }),
  rule<[string[]]>({
    id: 'ctap2.make-credential.formats.unknown',
    level: 'MUST',
    says: 'A preference for attestation formats that the key does not have, or for none at all, is served with one that it has.',
    spec: [parameters],
    needs: { touches: 1 },
    runs: 3,
    applies: knowsPreferences,
    property: (context) =>
      fc.asyncProperty<[string[]]>(
        fc.constantFrom([], ['touchstone'], ['touchstone', 'packed']),
        async (attestationFormatsPreference) => {
          const request = { ...(await soundMakeRequest(context)), attestationFormatsPreference };
          judgeMade(context, request, await context.device.client.makeCredential(request));
        },
      ),
  }),
  rule<[string]>({
    id: 'ctap2.make-credential.message.longest',
    level: 'SHOULD',
    says: 'A request as long as maxMsgSize is served.',
    spec: [info],
    needs: { touches: 1 },
    runs: 1,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('makeCredential filled up to maxMsgSize'), async (what) => {
        const { maxMsgSize } = context.device.facts.info;
        const request = await soundMakeRequest(context);
        const filled = (length: number): Uint8Array => {
          const map = mapOfMessage(makeCredentialRequest, request);
          // an extension that no key knows
          const extensions: CborMap = new Map([['touchstone', new Uint8Array(length)]]);
          return requestOfMap(ctapCommand.makeCredential, map.set(0x06, extensions));
        };
        const plain = rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request));
        // the head of a byte string grows with it
        let length = Math.max(
          0,
          Math.min(maxMsgSize, LONGEST_MESSAGE) - plain.length - encodeCbor('touchstone').length,
        );
        while (length > SPARE && filled(length).length > Math.min(maxMsgSize, LONGEST_MESSAGE)) length -= 1;
        const reply = await context.device.send(filled(length));
        expectAccepted(reply, `${what}, ${filled(length).length} bytes,`);
        judgeMade(context, request, decodeMakeAnswer(reply));
      }),
  }),
];

/** What fits one CTAPHID message. */
const LONGEST_MESSAGE = 7609;
