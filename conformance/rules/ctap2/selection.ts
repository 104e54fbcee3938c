import fc from 'fast-check';
import { toHex } from '../../../src/bytes/hex.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Needs, Rule } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { claims21 } from '../ceremony/claims.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';
import { waitsOut } from '../ceremony/without-touch.ts';

const SELECTION = Uint8Array.of(ctapCommand.selection);
const section: SpecReference = { document: 'CTAP 2.3', section: '6.9' };

function touched(id: string, says: string, needs: Needs): Rule {
  return rule<[string]>({
    id: `ctap2.selection.${id}`,
    level: 'MUST',
    says,
    spec: [section],
    needs: { touches: 1, writes: false, ...needs },
    runs: 1,
    applies: claims21,
    property: ({ device }) =>
      fc.asyncProperty<[string]>(fc.constant('authenticatorSelection, touched'), async () => {
        const reply = await device.send(SELECTION);
        expectAccepted(reply, 'authenticatorSelection');
        if (reply.body.length > 0) throw new Violation('CTAP2_OK with nothing after it', toHex(reply.body));
      }),
  });
}

/** Duties over authenticatorSelection. */
export const selectionRules: readonly Rule[] = [
  touched('touched', 'A touch ends authenticatorSelection with CTAP2_OK and nothing after it.', {}),
  touched('needs-no-pin', 'authenticatorSelection needs a touch and nothing else, on a key with a PIN too.', {
    pin: 'set',
  }),
  ...refusals<string>({
    id: 'ctap2.selection.withheld',
    says: 'Without a touch authenticatorSelection does not succeed.',
    spec: [section],
    needs: { ...waitsOut, writes: false },
    runs: 1,
    applies: claims21,
    cases: () => fc.constant('authenticatorSelection, touch withheld'),
    request: async ({ device }, what) => {
      device.touch('withhold');
      return { what, bytes: SELECTION };
    },
    statuses: [ctapStatus.CTAP2_ERR_USER_ACTION_TIMEOUT, ctapStatus.CTAP2_ERR_OPERATION_DENIED],
  }),
  ...refusals<string>({
    id: 'ctap2.selection.declined',
    says: 'When the user declines authenticatorSelection does not succeed.',
    spec: [section],
    needs: { presence: 'controlled', touches: 1, writes: false },
    runs: 1,
    applies: claims21,
    cases: () => fc.constant('authenticatorSelection, touch declined'),
    request: async ({ device }, what) => {
      device.touch('decline');
      return { what, bytes: SELECTION };
    },
    statuses: [ctapStatus.CTAP2_ERR_OPERATION_DENIED],
  }),
];
