import { concat } from '../../../src/bytes/bytes.ts';
import { hashNumber } from '../algorithm.ts';
import type { OathCardContext } from '../context.ts';
import { oathTag, tlv } from '../tlv.ts';

/** SELECT of this applet: its version and identifier, and a challenge where a password is set. The password is to be proved again. */
export function select({ kept, powered, policy, profile, random }: OathCardContext): Uint8Array {
  const { code, deviceId } = kept;
  powered.isSelected = true;
  powered.isValidated = policy.staysValidated(powered.isValidated);
  const told = [tlv(oathTag.VERSION, Uint8Array.from(profile.firmware)), tlv(oathTag.NAME, deviceId)];
  if (code === undefined) return concat(...told);
  powered.challenge = policy.challenge(random, powered.challenge);
  return concat(
    ...told,
    tlv(oathTag.CHALLENGE, powered.challenge),
    tlv(oathTag.ALGORITHM, Uint8Array.of(hashNumber(code.hash))),
  );
}
