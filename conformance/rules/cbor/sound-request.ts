import type { CborMap } from '../../../src/codec/cbor/value.ts';
import { clientPinRequest, clientPinSubCommand } from '../../../src/ctap2/client-pin.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { hasClientPin } from '../ceremony/claims.ts';
import { makeCredential, soundAssertionRequest, soundMakeRequest } from '../ceremony/credential.ts';
import { mapOfMessage } from '../ceremony/raw-request.ts';

/** The commands whose requests are spoiled. */
export type SpoiledCommand = 'makeCredential' | 'getAssertion' | 'clientPIN';

/** The commands that this key has, the simplest first. */
export function commandsOf(facts: KeyFacts): readonly SpoiledCommand[] {
  return [...(hasClientPin(facts) === true ? (['clientPIN'] as const) : []), 'makeCredential', 'getAssertion'];
}

/** A sound request that the key serves, as a map to be spoiled: with an unknown extension, and optional members last. */
export async function soundRequest(
  context: RuleContext,
  name: SpoiledCommand,
): Promise<{ readonly command: number; readonly parameters: CborMap }> {
  const { device } = context;
  switch (name) {
    case 'clientPIN':
      return {
        command: ctapCommand.clientPin,
        parameters: mapOfMessage(clientPinRequest, {
          pinUvAuthProtocol: device.facts.info.pinUvAuthProtocols[0] ?? 1,
          subCommand: clientPinSubCommand.getKeyAgreement,
        }),
      };
    case 'makeCredential': {
      const request = await soundMakeRequest(context);
      return {
        command: ctapCommand.makeCredential,
        parameters: mapOfMessage(makeCredentialRequest, {
          ...request,
          excludeList: [stranger],
          extensions: unknownExtension(),
        }),
      };
    }
    case 'getAssertion': {
      const made = await makeCredential(context);
      const request = await soundAssertionRequest(context, { allowList: [made.descriptor] });
      return {
        command: ctapCommand.getAssertion,
        parameters: mapOfMessage(getAssertionRequest, { ...request, extensions: unknownExtension() }),
      };
    }
  }
}

const stranger = { id: new Uint8Array(32).fill(0x5a), type: 'public-key' };

function unknownExtension(): CborMap {
  return new Map([['touchstone.example', 1]]);
}
