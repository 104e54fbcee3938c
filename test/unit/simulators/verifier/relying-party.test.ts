import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PartyVerdict, RelyingParty } from '../../../../conformance/vocabulary/relying-party.ts';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { algorithmsOf } from '../../../../src/ceremonies/algorithms.ts';
import { attestationKinds } from '../../../../src/ceremonies/variant.ts';
import { profiles } from '../../../../src/verifier/webauthn/profile.ts';
import { asserted, created, enrolled, openParty } from './ceremonies.ts';

/** The code of a refusal. */
function codeOf(verdict: PartyVerdict): string | undefined {
  return verdict.kind === 'refused' ? verdict.because.split(':', 1)[0] : undefined;
}

const alice = { username: 'alice', displayName: 'Alice' };

describe('createRelyingParty', () => {
  it('has the shape of the port by which relying parties are judged', () => {
    const judged: RelyingParty = openParty().party;
    expect(judged.transcript()).toEqual([]);
  });

  it.each(attestationKinds)(
    'accepts a sound registration with %s, and an assertion of its credential',
    async (attestation) => {
      const { party } = openParty({ attestation: { acceptSafetyNet: true } });
      const [alg = 0] = algorithmsOf(attestation);
      const credential = await enrolled(party, 'alice', { attestation, alg });
      const options = await party.assertionOptions({ username: 'alice' });
      expect(await party.assertionResult(asserted(options, credential))).toEqual({ kind: 'accepted' });
    },
  );

  it('says of a refusal its code, a sentence and the clause', async () => {
    const { party } = openParty();
    const options = await party.attestationOptions(alice);
    const { response } = created(
      options,
      {},
      { clientData: (sound) => new Map([...sound, ['origin', 'https://foreign.example']]) },
    );
    expect(await party.attestationResult(response)).toMatchObject({
      kind: 'refused',
      because: 'origin-mismatch: origin: expected https://rp.example, received "https://foreign.example"',
      spec: { document: 'WebAuthn Level 3', section: '7.1', step: '9' },
    });
  });

  it('ends a challenge with its first result, whatever that was', async () => {
    const { party } = openParty();
    const credential = await enrolled(party, 'alice', { signCount: 0 });
    const options = await party.assertionOptions({ username: 'alice' });
    const response = asserted(options, credential, { counterStep: 0 });
    expect(codeOf(await party.assertionResult({}))).toBe('response-malformed');
    expect(codeOf(await party.assertionResult(response))).toBe('challenge-unknown');
  });

  it('takes the last challenge of a session only', async () => {
    const { party } = openParty();
    const first = await party.attestationOptions(alice);
    await party.attestationOptions(alice);
    expect(codeOf(await party.attestationResult(created(first).response))).toBe('challenge-mismatch');
  });

  it('takes a challenge in the session only to which it was given', async () => {
    const { party } = openParty();
    const options = await party.inSession('one').attestationOptions(alice);
    const { response } = created(options);
    expect(codeOf(await party.inSession('two').attestationResult(response))).toBe('challenge-unknown');
    expect(await party.inSession('one').attestationResult(response)).toEqual({ kind: 'accepted' });
  });

  it('refuses a challenge after ten minutes', async () => {
    const { party, clock } = openParty();
    const options = await party.attestationOptions(alice);
    clock.advance(600_001);
    expect(codeOf(await party.attestationResult(created(options).response))).toBe('challenge-expired');
  });

  it('does not take the challenge of a registration for an assertion', async () => {
    const { party } = openParty();
    const credential = await enrolled(party, 'alice');
    const { challenge } = await party.attestationOptions(alice);
    const response = asserted({ challenge, rpId: 'rp.example' }, credential);
    expect(codeOf(await party.assertionResult(response))).toBe('challenge-unknown');
  });

  it('lists the credentials of the account, for it and against doubles', async () => {
    const { party } = openParty();
    const credential = await enrolled(party, 'alice');
    await enrolled(party, 'bob');
    const named = [{ type: 'public-key', id: toBase64url(credential.id), transports: ['usb'] }];
    expect((await party.attestationOptions(alice)).excludeCredentials).toEqual(named);
    expect((await party.assertionOptions({ username: 'alice' })).allowCredentials).toEqual(named);
  });

  it('asks for what it was asked to ask for', async () => {
    const { party } = openParty();
    const extensions = { credProps: true };
    const creation = await party.attestationOptions({
      ...alice,
      attestation: 'direct',
      authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
      extensions,
    });
    expect(creation).toMatchObject({
      attestation: 'direct',
      authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
      extensions,
    });
    await enrolled(party, 'alice');
    const request = await party.assertionOptions({ username: 'alice', userVerification: 'required', extensions });
    expect(request).toMatchObject({ userVerification: 'required', extensions });
  });

  it('refuses a credential of another account, also where it gives its own handle', async () => {
    const { party } = openParty();
    await enrolled(party, 'alice');
    const foreign = await enrolled(party, 'bob');
    const options = await party.assertionOptions({ username: 'alice' });
    const verdict = await party.assertionResult(asserted(options, foreign, { userHandle: true }));
    expect(codeOf(verdict)).toBe('credential-of-another-user');
  });

  it('finds the account by the user handle where none was named, and asks for it', async () => {
    const { party } = openParty();
    const credential = await enrolled(party, 'alice');
    const options = await party.assertionOptions({});
    expect(options.allowCredentials).toEqual([]);
    expect(await party.assertionResult(asserted(options, credential, { userHandle: true }))).toEqual({
      kind: 'accepted',
    });
    const again = await party.assertionOptions({});
    expect(codeOf(await party.assertionResult(asserted(again, credential)))).toBe('user-handle-missing');
  });

  it('keeps the counter that an assertion brings', async () => {
    const { party } = openParty();
    const credential = await enrolled(party, 'alice');
    const first = await party.assertionOptions({ username: 'alice' });
    await party.assertionResult(asserted(first, credential, { counterStep: 5 }));
    const second = await party.assertionOptions({ username: 'alice' });
    const verdict = await party.assertionResult(asserted(second, credential, { counterStep: 0 }));
    expect(codeOf(verdict)).toBe('counter-went-back');
  });

  it('judges the path of an attestation where it asked for one', async () => {
    const { party } = openParty({ anchors: [] });
    const asked = await party.attestationOptions({ ...alice, attestation: 'direct' });
    const variant = { attestation: 'packed-x5c' } as const;
    expect(codeOf(await party.attestationResult(created(asked, variant).response))).toBe('attestation-untrusted');
    const unasked = await party.attestationOptions(alice);
    expect(await party.attestationResult(created(unasked, variant).response)).toEqual({ kind: 'accepted' });
  });

  it('is as strict as its profile', async () => {
    const framed = { clientData: (sound: ReadonlyMap<string, unknown>) => new Map([...sound, ['crossOrigin', true]]) };
    for (const [profile, kind] of [
      [profiles.strict, 'refused'],
      [profiles.lenient, 'accepted'],
    ] as const) {
      const { party } = openParty({ profile });
      const options = await party.attestationOptions(alice);
      expect((await party.attestationResult(created(options, {}, framed).response)).kind).toBe(kind);
    }
  });

  it('answers no options for an account that has no credential, or that it does not know', async () => {
    const { party } = openParty();
    await expect(party.assertionOptions({ username: 'nobody' })).rejects.toMatchObject({
      name: 'PartyError',
      kind: 'unwilling',
    });
    await party.attestationOptions(alice);
    await expect(party.assertionOptions({ username: 'alice' })).rejects.toThrow('none');
    await expect(party.attestationOptions({ username: 7 })).rejects.toThrow('username: expected a text, received 7');
  });

  it('keeps the last exchanges as lines until it is told to forget them', async () => {
    const { party } = openParty({ transcriptLength: 2 });
    for (let count = 0; count < 3; count += 1) await party.attestationOptions(alice);
    expect(party.transcript()).toHaveLength(4);
    expect(party.transcript()[0]).toContain('> /attestation/options {"username":"alice"');
    party.forgetTranscript();
    expect(party.transcript()).toEqual([]);
  });

  it('ends anything that is sent as a result in a verdict', async () => {
    const { party } = openParty();
    const credential = await enrolled(party, 'alice');
    const anything = fc.oneof(
      fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }),
      fc.record({
        id: fc.anything(),
        rawId: fc.oneof(fc.constant(toBase64url(credential.id)), fc.string()),
        type: fc.constant('public-key'),
        response: fc.dictionary(
          fc.constantFrom('clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'),
          fc.oneof(fc.base64String(), fc.string(), fc.anything()),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (body) => {
        await party.attestationOptions(alice);
        expect((await party.attestationResult(body)).kind).toBe('refused');
        await party.assertionOptions({ username: 'alice' });
        expect((await party.assertionResult(body)).kind).toBe('refused');
      }),
      { seed: 3 },
    );
  });
});
