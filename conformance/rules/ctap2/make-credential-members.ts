import fc from 'fast-check';
import type { CborMap, CborValue } from '../../../src/codec/cbor/value.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import type { MakeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { ctapStatus } from '../../../src/ctap2/status.ts';
import type { Neighbour } from '../../generators/from-table.ts';
import { malformedNeighbours } from '../../generators/from-table.ts';
import type { Rule, RuleContext } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { claims21 } from '../ceremony/claims.ts';
import { algorithmsOf, clientDataHash, judgeMade, soundMakeRequest, userNamed } from '../ceremony/credential.ts';
import { mapOfMessage, rawRequest, requestOfMap } from '../ceremony/raw-request.ts';
import { expectAccepted } from '../ceremony/refusal.ts';
import { refusals } from '../ceremony/refusals.ts';
import { decodeMakeAnswer } from './make-credential-answer.ts';

const encoding: SpecReference = { document: 'CTAP 2.3', section: '8' };
const parameters: SpecReference = { document: 'CTAP 2.3', section: '6.1' };
const algorithm: SpecReference = { document: 'CTAP 2.3', section: '6.1.2', step: '3' };

const {
  CTAP2_ERR_CBOR_UNEXPECTED_TYPE,
  CTAP2_ERR_INVALID_CBOR,
  CTAP2_ERR_MISSING_PARAMETER,
  CTAP1_ERR_INVALID_LENGTH,
  CTAP1_ERR_INVALID_PARAMETER,
} = ctapStatus;

/** A spoiled request, told by what was done to it. */
interface Spoiled {
  readonly spoiled: string;
}

/** A sound request with optional members that every key reads, so that they can be spoiled too. */
function fullRequest(context: RuleContext, sound: MakeCredentialRequest): MakeCredentialRequest {
  const hasRk = context.device.facts.info.options['rk'] === true;
  return {
    ...sound,
    excludeList: [{ id: new Uint8Array(32).fill(0x5a), type: 'public-key' }],
    extensions: new Map(),
    options: { ...(hasRk ? { rk: false } : { uv: false }), ...sound.options },
  };
}

/** The names of the spoiled neighbours; they are the same for every sound request of this key. */
function neighbourNames(context: RuleContext, isWanted: (neighbour: Neighbour) => boolean): fc.Arbitrary<Spoiled> {
  const template = fullRequest(context, {
    clientDataHash: clientDataHash(context),
    rp: { id: context.rpId, name: 'touchstone' },
    user: userNamed('user'),
    pubKeyCredParams: algorithmsOf(context.device.facts).map((alg) => ({ alg, type: 'public-key' })),
  });
  const names = malformedNeighbours(makeCredentialRequest, template)
    .filter(isWanted)
    .map(({ name }) => ({ spoiled: name }));
  return fc.constantFrom(...names);
}

async function neighbour(context: RuleContext, { spoiled }: Spoiled): Promise<{ what: string; bytes: Uint8Array }> {
  const sound = fullRequest(context, await soundMakeRequest(context));
  const found = malformedNeighbours(makeCredentialRequest, sound).find(({ name }) => name === spoiled);
  if (found === undefined) throw new RangeError(`neighbour: expected one of the table, received ${spoiled}`);
  return { what: `makeCredential with ${spoiled}`, bytes: rawRequest(ctapCommand.makeCredential, found.bytes) };
}

/** An entry of a list after the first: a key of 2.0 takes the first algorithm that it has and need not look further. */
const isUnread = (context: RuleContext, { path }: Neighbour): boolean =>
  claims21(context.device.facts) !== true && /^pubKeyCredParams\[[1-9]/.test(path);
/** What a descriptor lacks: an entry that names nothing may be skipped, as one of an unknown type must be. */
const isDescriptor = ({ path }: Neighbour): boolean => path.startsWith('excludeList[');
const isLeftOut = ({ name }: Neighbour): boolean => name.endsWith('left out');
/** Members that only describe: a key that shows and stores no names may never read them. */
const isName = ({ path }: Neighbour): boolean => /^(?:rp|user)\.(?:name|displayName)$/.test(path);

/** Sends a request spoiled by hand and judges the credential that it must give. */
async function expectServed(
  context: RuleContext,
  what: string,
  change: (map: CborMap) => void,
): Promise<ReturnType<typeof judgeMade>> {
  const request = await soundMakeRequest(context);
  const map = mapOfMessage(makeCredentialRequest, request);
  change(map);
  const reply = await context.device.send(requestOfMap(ctapCommand.makeCredential, map));
  expectAccepted(reply, what);
  return judgeMade(context, request, decodeMakeAnswer(reply));
}

const strangeValues: fc.Arbitrary<CborValue> = fc.constantFrom<CborValue[]>(
  true,
  'text',
  1,
  Uint8Array.of(1),
  [1],
  new Map([[1, 2]]),
);

/** Duties over the members of an authenticatorMakeCredential request. */
export const makeCredentialMemberRules: readonly Rule[] = [
  ...refusals<Spoiled>({
    id: 'ctap2.make-credential.members.missing',
    says: 'A request without clientDataHash, rp, user or pubKeyCredParams is refused.',
    spec: [parameters],
    needs: { writes: true },
    runs: 12,
    cases: (context) => neighbourNames(context, ({ kind }) => kind === 'missing'),
    request: neighbour,
    statuses: [CTAP2_ERR_MISSING_PARAMETER],
  }),
  ...refusals<Spoiled>({
    id: 'ctap2.make-credential.members.nested-missing',
    says: 'A request whose rp, user or pubKeyCredParams lacks a member that must be in it is refused.',
    spec: [parameters],
    needs: { writes: true },
    runs: 24,
    cases: (context) =>
      neighbourNames(
        context,
        (one) => one.kind === 'type' && isLeftOut(one) && !isDescriptor(one) && !isUnread(context, one),
      ),
    request: neighbour,
    statuses: [CTAP2_ERR_MISSING_PARAMETER, CTAP2_ERR_CBOR_UNEXPECTED_TYPE, CTAP2_ERR_INVALID_CBOR],
  }),
  refusals<Spoiled>({
    id: 'ctap2.make-credential.members.descriptor-missing',
    level: 'SHOULD',
    says: 'A request whose excludeList has an entry without id or type is refused.',
    spec: [parameters],
    needs: { writes: true },
    runs: 4,
    cases: (context) => neighbourNames(context, (one) => one.kind === 'type' && isLeftOut(one) && isDescriptor(one)),
    request: neighbour,
    statuses: [],
  })[0],
  ...refusals<Spoiled>({
    id: 'ctap2.make-credential.members.types',
    says: 'A request with a member of another CBOR type than the standard gives it is refused.',
    spec: [parameters, encoding],
    needs: { writes: true },
    runs: 100,
    cases: (context) =>
      neighbourNames(
        context,
        (one) => one.kind === 'type' && !isLeftOut(one) && !isName(one) && !isUnread(context, one),
      ),
    request: neighbour,
    statuses: [CTAP2_ERR_CBOR_UNEXPECTED_TYPE, CTAP2_ERR_INVALID_CBOR],
  }),
  refusals<Spoiled>({
    id: 'ctap2.make-credential.members.names-typed',
    level: 'SHOULD',
    says: 'A request whose rp.name, user.name or user.displayName is no text is refused.',
    spec: [parameters, encoding],
    needs: { writes: true },
    cases: (context) => neighbourNames(context, (one) => one.kind === 'type' && !isLeftOut(one) && isName(one)),
    request: neighbour,
    statuses: [],
  })[0],
  refusals<{ clientDataHash: string }>({
    id: 'ctap2.make-credential.members.hash-length',
    level: 'SHOULD',
    says: 'A clientDataHash that is not 32 bytes long is refused.',
    spec: [parameters],
    needs: { writes: true },
    runs: 6,
    cases: () => fc.constantFrom(31, 33, 0, 1, 64).map((length) => ({ clientDataHash: `${length} bytes` })),
    request: async (context, value) => {
      const map = mapOfMessage(makeCredentialRequest, await soundMakeRequest(context));
      map.set(0x01, new Uint8Array(Number.parseInt(value.clientDataHash, 10)));
      return {
        what: `makeCredential with a clientDataHash of ${value.clientDataHash}`,
        bytes: requestOfMap(ctapCommand.makeCredential, map),
      };
    },
    statuses: [CTAP1_ERR_INVALID_LENGTH, CTAP1_ERR_INVALID_PARAMETER],
  })[0],
  refusals<{ userId: string }>({
    id: 'ctap2.make-credential.members.user-id-length',
    level: 'SHOULD',
    says: 'A user.id of more than 64 bytes is refused.',
    spec: [parameters],
    needs: { writes: true },
    runs: 4,
    cases: () => fc.integer({ min: 65, max: 200 }).map((length) => ({ userId: `${length} bytes` })),
    request: async (context, value) => {
      const sound = await soundMakeRequest(context);
      const id = new Uint8Array(Number.parseInt(value.userId, 10)).fill(1);
      const map = mapOfMessage(makeCredentialRequest, { ...sound, user: { ...sound.user, id } });
      return {
        what: `makeCredential with a user.id of ${value.userId}`,
        bytes: requestOfMap(ctapCommand.makeCredential, map),
      };
    },
    statuses: [CTAP1_ERR_INVALID_LENGTH, CTAP1_ERR_INVALID_PARAMETER],
  })[0],
  refusals<{ rpId: string }>({
    id: 'ctap2.make-credential.members.empty-rp-id',
    level: 'SHOULD',
    says: 'An empty rp.id is refused.',
    spec: [parameters],
    needs: { writes: true },
    runs: 1,
    cases: () => fc.constant({ rpId: '' }),
    request: async (context, { rpId }) => {
      const sound = await soundMakeRequest(context);
      const map = mapOfMessage(makeCredentialRequest, { ...sound, rp: { ...sound.rp, id: rpId } });
      return { what: 'makeCredential with an empty rp.id', bytes: requestOfMap(ctapCommand.makeCredential, map) };
    },
    statuses: [CTAP1_ERR_INVALID_PARAMETER, CTAP2_ERR_MISSING_PARAMETER],
  })[0],
  ...refusals<{ second: string }>({
    id: 'ctap2.make-credential.members.bad-parameter-after-good',
    says: 'A malformed entry of pubKeyCredParams is refused although an entry before it could have been used.',
    spec: [algorithm],
    needs: { writes: true },
    applies: claims21,
    cases: () =>
      fc
        .constantFrom('without alg', 'without type', 'with alg as text', 'with type as an integer', 'as text')
        .map((second) => ({ second })),
    request: async (context, { second }) => {
      const map = mapOfMessage(makeCredentialRequest, await soundMakeRequest(context));
      const entries: Record<string, CborValue> = {
        'without alg': new Map([['type', 'public-key']]),
        'without type': new Map([['alg', -7]]),
        'with alg as text': new Map<string, CborValue>([
          ['alg', '-7'],
          ['type', 'public-key'],
        ]),
        'with type as an integer': new Map([
          ['alg', -7],
          ['type', 1],
        ]),
        'as text': 'public-key',
      };
      map.set(0x04, [...(map.get(0x04) as CborValue[]), entries[second]!]);
      return {
        what: `makeCredential with a last entry of pubKeyCredParams ${second}`,
        bytes: requestOfMap(ctapCommand.makeCredential, map),
      };
    },
    statuses: [CTAP2_ERR_CBOR_UNEXPECTED_TYPE, CTAP2_ERR_INVALID_CBOR, CTAP2_ERR_MISSING_PARAMETER],
  }),
  rule<[{ key: number; value: CborValue }]>({
    id: 'ctap2.make-credential.members.unknown-ignored',
    level: 'MUST',
    says: 'A top-level member that no standard defines is ignored.',
    spec: [encoding],
    needs: { touches: 1 },
    runs: 10,
    property: (context) =>
      fc.asyncProperty(
        fc.record({ key: fc.constantFrom(0x20, 0x7f, 0x100, 0x10000), value: strangeValues }),
        async ({ key, value }) => {
          await expectServed(context, `makeCredential with the unknown member ${key}`, (map) => map.set(key, value));
        },
      ),
  }),
  rule<[{ in: 'rp' | 'user' | 'pubKeyCredParams[0]'; member: string; value: CborValue }]>({
    id: 'ctap2.make-credential.members.extra-ignored',
    level: 'MUST',
    says: 'A member that no standard defines within rp, user or pubKeyCredParams is ignored.',
    spec: [encoding],
    needs: { touches: 1 },
    runs: 10,
    property: (context) =>
      fc.asyncProperty(
        fc.record({
          in: fc.constantFrom('rp', 'user', 'pubKeyCredParams[0]'),
          member: fc.constantFrom('hint', 'zzz', 'a'),
          value: fc.constantFrom<CborValue[]>('text', 1, Uint8Array.of(1)),
        }),
        async ({ in: place, member, value }) => {
          await expectServed(context, `makeCredential with the unknown member ${member} in ${place}`, (map) => {
            const target =
              place === 'rp' ? map.get(0x02) : place === 'user' ? map.get(0x03) : (map.get(0x04) as CborValue[])[0];
            (target as CborMap).set(member, value);
          });
        },
      ),
  }),
  rule<[{ extension: string; value: CborValue }]>({
    id: 'ctap2.make-credential.extensions.unknown-ignored',
    level: 'MUST',
    says: 'An extension that the key does not know is ignored and has no output.',
    spec: [{ document: 'CTAP 2.3', section: '6.1.2', step: '15' }],
    needs: { touches: 1 },
    runs: 10,
    property: (context) =>
      fc.asyncProperty(
        fc.record({ extension: fc.constantFrom('touchstone.example', 'x', 'hmac-secret-9'), value: strangeValues }),
        async ({ extension, value }) => {
          const made = await expectServed(context, `makeCredential with the unknown extension ${extension}`, (map) =>
            map.set(0x06, new Map([[extension, value]])),
          );
          const output = made.judged.extensions?.get(extension);
          if (output !== undefined) throw new Violation(`no output of the unknown extension ${extension}`, 'an output');
        },
      ),
  }),
];
