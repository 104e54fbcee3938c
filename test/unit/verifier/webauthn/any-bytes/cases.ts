import { fromBase64url } from '../../../../../src/bytes/base64url.ts';
import { algorithmsOf } from '../../../../../src/ceremonies/algorithms.ts';
import { testRoots } from '../../../../../src/ceremonies/authority.ts';
import type { MadeCredential } from '../../../../../src/ceremonies/made-credential.ts';
import {
  type MadeAssertion,
  makeAssertion,
  soundAssertionVariant,
} from '../../../../../src/ceremonies/make-assertion.ts';
import type { MadeRegistration } from '../../../../../src/ceremonies/make-registration.ts';
import type { CreationRequest } from '../../../../../src/ceremonies/request.ts';
import { attestationKinds } from '../../../../../src/ceremonies/variant.ts';
import { coseAlgorithm } from '../../../../../src/codec/cose-key.ts';
import type { RegistrationResponseJson } from '../../../../../src/codec/webauthn-json.ts';
import type { AssertionJsonInput, RegistrationJsonInput } from '../../../../../src/verifier/webauthn/input.ts';
import { AT_MS, made, request, toolsOf } from '../../../ceremonies/sound.ts';
import { jsonTree } from './parse-tree.ts';
import type { Tree } from './tree.ts';

/** A sound registration, what is expected of it, and its structure. */
export interface RegistrationCase {
  readonly name: string;
  readonly made: MadeRegistration;
  readonly expected: RegistrationJsonInput['expected'];
  readonly tree: Tree;
}

/** A sound assertion, its record and what is expected of it, and its structure. */
export interface AssertionCase {
  readonly name: string;
  readonly made: MadeAssertion;
  readonly key: MadeCredential['key'];
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKeyInfo: Uint8Array;
  readonly credential: AssertionJsonInput['credential'];
  readonly expected: AssertionJsonInput['expected'];
  readonly tree: Tree;
}

const { 'ML-DSA-44': mlDsa44, 'ML-DSA-65': mlDsa65, 'ML-DSA-87': mlDsa87 } = coseAlgorithm;
// a signature that is right takes milliseconds; one of them beside the others will do where it is made by a certificate
const slow: readonly number[] = [mlDsa44, mlDsa65, mlDsa87];

const requests: readonly CreationRequest[] = [
  request,
  {
    ...request,
    extensions: {
      credentialProtectionPolicy: 'userVerificationRequired',
      enforceCredentialProtectionPolicy: true,
      credProps: true,
      minPinLength: true,
      credBlob: 'AQID',
      prf: {},
      largeBlob: { support: 'preferred' },
    },
  },
  { ...request, crossOrigin: true, topOrigin: 'https://frame.example' },
];

/** One sound registration of each attestation and algorithm, by fixed seeds, some with extensions or in a frame. */
export function registrationCases(): RegistrationCase[] {
  return attestationKinds
    .flatMap((attestation) =>
      algorithmsOf(attestation)
        .filter((alg) => alg === mlDsa44 || attestation === 'none' || !slow.includes(alg))
        .map((alg) => ({ attestation, alg })),
    )
    .map(({ attestation, alg }, index) => {
      const asked = requests[index % requests.length]!;
      const registration = made(
        { attestation, alg, backupEligible: index % 2 === 1, backupState: index % 4 === 1 },
        {},
        asked,
        `any bytes ${index}`,
      );
      return {
        name: `${attestation} ${alg}`,
        made: registration,
        expected: {
          ...expectedOf(asked),
          residentKey: 'required' as const,
          attestation: { anchors: testRoots(), atMs: AT_MS, acceptSafetyNet: true },
        },
        tree: jsonTree(registration.response),
      };
    });
}

/** Two sound assertions of each algorithm, by fixed seeds, some with extensions or in a frame. */
export function assertionCases(): AssertionCase[] {
  return algorithmsOf('none')
    .flatMap((alg) => [alg, alg])
    .map((alg, index) => {
      const asked = requests[index % requests.length]!;
      const backupEligible = index % 2 === 1;
      const registration = made({ attestation: 'none', alg, backupEligible }, {}, asked, `any assertion ${index}`);
      const { credential } = registration;
      const extensions =
        asked.extensions === undefined
          ? undefined
          : { getCredBlob: true, prf: { eval: { first: 'AAAA' } }, largeBlob: { read: true } };
      const { userHandle, extensions: _, ...client } = asked;
      const assertion = makeAssertion(
        { ...client, ...(extensions === undefined ? {} : { extensions }) },
        credential,
        soundAssertionVariant({ userHandle: index % 3 > 0, backupState: backupEligible }),
        toolsOf(`any assertion ${index}`),
      );
      const { publicKey } = (registration.response as RegistrationResponseJson).response;
      return {
        name: `assertion ${alg}`,
        made: assertion,
        key: credential.key,
        publicKeyInfo: fromBase64url(publicKey ?? ''),
        credential: {
          id: credential.id,
          publicKey: credential.publicKeyBytes,
          signCount: credential.signCount - 1,
          backupEligible,
          userHandle,
        },
        expected: { ...expectedOf(asked), ...(extensions === undefined ? {} : { extensions }) },
        tree: jsonTree(assertion.response),
      };
    });
}

function expectedOf({ challenge, origin, rpId, crossOrigin, topOrigin, extensions }: CreationRequest) {
  return {
    challenge,
    origins: [origin],
    rpId,
    unsolicitedExtensions: 'refused' as const,
    ...(crossOrigin === true ? { crossOrigin: 'allowed' as const } : {}),
    ...(topOrigin === undefined ? {} : { topOrigins: [topOrigin] }),
    ...(extensions === undefined ? {} : { extensions }),
  };
}
