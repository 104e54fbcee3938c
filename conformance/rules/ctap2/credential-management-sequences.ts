import type { PinToken } from '../../../src/client/pin-uv.ts';
import { credentialManagementSubCommand as subCommands } from '../../../src/ctap2/credential-management.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { makeAccounts } from '../ceremony/accounts.ts';
import type { Made } from '../ceremony/credential.ts';
import {
  listCredentials,
  listParties,
  manage,
  managementBytes,
  managementToken,
  partyHash,
} from '../ceremony/management.ts';
import { managementRefusals } from './management-rule.ts';

type Next = 'GetNextRP' | 'GetNextCredential';

const codes = {
  GetNextRP: subCommands.enumerateRPsGetNextRP,
  GetNextCredential: subCommands.enumerateCredentialsGetNextCredential,
} as const;
const both: readonly Next[] = ['GetNextCredential', 'GetNextRP'];

const step = (next: Next): Uint8Array => managementBytes({ subCommand: codes[next] });

/** Two relying parties, two credentials at the first: both enumerations have a second step. */
async function twoOfEach(context: RuleContext, made: Made[]): Promise<string> {
  made.push(...(await makeAccounts(context, 2, { rpId: `one.${context.rpId}` })));
  made.push(...(await makeAccounts(context, 1, { rpId: `two.${context.rpId}` })));
  return made[0]!.rpId;
}

/** Begins the enumeration that a step goes on with. */
async function begin(context: RuleContext, next: Next, rpId: string): Promise<PinToken> {
  const token = await managementToken(context);
  if (next === 'GetNextRP') await manage(context, subCommands.enumerateRPsBegin, undefined, token);
  else await manage(context, subCommands.enumerateCredentialsBegin, { rpIDHash: partyHash(rpId) }, token);
  return token;
}

/** Duties over the order of the commands that enumerate. */
export const managementSequenceRules: readonly Rule[] = [
  ...managementRefusals<Next>({
    id: 'next.past-end',
    says: 'A step past the last entry of an enumeration is refused.',
    section: '6.8.4',
    // getInfo between two steps would end the enumeration
    changesState: true,
    needs: { touches: 3 },
    statuses: [ctapStatus.CTAP2_ERR_NOT_ALLOWED],
    cases: () => both,
    request: async (context, next, made) => {
      const rpId = await twoOfEach(context, made);
      if (next === 'GetNextRP') await listParties(context);
      else await listCredentials(context, rpId);
      return { what: `${next} after the last`, bytes: step(next) };
    },
  }),
  ...managementRefusals<{ asked: Next; begun: Next }>({
    id: 'next.of-other-enumeration',
    says: 'A step of one enumeration is refused while the other was begun.',
    section: '6.8.4',
    // getInfo between two steps would end the enumeration
    changesState: true,
    needs: { touches: 3 },
    statuses: [ctapStatus.CTAP2_ERR_NOT_ALLOWED],
    cases: () => [
      { asked: 'GetNextCredential', begun: 'GetNextRP' },
      { asked: 'GetNextRP', begun: 'GetNextCredential' },
    ],
    request: async (context, { asked, begun }, made) => {
      const rpId = await twoOfEach(context, made);
      await listParties(context);
      await begin(context, begun, rpId);
      return { what: `${asked} where ${begun} would go on`, bytes: step(asked) };
    },
  }),
  ...managementRefusals<Next>({
    id: 'next.after-power-cycle',
    says: 'A power cycle ends an enumeration.',
    section: '6.8.4',
    // getInfo between two steps would end the enumeration
    changesState: true,
    needs: { touches: 3, powerCycle: true },
    statuses: [ctapStatus.CTAP2_ERR_NOT_ALLOWED],
    cases: () => both,
    request: async (context, next, made) => {
      const rpId = await twoOfEach(context, made);
      await begin(context, next, rpId);
      await context.device.powerCycle();
      return { what: `${next} after a power cycle`, bytes: step(next) };
    },
  }),
  ...managementRefusals<Next>({
    id: 'next.after-other-subcommand',
    level: 'SHOULD',
    says: 'Another subcommand ends an enumeration.',
    section: '6.8.4',
    // getInfo between two steps would end the enumeration
    changesState: true,
    needs: { touches: 3 },
    statuses: [ctapStatus.CTAP2_ERR_NOT_ALLOWED],
    cases: () => both,
    request: async (context, next, made) => {
      const rpId = await twoOfEach(context, made);
      const token = await begin(context, next, rpId);
      await manage(context, subCommands.getCredsMetadata, undefined, token);
      return { what: `${next} after getCredsMetadata`, bytes: step(next) };
    },
  }),
];
