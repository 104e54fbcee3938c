import { readUint32 } from '../../../src/bytes/bytes.ts';
import { hashOf, typeOf } from '../algorithm.ts';
import { nothing, type OathCardContext, type OathInstruction, takesNoParameters } from '../context.ts';
import type { OathCredential } from '../state.ts';
import { CardRefusal, oathStatus } from '../status.ts';
import { oathTag, valuesOf } from '../tlv.ts';

const MOST_NAME = 64;
const MOST_KEY = 128;
const ONLY_INCREASING = 0x01;
const TOUCH = 0x02;

/** PUT: a credential, new or in the place of the one that has its name. */
export const put: OathInstruction = {
  ins: 0x01,
  needsCode: true,
  takes: takesNoParameters,
  run: (context, { data }) => {
    const { kept, policy, profile } = context;
    const made = credentialOf(context, data);
    const old = kept.credentials.find(({ name }) => policy.isSameName(name, made.name));
    const credentials =
      old === undefined ? [...kept.credentials, made] : kept.credentials.map((one) => (one === old ? made : one));
    if (old === undefined && !policy.fits(credentials, profile)) throw new CardRefusal(oathStatus.NO_SPACE);
    context.keep({ ...kept, credentials });
    return nothing;
  },
};

function credentialOf({ policy, profile }: OathCardContext, data: Uint8Array): OathCredential {
  const { NAME, KEY, PROPERTY, COUNTER } = oathTag;
  const parts = valuesOf(data, [NAME, KEY], [PROPERTY, COUNTER]);
  const { [NAME]: name, [KEY]: typedKey, [PROPERTY]: property = Uint8Array.of(0), [COUNTER]: counter } = parts;
  const [algorithm = 0, digits = 0] = typedKey;
  const key = typedKey.slice(2);
  const type = typeOf(algorithm);
  const hash = hashOf(algorithm);
  const properties = property[0]!;
  const needsTouch = (properties & TOUCH) !== 0;
  const isSound =
    isName(name) &&
    key.length >= 1 &&
    key.length <= MOST_KEY &&
    digits >= 6 &&
    digits <= 8 &&
    (properties & ~(ONLY_INCREASING | TOUCH)) === 0 &&
    (counter === undefined || (counter.length === 4 && type === 'hotp')) &&
    (!needsTouch || policy.knowsTouch(profile.firmware)) &&
    (hash !== 'SHA512' || policy.knowsSha512(profile.firmware));
  if (!isSound) throw new CardRefusal(oathStatus.WRONG_SYNTAX);
  return {
    name: name.slice(),
    type,
    hash,
    digits,
    key,
    needsTouch,
    onlyIncreasing: (properties & ONLY_INCREASING) !== 0,
    counter: counter === undefined ? 0 : readUint32(counter),
    lastChallenge: undefined,
  };
}

/** Whether bytes can be a name: 1 to 64 of them. */
export function isName(name: Uint8Array): boolean {
  return name.length >= 1 && name.length <= MOST_NAME;
}
