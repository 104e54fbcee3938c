import fc from 'fast-check';
import { equalBytes } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { requestOfMap } from '../ceremony/raw-request.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import type { SpoiledCommand } from './sound-request.ts';
import { commandsOf, soundRequest } from './sound-request.ts';

const encoding: SpecReference = { document: 'CTAP 2.3', section: '8' };

/** Duties over the CBOR of answers. */
export const responseRules: readonly Rule[] = [
  rule<[{ command: SpoiledCommand | 'getInfo' }]>({
    id: 'cbor.responses.canonical',
    level: 'MUST',
    says: 'Every answer is one map in CTAP2 canonical CBOR: shortest heads, sorted keys, none twice, nothing after it.',
    spec: [encoding],
    needs: { touches: 2 },
    runs: 24,
    property: (context) =>
      fc.asyncProperty(
        fc.constantFrom('getInfo' as const, ...commandsOf(context.device.facts)).map((command) => ({ command })),
        async ({ command: name }) => {
          const { device } = context;
          const request =
            name === 'getInfo'
              ? Uint8Array.of(ctapCommand.getInfo)
              : await soundRequest(context, name).then(({ command, parameters }) => requestOfMap(command, parameters));
          const reply = await device.send(request);
          expectAccepted(reply, name);
          const { value, departures } = decodeTolerant(reply.body);
          const [first] = departures;
          if (first !== undefined) {
            throw new Violation(
              `canonical CBOR from ${name}`,
              `${first.kind} at byte ${first.offset}${first.path === '' ? '' : ` (${first.path})`}`,
            );
          }
          if (!(value instanceof Map)) throw new Violation(`a map from ${name}`, 'another CBOR value');
          const again = encodeCbor(value);
          if (!equalBytes(again, reply.body))
            throw new Violation(`canonical CBOR ${toHex(again)} from ${name}`, toHex(reply.body));
        },
      ),
  }),
];
