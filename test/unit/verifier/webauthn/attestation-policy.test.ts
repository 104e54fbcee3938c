import { describe, expect, it } from 'vitest';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { soundVerdictOn, trusting, verdictOn, waysOf } from '../../ceremonies/formats/judged.ts';
import { aaguid, attestationKeys, registration } from './ceremony-builder.ts';
import { attestationSubject, makeCertificate, makeKeys } from './certificate-builder.ts';

describe('a policy of attestation', () => {
  it('may ask for more parts of a compound statement than there are', () => {
    const [way] = waysOf('compound', 1);
    expect(soundVerdictOn(way!, trusting)).toMatchObject({ kind: 'accepted' });
    const ambitious = { ...trusting, compound: { required: 9 } };
    expect(verdictOn(way!, {}, ambitious)).toMatchObject({ code: 'compound-too-few', spec: { section: '8.9' } });
  });

  it('may ask for the revocation status of each certificate', () => {
    const [way] = waysOf('packed-x5c', 1);
    const blind = { ...trusting, revocation: { crls: [], required: true } };
    expect(verdictOn(way!, {}, blind)).toMatchObject({ code: 'attestation-revocation-unknown' });
  });

  it('takes certificates signed by way of SHA-1 only where it says so', () => {
    const root = { keys: makeKeys(), subject: [attestationSubject[3]!] };
    const anchors = [makeCertificate({ ...root, ca: true })];
    const x5c = [makeCertificate({ keys: attestationKeys, aaguid, issuer: root, weak: true })];
    const sound = registration('packed', { x5c });
    const judged = (sha1Certificates: boolean): unknown =>
      verifyRegistration({ ...sound, expected: { ...sound.expected, attestation: { anchors, sha1Certificates } } });
    expect(judged(false)).toMatchObject({ code: 'attestation-certificate-weak', spec: { step: '24' } });
    expect(judged(true)).toMatchObject({ kind: 'accepted', attestation: { trusted: true } });
  });
});
