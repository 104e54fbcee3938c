import fc from 'fast-check';
import { credProtectLevel } from '../../../src/ctap2/extensions.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { overCases } from '../../vocabulary/cases.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Needs, Rule } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { allOf, claims21 } from '../ceremony/accounts.ts';
import { makeCredential, soundMakeRequest } from '../ceremony/credential.ts';
import { expectRefused } from '../ceremony/refusal.ts';
import { canGoUnverified, hasCredProtect, type Level, protectedCredential } from './cred-protect-ceremony.ts';

const excluding: SpecReference[] = [
  { document: 'CTAP 2.3', section: '12.1' },
  { document: 'CTAP 2.3', section: '6.1.2', step: '12' },
];
const { userVerificationRequired: REQUIRED } = credProtectLevel;

const canRegisterUnverified = allOf(
  canGoUnverified,
  ({ info }) => info.options['uv'] !== true || 'every registration is verified',
);

/** A duty over credentials of these levels in the excludeList. */
function excludes(definition: {
  readonly id: string;
  readonly says: string;
  readonly levels: readonly Level[];
  readonly needs: Needs;
  readonly applies: (facts: KeyFacts) => true | string;
}): Rule {
  const { id, says, needs, applies } = definition;
  return rule({
    id: `ctap2.cred-protect.exclude-list.${id}`,
    level: 'MUST',
    says,
    spec: excluding,
    needs,
    runs: 1,
    applies: allOf(hasCredProtect, applies),
    property: (context) =>
      overCases('level', definition.levels, async (level) => {
        const made = await protectedCredential(context, 'not discoverable', level);
        const request = await soundMakeRequest(context, {
          excludeList: [made.descriptor],
          salt: 'beside it',
          ...(needs.pin === 'set' ? { verified: true } : {}),
        });
        const bytes = Uint8Array.of(0x01, ...encodeMessage(makeCredentialRequest, request));
        expectRefused(await context.device.send(bytes), `makeCredential with a credential of level ${level} excluded`);
      }),
  });
}

/** Duties over protected credentials in the excludeList of makeCredential. */
export const credProtectExcludeRules: readonly Rule[] = [
  rule<[string]>({
    id: 'ctap2.cred-protect.exclude-list.level-3-unseen',
    level: 'MUST',
    says: 'Without verification a credential of level 3 in the excludeList is passed over, so that nobody learns of it.',
    spec: excluding,
    needs: { touches: 2, pin: 'unset' },
    runs: 1,
    applies: allOf(hasCredProtect, claims21, canRegisterUnverified),
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('a credential of level 3 in the excludeList'), async () => {
        const made = await protectedCredential(context, 'not discoverable', REQUIRED);
        await makeCredential(context, { excludeList: [made.descriptor], salt: 'beside it' });
      }),
  }),
  excludes({
    id: 'unverified',
    says: 'Without verification a credential of level 1 or 2 in the excludeList stands against a new one.',
    levels: [1, 2],
    needs: { touches: 2, pin: 'unset' },
    applies: canRegisterUnverified,
  }),
  excludes({
    id: 'verified',
    says: 'After verification a credential of any level in the excludeList stands against a new one.',
    levels: [1, 2, 3],
    needs: { touches: 2, pin: 'set' },
    applies: () => true,
  }),
];
