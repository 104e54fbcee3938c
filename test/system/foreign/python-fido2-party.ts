import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { VerifierAdapter } from '../../../conformance/engine/adapter-party.ts';
import { toBase64url } from '../../../src/bytes/base64url.ts';
import { coseAlgorithm } from '../../../src/codec/cose-key.ts';
import { root } from '../processes.ts';

const python = '/usr/bin/python3';

/** The algorithms that `Fido2Server` offers. */
export const pythonFido2Algorithms: readonly number[] = [
  coseAlgorithm.ES256,
  coseAlgorithm.EdDSA,
  coseAlgorithm.PS256,
  coseAlgorithm.RS256,
];

/** The version of the python3-fido2 that is installed, `0.9.1`; undefined where none is. */
export function pythonFido2Version(): string | undefined {
  const { status, stdout } = spawnSync(python, ['-c', 'import fido2; print(fido2.__version__)'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

interface Answer {
  readonly accepted: boolean;
  readonly because?: string;
  readonly credentialId?: string;
  readonly credential?: string;
}

/** `Fido2Server` of python-fido2 as a careful user calls it; the kept credential is its AttestedCredentialData, base64url. */
export interface PythonFido2 extends VerifierAdapter<string> {
  /** Ends the process behind it. */
  close(): Promise<void>;
}

/** Starts a process of Python that judges one ceremony a line. */
export function pythonFido2(): PythonFido2 {
  const child: ChildProcessWithoutNullStreams = spawn(python, ['-B', join(root, 'test/system/python_fido2_server.py')]);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  child.stderr.resume();
  const ask = async (request: unknown): Promise<Answer> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error('python_fido2_server.py: expected a verdict, received the end of its output');
    return JSON.parse(value) as Answer;
  };
  return {
    verifyRegistration: async (
      response,
      { challenge, origins, rpId, userVerification, attestation, roots, isRegistered },
    ) => {
      const answer = await ask({
        ceremony: 'registration',
        response,
        challenge,
        origins,
        rpId,
        userVerification,
        attestation,
        roots: roots.map(toBase64url),
      });
      if (!answer.accepted) return { accepted: false, because: answer.because ?? '' };
      if (isRegistered(answer.credentialId ?? '')) return { accepted: false, because: 'the id is registered' };
      return { accepted: true, credential: answer.credential ?? '' };
    },
    verifyAssertion: async (response, { challenge, origins, rpId, userVerification, credential, userHandle }) => {
      const given = response.response.userHandle;
      if (given !== undefined && given !== null && given !== userHandle) {
        return { accepted: false, because: 'the credential is of another user' };
      }
      const request = { ceremony: 'assertion', response, challenge, origins, rpId, userVerification, credential };
      const answer = await ask(request);
      return answer.accepted ? { accepted: true, credential } : { accepted: false, because: answer.because ?? '' };
    },
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
