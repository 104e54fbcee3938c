import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import type {
  AuthenticationResponseJson,
  CreationOptionsJson,
  RegistrationResponseJson,
  RequestOptionsJson,
} from '../../src/codec/webauthn-json.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import {
  type CreationWishes,
  creationOptions,
  expectedOfCreation,
  expectedOfRequest,
  type RequestWishes,
  requestOptions,
} from '../../src/verifier/webauthn/options.ts';
import type { AssertionVerdict, RegistrationVerdict } from '../../src/verifier/webauthn/verdict.ts';
import { verifyAssertion } from '../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../src/verifier/webauthn/verify-registration.ts';
import { file, lacks, program, tell, titled, virtualMachine } from './foreign/needs.ts';
import { inVirtualMachine, VM_DEADLINE_MS } from './foreign/virtual-machine.ts';
import { cleanUpAfterwards } from './processes.ts';

cleanUpAfterwards();

const reason = lacks(
  file('/usr/lib/chromium/chromium', 'chromium'),
  program('chromium', 'chromium'),
  program('flock', 'util-linux'),
  virtualMachine,
);

const ORIGIN = 'http://localhost:8080';
const random = seededRandom('chromium');
/** Bytes that are hashed into a salt. */
const salt = Buffer.alloc(32, 7).toString('base64url');

interface Ceremony {
  readonly name: string;
  readonly creation: CreationOptionsJson;
  readonly request: RequestOptionsJson;
  readonly discoverable: boolean;
}

interface Wishes {
  readonly creation: Omit<CreationWishes, 'rp' | 'user'>;
  readonly request?: Omit<RequestWishes, 'rpId'>;
  readonly discoverable?: boolean;
}

/** One registration and one sign-in, with a key that is plugged in. */
function ceremony(name: string, { creation, request = {}, discoverable = false }: Wishes): Ceremony {
  const authenticatorSelection = {
    authenticatorAttachment: 'cross-platform' as const,
    residentKey: 'discouraged' as const,
    userVerification: 'discouraged' as const,
    ...creation.authenticatorSelection,
  };
  const rp = { id: 'localhost', name: 'a page' };
  const wishes = { ...creation, rp, user: { name }, authenticatorSelection };
  // without the hint Chromium asks whether a phone is meant
  const hints = { hints: ['security-key'] };
  return {
    name,
    creation: { ...creationOptions(wishes, random), ...hints },
    request: {
      ...requestOptions({ userVerification: 'discouraged', rpId: 'localhost', ...request }, random),
      ...hints,
    },
    discoverable,
  };
}

const ceremonies = [
  ceremony('plain', { creation: {} }),
  ceremony('eddsa', { creation: { algorithms: [-8] } }),
  ceremony('verified', {
    creation: { authenticatorSelection: { userVerification: 'required' } },
    request: { userVerification: 'required' },
  }),
  ceremony('resident', {
    creation: {
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      extensions: {
        credProps: true,
        credentialProtectionPolicy: 'userVerificationRequired',
        enforceCredentialProtectionPolicy: true,
      },
    },
    request: { userVerification: 'required' },
    discoverable: true,
  }),
  ceremony('prf', {
    creation: { authenticatorSelection: { userVerification: 'required' }, extensions: { prf: {} } },
    request: { userVerification: 'required', extensions: { prf: { eval: { first: salt, second: salt } } } },
  }),
  ceremony('direct', { creation: { attestation: 'direct', timeoutMs: 30_000 } }),
];

interface Failed {
  readonly failure: string;
}

interface Found {
  readonly registration: RegistrationResponseJson | Failed;
  readonly assertion?: AuthenticationResponseJson | Failed;
}

interface Party {
  readonly failure?: string;
  readonly registered?: { readonly status: string; readonly errorMessage: string };
  readonly signedIn?: { readonly status: string; readonly errorMessage: string };
}

interface Come {
  readonly agent: string;
  readonly found: Readonly<Record<string, Found>> & { readonly party: Party };
}

interface Judged {
  readonly registered: RegistrationVerdict;
  readonly asserted: AssertionVerdict;
  readonly registration: RegistrationResponseJson;
  readonly assertion: AuthenticationResponseJson;
}

/** What our verifier says, strictly, to what Chromium sent. Fails where Chromium sent nothing. */
function judged({ creation, request, discoverable }: Ceremony, { registration, assertion }: Found): Judged {
  if ('failure' in registration) throw new Error(`create: ${registration.failure}`);
  if (assertion === undefined || 'failure' in assertion) throw new Error(`get: ${assertion?.failure}`);
  const registered = verifyRegistration({
    response: registration,
    expected: expectedOfCreation(creation, [ORIGIN]),
  });
  if (registered.kind === 'rejected') throw new Error(`registration: ${registered.code}: ${registered.because}`);
  const { credential } = registered;
  const allowCredentials = discoverable ? [] : [{ type: 'public-key', id: registration.id }];
  const asserted = verifyAssertion({
    response: assertion,
    credential: { ...credential, userHandle: creation.user.id },
    expected: expectedOfRequest({ ...request, allowCredentials }, [ORIGIN]),
  });
  return { registered, asserted, registration, assertion };
}

describe.skipIf(reason !== '')(titled('headless Chromium with a key on uhid', reason), () => {
  let come: Come;
  const verdictsOf = (name: string): Judged => {
    const ceremony = ceremonies.find((one) => one.name === name)!;
    return judged(ceremony, come.found[name]!);
  };

  beforeAll(async () => {
    const stdout = await inVirtualMachine(
      ['test/system/foreign/on-uhid.sh', process.execPath, 'test/system/foreign/chromium_host.mjs'],
      { EMULATE: '--profile uv', CEREMONIES: JSON.stringify(ceremonies), VM_MEM: '3072' },
    );
    come = JSON.parse(stdout) as Come;
    const { stdout: version } = spawnSync('/usr/lib/chromium/chromium', ['--version'], { encoding: 'utf8' });
    const names = ceremonies.map(({ name }) => name).join(', ');
    tell(version.trim(), `navigator.credentials.create and get on localhost: ${names}, and with emulate rp`);
  }, 2 * VM_DEADLINE_MS);

  it.each(ceremonies.map(({ name }) => name))(
    'registers and signs in, both found sound by the verifier: %s',
    (name) => {
      const { registered, asserted, registration } = verdictsOf(name);
      expect({ registered: registered.kind, asserted: asserted.kind }).toEqual({
        registered: 'accepted',
        asserted: 'accepted',
      });
      expect(registered.warnings).toEqual([]);
      expect(asserted.warnings).toEqual([]);
      expect(registration.authenticatorAttachment).toBe('cross-platform');
    },
  );

  it('hands on what the key states of itself where the page asks for it, and nothing otherwise', () => {
    const formats = ['plain', 'direct'].map((name) => {
      const { registered } = verdictsOf(name);
      return registered.kind === 'accepted' ? registered.attestation.format : registered.code;
    });
    expect(formats).toEqual(['none', 'packed']);
  });

  it('lets the key verify the user where the page requires it, and not where it discourages it', () => {
    const flags = (name: string): unknown => {
      const { registered, asserted } = verdictsOf(name);
      if (registered.kind !== 'accepted' || asserted.kind !== 'accepted') return 'refused';
      return [registered.flags.userVerified, asserted.flags.userVerified];
    };
    expect([flags('plain'), flags('verified'), flags('resident')]).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
  });

  it('finds a resident credential without being told its id', () => {
    const { registration, assertion } = verdictsOf('resident');
    expect(registration.clientExtensionResults).toMatchObject({ credProps: { rk: true } });
    const { creation } = ceremonies.find(({ name }) => name === 'resident')!;
    expect(assertion.response.userHandle).toBe(creation.user.id);
  });

  it('derives secrets by prf from hmac-secret', () => {
    const { registration, assertion } = verdictsOf('prf');
    expect(registration.clientExtensionResults).toMatchObject({ prf: { enabled: true } });
    const { prf } = assertion.clientExtensionResults as { prf: { results: { first: string; second: string } } };
    expect(Buffer.from(prf.results.first, 'base64url')).toHaveLength(32);
    expect(prf.results.second).toBe(prf.results.first);
  });

  it('is taken by a relying party that is emulated', () => {
    expect(come.found.party).toMatchObject({
      registered: { status: 'ok', errorMessage: '' },
      signedIn: { status: 'ok', errorMessage: '' },
    });
  });
});
