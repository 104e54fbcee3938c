import { toHex } from '../../src/bytes/hex.ts';
import { ctapCommand } from '../../src/ctap2/commands.ts';
import { decodeGetInfo } from '../../src/ctap2/get-info.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import type { CtapLink } from '../../src/transport/ports.ts';
import type { KeyManners } from './key-manners.ts';

/**
 * The link, with an eye on the key of real hardware: one that comes back with another AAGUID after the link was opened anew is
 * another key, and the run ends. Keys of one make and model cannot be told apart by this.
 */
export function sameKeyLink<Link extends CtapLink>(link: Link, { real, how, uri }: KeyManners): CtapLink {
  if (!real) return link;
  let known: string | undefined;
  let isAnew = false;
  return {
    name: link.name,
    transport: link.transport,
    ctap2: async (request, options) => {
      const answer = await link.ctap2(request, options);
      if (request.length === 1 && request[0] === ctapCommand.getInfo && answer[0] === 0) {
        const aaguid = aaguidOf(answer.subarray(1));
        if (isAnew && known !== undefined && aaguid !== undefined && aaguid !== known) {
          how.onTrouble?.(`${uri}: the key has changed: expected AAGUID ${known}, received ${aaguid}`);
        }
        known ??= aaguid;
        isAnew = false;
      }
      return answer;
    },
    ctap1: (apdu, options) => link.ctap1(apdu, options),
    reopen: async () => {
      isAnew = true;
      await link.reopen();
    },
    close: () => link.close(),
  };
}

function aaguidOf(info: Uint8Array): string | undefined {
  try {
    return toHex(decodeGetInfo(info).aaguid);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
