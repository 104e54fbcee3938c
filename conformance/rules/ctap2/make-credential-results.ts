import fc from 'fast-check';
import { toHex } from '../../../src/bytes/hex.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { UserEntity } from '../../../src/ctap2/entities.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { encodeMessage } from '../../../src/ctap2/schema.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import { makeCredentialRequests } from '../../generators/requests.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { expectThat, Violation } from '../../vocabulary/violation.ts';
import { claims21, demandUnprotected, holdsResident } from '../ceremony/claims.ts';
import { removeCredentials } from '../ceremony/clean-up.ts';
import type { Asserted, Made } from '../ceremony/credential.ts';
import {
  getAssertion,
  judgeAsserted,
  judgeMade,
  makeCredential,
  soundAssertionRequest,
  soundMakeRequest,
  userNamed,
} from '../ceremony/credential.ts';
import { rawRequest } from '../ceremony/raw-request.ts';
import { expectRefused } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';
import { decodeMakeAnswer } from './make-credential-answer.ts';

const steps = (step?: string): SpecReference => ({
  document: 'CTAP 2.3',
  section: '6.1.2',
  ...(step === undefined ? {} : { step }),
});
const LONGEST_ID = 1023;

/** An assertion by the discoverable credentials of a relying party, judged. */
async function discover(context: RuleContext, made: readonly Made[]): Promise<Asserted> {
  const request = await soundAssertionRequest(context, { salt: 'discover' });
  return judgeAsserted(made, request, await context.device.client.getAssertion(request));
}

async function naming(context: RuleContext, id: Uint8Array, rpId = context.rpId): Promise<Uint8Array> {
  const request = await soundAssertionRequest(context, { rpId, allowList: [{ id, type: 'public-key' }] });
  return rawRequest(ctapCommand.getAssertion, encodeMessage(getAssertionRequest, request));
}

/** Duties over what a registration makes. */
export const makeCredentialResultRules: readonly Rule[] = [
  rule({
    id: 'ctap2.make-credential.serves-sound-requests',
    level: 'MUST',
    says: 'A sound request of any shape is served: names of all characters, user ids of 1 to 64 bytes, foreign ids excluded, unknown algorithms beside known ones.',
    spec: [steps()],
    needs: { touches: 1 },
    property: (context) =>
      fc.asyncProperty(
        makeCredentialRequests({ facts: context.device.facts, rpId: context.rpId, rk: false }),
        async ({ options: _options, ...asked }) => {
          const sound = await soundMakeRequest(context);
          const { excludeList } = asked;
          const request = {
            ...sound,
            rp: asked.rp,
            user: asked.user,
            pubKeyCredParams: asked.pubKeyCredParams,
            ...(excludeList === undefined ? {} : { excludeList }),
          };
          judgeMade(context, request, await context.device.client.makeCredential(request));
        },
      ),
  }),
  rule<[{ credentials: number; discoverable: boolean }]>({
    id: 'ctap2.make-credential.credential-id.unique',
    level: 'MUST',
    says: 'Every credential has an id and a key pair of its own, and the id is no longer than maxCredentialIdLength.',
    spec: [steps('16')],
    needs: { touches: 4 },
    runs: 6,
    property: (context) => {
      const { info } = context.device.facts;
      const kinds = info.options['rk'] === true ? [false, true] : [false];
      const longest = Math.min(info.maxCredentialIdLength ?? LONGEST_ID, LONGEST_ID);
      return fc.asyncProperty(
        fc.record({ credentials: fc.integer({ min: 2, max: 4 }), discoverable: fc.constantFrom(...kinds) }),
        async ({ credentials, discoverable }) => {
          const made: Made[] = [];
          try {
            for (let index = 0; index < credentials; index += 1) {
              made.push(
                await makeCredential(context, { rk: discoverable, user: userNamed(`user ${index}`), salt: `${index}` }),
              );
            }
            const ids = made.map((one) => toHex(one.descriptor.id));
            const keys = made.map((one) => toHex(one.judged.credential.publicKey));
            expectThat(new Set(ids).size === ids.length, `${credentials} different credential ids`, () =>
              ids.join(', '),
            );
            expectThat(new Set(keys).size === keys.length, `${credentials} different public keys`, 'one of them again');
            for (const { descriptor } of made) {
              const { length } = descriptor.id;
              expectThat(length > 0 && length <= longest, `credential ids of 1 to ${longest} bytes`, `${length} bytes`);
            }
          } finally {
            await removeCredentials(context, discoverable ? made : []);
          }
        },
      );
    },
  }),
  ...refusals<{ spoiled: string }>({
    id: 'ctap2.make-credential.credential-id.unforgeable',
    says: 'A credential id that is spoiled, or used for another relying party, is not taken for a credential of this key.',
    spec: [{ document: 'CTAP 2.3', section: '6.2.2', step: '7' }],
    needs: { touches: 2 },
    runs: 30,
    cases: () =>
      fc
        .oneof(
          { weight: 8, arbitrary: fc.nat({ max: 1023 }).map((bit) => `bit ${bit} flipped`) },
          { weight: 1, arbitrary: fc.constantFrom('last byte missing', 'first byte missing', 'another relying party') },
        )
        .map((spoiled) => ({ spoiled })),
    request: async (context, { spoiled }) => {
      const made = await makeCredential(context);
      const { id } = made.descriptor;
      if (spoiled === 'another relying party') {
        return {
          what: 'getAssertion of another relying party',
          bytes: await naming(context, id, `other.${context.rpId}`),
        };
      }
      return {
        what: `getAssertion by a credential id with ${spoiled}`,
        bytes: await naming(context, spoiledId(id, spoiled)),
      };
    },
    statuses: [ctapStatus.CTAP2_ERR_NO_CREDENTIALS],
  }),
  rule<[string]>({
    id: 'ctap2.make-credential.resident.replaces-same-user',
    level: 'MUST',
    says: 'A discoverable credential for the same relying party and user takes the place of the one before, which is gone.',
    spec: [steps('17')],
    needs: { touches: 4 },
    runs: 1,
    applies: holdsResident,
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('the same user twice'), async () => {
        const made: Made[] = [];
        try {
          for (const salt of ['first', 'second'])
            made.push(await makeCredential(context, { rk: true, user: userNamed('user'), salt }));
          const [first, second] = made as [Made, Made];
          demandUnprotected(second);
          const found = await discover(context, made);
          expectThat(found.by === second, 'an assertion by the second credential', 'one by the first');
          const count = found.response.numberOfCredentials ?? 1;
          expectThat(count === 1, 'one account of this user', `${count}`);
          // 2.0 says that the credential is overwritten; keys whose ids carry the key itself cannot take them back
          if (claims21(context.device.facts) !== true) return;
          expectRefused(
            await context.device.send(await naming(context, first.descriptor.id)),
            'getAssertion by the credential that was replaced',
          );
        } finally {
          await removeCredentials(context, made);
        }
      }),
  }),
  rule<[{ common: number; more: number }]>({
    id: 'ctap2.make-credential.resident.distinct-users',
    level: 'MUST',
    says: 'Users whose ids begin alike are different accounts, whatever the lengths of the ids.',
    spec: [steps('17')],
    needs: { touches: 3 },
    runs: 6,
    applies: holdsResident,
    property: (context) =>
      fc.asyncProperty(
        fc
          .record({ common: fc.integer({ min: 1, max: 63 }), more: fc.integer({ min: 1, max: 63 }) })
          .filter(({ common, more }) => common + more <= 64),
        async ({ common, more }) => {
          const user = (length: number): UserEntity => ({ id: new Uint8Array(length).fill(0x61), name: `${length}` });
          const made: Made[] = [];
          // a relying party of this input's own, since what a key without credential management keeps stays
          const rpId = `${common}-${more}.${context.rpId}`;
          try {
            for (const length of [common, common + more]) {
              made.push(await makeCredential(context, { rk: true, rpId, user: user(length), salt: `${length}` }));
            }
            demandUnprotected(made[0]!);
            const request = await soundAssertionRequest(context, { rpId });
            const { numberOfCredentials, userSelected } = await context.device.client.getAssertion(request);
            if (userSelected === true) return;
            expectThat(numberOfCredentials === 2, 'two accounts', `${numberOfCredentials ?? 1}`);
          } finally {
            await removeCredentials(context, made);
          }
        },
      ),
  }),
  rule<[string]>({
    id: 'ctap2.make-credential.resident.full-store',
    level: 'MUST',
    says: 'A full key refuses one more discoverable credential and keeps every one that it has.',
    spec: [steps('17')],
    needs: { touches: 60, emptyStore: true, spoils: true },
    runs: 1,
    applies: (facts) => {
      const room = facts.info.remainingDiscoverableCredentials;
      if (room === undefined || room > MOST_FILLED)
        return `the key does not say that it has room for ${MOST_FILLED} credentials at most`;
      return holdsResident(facts);
    },
    property: (context) =>
      fc.asyncProperty<[string]>(fc.constant('as many discoverable credentials as fit, and one more'), async () => {
        const made = await fill(context);
        const oldest = made[0];
        if (oldest === undefined) throw new Violation('room for one discoverable credential at least', 'none');
        demandUnprotected(oldest);
        await getAssertion(context, oldest);
      }),
  }),
  rule<[{ discoverable: boolean }]>({
    id: 'ctap2.make-credential.survives-power-cycle',
    level: 'MUST',
    says: 'A credential can still be used after power was cut.',
    spec: [steps('17')],
    needs: { touches: 2, powerCycle: true },
    runs: 2,
    property: (context) => {
      const kinds = context.device.facts.info.options['rk'] === true ? [false, true] : [false];
      return fc.asyncProperty(
        fc.constantFrom(...kinds).map((discoverable) => ({ discoverable })),
        async ({ discoverable }) => {
          const made = await makeCredential(context, { rk: discoverable });
          demandUnprotected(made);
          await context.device.powerCycle();
          await getAssertion(context, made);
          await removeCredentials(context, discoverable ? [made] : []);
        },
      );
    },
  }),
];

const MOST_FILLED = 40;

/** Makes discoverable credentials until the key refuses; gives up where it takes far more than it said. */
async function fill(context: RuleContext): Promise<Made[]> {
  const made: Made[] = [];
  const room = context.device.facts.info.remainingDiscoverableCredentials ?? 0;
  while (made.length < 2 * room + 2) {
    const salt = `${made.length}`;
    const request = await soundMakeRequest(context, { rk: true, user: userNamed(`user ${salt}`), salt });
    const bytes = rawRequest(ctapCommand.makeCredential, encodeMessage(makeCredentialRequest, request));
    const reply = await context.device.send(bytes);
    if (reply.status !== 0) {
      expectRefused(reply, 'one more discoverable credential on a full key');
      break;
    }
    made.push(judgeMade(context, request, decodeMakeAnswer(reply)));
  }
  return made;
}

function spoiledId(id: Uint8Array, spoiled: string): Uint8Array {
  if (spoiled === 'last byte missing') return id.subarray(0, -1);
  if (spoiled === 'first byte missing') return id.subarray(1);
  const bit = Number(spoiled.split(' ')[1]) % (8 * id.length);
  const copy = id.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
