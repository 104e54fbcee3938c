import fc from 'fast-check';
import { equalBytes } from '../../../src/bytes/bytes.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import type { GetInfo } from '../../../src/ctap2/get-info.ts';
import { decodeGetInfo } from '../../../src/ctap2/get-info.ts';
import { statusName } from '../../../src/ctap2/status.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import { rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { Violation } from '../../vocabulary/violation.ts';
import { observableState } from '../ceremony/refusal.ts';

const GET_INFO = Uint8Array.of(0x04);
const getInfoSection: SpecReference = { document: 'CTAP 2.3', section: '6.4' };
const mandatorySection: SpecReference = { document: 'CTAP 2.3', section: '9' };

/** What is wrong with a getInfo answer, or `undefined`. */
type Finding = { readonly expected: string; readonly actual: string } | undefined;

/** A duty that one look at getInfo settles. */
function structural(definition: {
  readonly id: string;
  readonly level?: Rule['level'];
  readonly says: string;
  readonly spec?: SpecReference;
  readonly applies?: (info: GetInfo, facts: KeyFacts) => true | string;
  readonly find: (info: GetInfo, body: Uint8Array) => Finding;
}): Rule {
  const { applies, find } = definition;
  return rule<[string]>({
    id: `ctap2.get-info.${definition.id}`,
    level: definition.level ?? 'MUST',
    says: definition.says,
    spec: [definition.spec ?? getInfoSection],
    runs: 1,
    ...(applies === undefined ? {} : { applies: (facts: KeyFacts) => applies(facts.info, facts) }),
    property: ({ device }) =>
      fc.asyncProperty<[string]>(fc.constant('authenticatorGetInfo'), async () => {
        const reply = await device.send(GET_INFO);
        if (reply.status !== 0) throw new Violation('authenticatorGetInfo to be answered', statusName(reply.status));
        const finding = find(decodeGetInfo(reply.body), reply.body);
        if (finding !== undefined) throw new Violation(finding.expected, finding.actual);
      }),
  });
}

const claims21 = (info: GetInfo): true | string =>
  info.versions.includes('FIDO_2_1') ||
  info.versions.includes('FIDO_2_3') ||
  'the key claims neither FIDO_2_1 nor FIDO_2_3';

const hasMember =
  (name: keyof GetInfo & string) =>
  (info: GetInfo): true | string =>
    info[name] !== undefined || info.problems.some((problem) => problem.path.endsWith(`.${name}`))
      ? true
      : `getInfo has no ${name}`;

const hasOption =
  (...ids: string[]) =>
  (info: GetInfo): true | string =>
    ids.some((id) => info.options[id] === true) ? true : `getInfo has none of the options ${ids.join(', ')} set`;

function repeated<T>(values: readonly T[]): T | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

function unique(name: string, values: readonly (string | number)[]): Finding {
  const twice = repeated(values);
  return twice === undefined
    ? undefined
    : { expected: `${name} without repetition`, actual: `${twice} more than once` };
}

const mandatory = (
  id: string,
  says: string,
  find: (info: GetInfo) => Finding,
  applies: (info: GetInfo) => true | string = () => true,
): Rule =>
  structural({
    id: `mandatory.${id}`,
    says,
    spec: mandatorySection,
    applies: (info) => {
      const claimed = claims21(info);
      return claimed === true ? applies(info) : claimed;
    },
    find,
  });

/** Duties over authenticatorGetInfo (CTAP 2.3 section 6.4 and the mandatory features of section 9). */
export const getInfoRules: readonly Rule[] = [
  structural({
    id: 'canonical',
    says: 'The answer is one canonical CBOR map with nothing after it.',
    spec: { document: 'CTAP 2.3', section: '8' },
    find: (_info, body) => {
      const [first] = decodeTolerant(body).departures;
      return first === undefined
        ? undefined
        : {
            expected: 'canonical CBOR',
            actual: `${first.kind} at byte ${first.offset}${first.path === '' ? '' : ` (${first.path})`}`,
          };
    },
  }),
  structural({
    id: 'members.typed',
    says: 'Every member that the standard defines has the type that it defines, and required members are there.',
    find: (info) => {
      const [problem] = info.problems;
      return problem === undefined
        ? undefined
        : { expected: `${problem.path} as ${problem.expected}`, actual: problem.received };
    },
  }),
  structural({
    id: 'versions.ctap2',
    says: 'versions names at least one CTAP2 version that the standard defines.',
    find: (info) =>
      info.versions.some((version) => ['FIDO_2_0', 'FIDO_2_1', 'FIDO_2_1_PRE', 'FIDO_2_3'].includes(version))
        ? undefined
        : { expected: 'FIDO_2_0, FIDO_2_1 or FIDO_2_3 among versions', actual: JSON.stringify(info.versions) },
  }),
  structural({
    id: 'versions.unique',
    says: 'versions names nothing twice.',
    find: (info) => unique('versions', info.versions),
  }),
  structural({
    id: 'versions.no-2-2',
    level: 'SHOULD',
    says: 'versions does not contain FIDO_2_2, a string that no published standard defines.',
    find: (info) =>
      info.versions.includes('FIDO_2_2')
        ? { expected: 'no FIDO_2_2 among versions', actual: JSON.stringify(info.versions) }
        : undefined,
  }),
  structural({
    id: 'extensions.unique',
    says: 'extensions names nothing twice.',
    applies: hasMember('extensions'),
    find: (info) => unique('extensions', info.extensions),
  }),
  structural({
    id: 'max-msg-size.floor',
    says: 'maxMsgSize is at least 1024 bytes.',
    find: (info) =>
      info.maxMsgSize >= 1024 ? undefined : { expected: 'maxMsgSize of at least 1024', actual: `${info.maxMsgSize}` },
  }),
  structural({
    id: 'pin-uv-auth-protocols.listed',
    says: 'A key with client PIN or pinUvAuthToken lists the PIN/UV auth protocols that it speaks.',
    applies: (info) =>
      info.options['clientPin'] !== undefined || info.options['pinUvAuthToken'] === true
        ? claims21(info)
        : 'the key has neither clientPin nor pinUvAuthToken',
    find: (info) =>
      info.pinUvAuthProtocols.length > 0
        ? undefined
        : { expected: 'at least one entry in pinUvAuthProtocols', actual: 'none' },
  }),
  structural({
    id: 'pin-uv-auth-protocols.unique',
    says: 'pinUvAuthProtocols names nothing twice.',
    applies: hasMember('pinUvAuthProtocols'),
    find: (info) => unique('pinUvAuthProtocols', info.pinUvAuthProtocols),
  }),
  structural({
    id: 'list-limits.positive',
    says: 'maxCredentialCountInList and maxCredentialIdLength, where present, are greater than zero.',
    applies: (info) =>
      info.maxCredentialCountInList !== undefined || info.maxCredentialIdLength !== undefined
        ? true
        : 'getInfo has neither maxCredentialCountInList nor maxCredentialIdLength',
    find: (info) => {
      if (info.maxCredentialCountInList === 0) return { expected: 'maxCredentialCountInList above 0', actual: '0' };
      return info.maxCredentialIdLength === 0 ? { expected: 'maxCredentialIdLength above 0', actual: '0' } : undefined;
    },
  }),
  structural({
    id: 'transports.unique',
    says: 'transports names nothing twice.',
    applies: hasMember('transports'),
    find: (info) => unique('transports', info.transports ?? []),
  }),
  structural({
    id: 'algorithms.unique',
    says: 'algorithms is not empty and names no algorithm twice.',
    applies: hasMember('algorithms'),
    find: (info) =>
      info.algorithms?.length === 0
        ? { expected: 'at least one algorithm', actual: 'an empty list' }
        : unique(
            'algorithms',
            (info.algorithms ?? []).map((entry) => `${entry.type} ${entry.alg}`),
          ),
  }),
  structural({
    id: 'min-pin-length.bounds',
    says: 'minPINLength lies between 4 and 63 code points.',
    applies: hasMember('minPINLength'),
    find: ({ minPINLength = 4 }) =>
      minPINLength >= 4 && minPINLength <= 63
        ? undefined
        : { expected: 'minPINLength from 4 to 63', actual: `${minPINLength}` },
  }),
  structural({
    id: 'options.always-uv',
    says: 'While alwaysUv is true, makeCredUvNotRqd is false or absent.',
    applies: hasOption('alwaysUv'),
    find: (info) =>
      info.options['makeCredUvNotRqd'] === true
        ? { expected: 'makeCredUvNotRqd false or absent beside alwaysUv', actual: 'both true' }
        : undefined,
  }),
  structural({
    id: 'options.dependencies',
    says: 'An option that only makes sense beside another one does not stand alone.',
    find: (info) => {
      const { options } = info;
      const verifies = options['clientPin'] !== undefined || options['uv'] !== undefined;
      if (options['pinUvAuthToken'] === true && !verifies) {
        return { expected: 'clientPin or uv beside pinUvAuthToken', actual: 'neither' };
      }
      if (options['noMcGaPermissionsWithClientPin'] === true && options['clientPin'] === undefined) {
        return { expected: 'clientPin beside noMcGaPermissionsWithClientPin', actual: 'no clientPin' };
      }
      if (options['uvBioEnroll'] === true && options['bioEnroll'] === undefined) {
        return { expected: 'bioEnroll beside uvBioEnroll', actual: 'no bioEnroll' };
      }
      if (options['uvAcfg'] === true && options['authnrCfg'] !== true) {
        return { expected: 'authnrCfg beside uvAcfg', actual: 'no authnrCfg' };
      }
      return undefined;
    },
  }),
  mandatory('hmac-secret', 'A key that claims FIDO_2_1 or later has hmac-secret.', (info) =>
    info.extensions.includes('hmac-secret')
      ? undefined
      : { expected: 'hmac-secret among extensions', actual: JSON.stringify(info.extensions) },
  ),
  mandatory(
    'cred-protect',
    'A key that claims FIDO_2_1 or later and has some form of user verification has credProtect.',
    (info) =>
      info.extensions.includes('credProtect')
        ? undefined
        : { expected: 'credProtect among extensions', actual: JSON.stringify(info.extensions) },
    (info) =>
      info.options['clientPin'] !== undefined || info.options['uv'] !== undefined
        ? true
        : 'the key has no form of user verification',
  ),
  mandatory(
    'cred-mgmt',
    'A key that claims FIDO_2_1 or later and makes discoverable credentials has credMgmt.',
    (info) =>
      info.options['credMgmt'] === true
        ? undefined
        : { expected: 'credMgmt true beside rk', actual: 'credMgmt false or absent' },
    hasOption('rk'),
  ),
  mandatory(
    'uv-for-rk',
    'A key that claims FIDO_2_1 or later and makes discoverable credentials has clientPin or uv as an explicit option.',
    (info) =>
      info.options['clientPin'] !== undefined || info.options['uv'] !== undefined
        ? undefined
        : { expected: 'clientPin or uv among options', actual: 'neither' },
    hasOption('rk'),
  ),
  mandatory(
    'pin-uv-auth-token',
    'A key that claims FIDO_2_1 or later and has clientPin or uv has pinUvAuthToken.',
    (info) =>
      info.options['pinUvAuthToken'] === true
        ? undefined
        : { expected: 'pinUvAuthToken true', actual: 'pinUvAuthToken false or absent' },
    (info) =>
      info.options['clientPin'] !== undefined || info.options['uv'] !== undefined
        ? true
        : 'the key has no form of user verification',
  ),
  mandatory(
    'protocol-two',
    'A key that claims FIDO_2_1 or later and has pinUvAuthToken speaks PIN/UV auth protocol two.',
    (info) =>
      info.pinUvAuthProtocols.includes(2)
        ? undefined
        : { expected: '2 among pinUvAuthProtocols', actual: JSON.stringify(info.pinUvAuthProtocols) },
    hasOption('pinUvAuthToken'),
  ),
  rule<[number]>({
    id: 'ctap2.get-info.stable',
    level: 'MUST',
    says: 'getInfo asked again says the same, apart from members that are encrypted afresh.',
    spec: [getInfoSection],
    runs: 1,
    property: ({ device }) =>
      fc.asyncProperty(fc.constant(2), async (times) => {
        const first = await observableState(device);
        for (let time = 1; time < times; time += 1) {
          const again = await observableState(device);
          if (!equalBytes(first, again)) {
            throw new Violation(`the same getInfo again: ${toHex(first)}`, toHex(again));
          }
        }
      }),
  }),
];
