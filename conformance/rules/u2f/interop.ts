import fc from 'fast-check';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import { credProtectLevel } from '../../../src/ctap2/extensions.ts';
import { statusWord, statusWordName } from '../../../src/transport/card/status-word.ts';
import { verifyAssertionBytes } from '../../../src/verifier/webauthn/verify-assertion-bytes.ts';
import type { Rule } from '../../vocabulary/rule.ts';
import type { SpecReference } from '../../vocabulary/spec.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';
import { makeCredential, soundAssertionRequest } from '../ceremony/credential.ts';
import { u2fAuthenticate, u2fControl, u2fRegister } from './ceremony.ts';
import { u2fMessageRules } from './messages.ts';
import { authenticateTouched, authenticateWith, challenge, u2fRule } from './u2f-rule.ts';

const interop: SpecReference[] = [{ document: 'CTAP 2.3', section: '10.3' }];

/** The rules over CTAP1/U2F and its interplay with CTAP2. */
export const u2fRules: readonly Rule[] = [
  ...u2fMessageRules,
  u2fRule<number>({
    id: 'interop.used-through-ctap2',
    says: 'A credential registered through U2F answers authenticatorGetAssertion for the same relying party.',
    spec: interop,
    needs: { touches: 2 },
    input: 'serial',
    cases: fc.integer({ min: 1, max: 1000 }),
    check: async (context, serial) => {
      const registration = await u2fRegister(context.device, context.rpId, challenge(context, `interop ${serial}`));
      const request = await soundAssertionRequest(context, {
        allowList: [{ id: registration.keyHandle, type: 'public-key' }],
        salt: `${serial}`,
      });
      const response = await context.device.client.getAssertion(request);
      const verdict = verifyAssertionBytes({
        authenticatorData: response.authData,
        signature: response.signature,
        clientDataHash: request.clientDataHash,
        rpId: request.rpId,
        publicKey: registration.key,
      });
      if (verdict.kind === 'rejected') {
        throw new Violation(
          'an assertion by the key that was registered through U2F',
          `${verdict.code}: ${verdict.because}`,
        );
      }
    },
  }),
  u2fRule<2 | 3>({
    id: 'interop.cred-protect',
    says: 'A credential made with credProtect level 3 is not usable through U2F, which cannot verify a user.',
    spec: [{ document: 'CTAP 2.3', section: '12.1' }],
    needs: { touches: 2 },
    runs: 1,
    applies: ({ info }) => info.extensions.includes('credProtect') || 'the key has no credProtect',
    input: 'level',
    cases: fc.constant(3),
    check: async (context) => {
      const made = await makeCredential(context, {
        extensions: new Map([['credProtect', credProtectLevel.userVerificationRequired]]),
        // U2F knows no other algorithm.
        algorithms: [coseAlgorithm.ES256],
        salt: 'u2f protect',
      });
      if (made.judged.extensions?.get('credProtect') !== credProtectLevel.userVerificationRequired) {
        throw new NotApplicable('the key did not take credProtect level 3');
      }
      if (made.descriptor.id.length > 255) throw new NotApplicable('the credential id is too long for U2F');
      const answer = await authenticateTouched(context, context.rpId, made.descriptor.id);
      if (answer.sw === statusWord.OK) {
        throw new Violation('a credential with credProtect level 3 to be refused over U2F', '9000 and a signature');
      }
    },
  }),
  u2fRule<number>({
    id: 'interop.one-counter',
    says: 'The counter of one credential does not go back between its uses through U2F and through CTAP2.',
    spec: interop,
    needs: { touches: 4 },
    input: 'rounds',
    cases: fc.integer({ min: 1, max: 3 }),
    check: async (context, rounds) => {
      const { device } = context;
      const registration = await u2fRegister(device, context.rpId, challenge(context, 'one counter'));
      let last = -1;
      for (let round = 0; round < rounds; round += 1) {
        const byU2f = await u2fAuthenticate(device, registration, challenge(context, `round ${round}`));
        const request = await soundAssertionRequest(context, {
          allowList: [{ id: registration.keyHandle, type: 'public-key' }],
          salt: `round ${round}`,
        });
        const response = await device.client.getAssertion(request);
        const verdict = verifyAssertionBytes({
          authenticatorData: response.authData,
          signature: response.signature,
          clientDataHash: request.clientDataHash,
          rpId: request.rpId,
          publicKey: registration.key,
        });
        if (verdict.kind === 'rejected') {
          throw new Violation('an assertion that the verifier accepts', `${verdict.code}: ${verdict.because}`);
        }
        const byCtap2 = verdict.signCount;
        const grows = byU2f.counter > last && byCtap2 > byU2f.counter;
        const isAlwaysZero = byU2f.counter === 0 && byCtap2 === 0;
        if (!grows && !isAlwaysZero) {
          throw new Violation(
            last < 0 ? 'counters that grow' : `counters that grow from ${last}`,
            `${byU2f.counter} through U2F, then ${byCtap2} through CTAP2`,
          );
        }
        last = byCtap2;
      }
    },
  }),
  u2fRule<string>({
    id: 'interop.wiped-by-reset',
    says: 'After authenticatorReset no key handle from before it is known.',
    spec: [{ document: 'CTAP 2.3', section: '6.6' }],
    needs: { touches: 2, resets: true },
    runs: 1,
    cases: ['a key handle from before the reset'],
    check: async (context, what) => {
      const { device, rpId } = context;
      const { keyHandle } = await u2fRegister(device, rpId, challenge(context, 'reset'));
      await device.reset();
      const { sw } = await authenticateWith(context, rpId, keyHandle, u2fControl.CHECK_ONLY);
      if (sw === statusWord.OK || sw === statusWord.CONDITIONS_NOT_SATISFIED) {
        throw new Violation(`${what} to be refused as unknown (6a80)`, statusWordName(sw));
      }
    },
  }),
];
