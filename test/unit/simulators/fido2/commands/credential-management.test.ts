import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ctap21 } from '../../../../../simulators/fido2/profile.ts';
import { memoryStore } from '../../../../../simulators/ports/store.ts';
import { concat, utf8 } from '../../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../../src/bytes/hex.ts';
import { encodeCbor } from '../../../../../src/codec/cbor/encode.ts';
import { sha256 } from '../../../../../src/crypto/hash.ts';
import { ctapCommand, encodeRequest } from '../../../../../src/ctap2/commands.ts';
import {
  type CredentialManagementResponse,
  credentialManagementSubCommand as sub,
} from '../../../../../src/ctap2/credential-management.ts';
import { permission } from '../../../../../src/ctap2/permissions.ts';
import { clientDataHash, getAssertion, key, makeCredential, send } from '../drive.ts';
import { Platform } from '../platform.ts';

const PIN = '1234';
const CM = permission.cm;

interface Account {
  readonly rpId: string;
  readonly user: number;
}

function device(accounts: readonly Account[] = [], parts: Parameters<typeof key>[0] = {}) {
  const made = key(parts);
  const platform = new Platform(made.key, 2);
  expect(platform.setPin(PIN)).toBe(0);
  for (const { rpId, user } of accounts) register(platform, rpId, user);
  return { ...made, platform, token: platform.token(PIN, { permissions: CM }).token };
}

function register(platform: Platform, rpId: string, user: number, credProtect?: number): Uint8Array {
  const { token } = platform.token(PIN, { permissions: permission.mc, rpId });
  const { status } = makeCredential(platform.key, {
    rp: { id: rpId, name: `The ${rpId}` },
    user: { id: Uint8Array.of(user), name: `user ${user}`, displayName: `User ${user}` },
    options: { rk: true },
    ...(credProtect === undefined ? {} : { extensions: new Map([['credProtect', credProtect]]) }),
    ...platform.proof(token, clientDataHash),
  });
  expect(status).toBe(0);
  return platform.key.state.durable.credentials.at(-1)!.id;
}

function hash(rpId: string): Uint8Array {
  return sha256(utf8(rpId));
}

/** The answers of Begin and of every GetNext after it, up to the first refusal. */
function walk(
  platform: Platform,
  begin: { status: number; response: CredentialManagementResponse },
  next: number,
): CredentialManagementResponse[] {
  const answers: CredentialManagementResponse[] = [];
  for (let step = begin; step.status === 0; step = platform.manage(undefined, next)) answers.push(step.response);
  return answers;
}

const three: Account[] = [
  { rpId: 'one.example', user: 1 },
  { rpId: 'two.example', user: 2 },
  { rpId: 'one.example', user: 3 },
];

describe('credentialManagement', () => {
  it('counts what is there and what may come', () => {
    const { platform, token } = device();
    const counts = (used: Uint8Array): (number | undefined)[] => {
      const { response } = platform.manage(used, sub.getCredsMetadata);
      return [response.existingResidentCredentialsCount, response.maxPossibleRemainingResidentCredentialsCount];
    };
    expect(counts(token)).toEqual([0, 25]);
    register(platform, 'one.example', 1);
    register(platform, 'one.example', 1);
    register(platform, 'one.example', 2);
    expect(counts(platform.token(PIN, { permissions: CM }).token)).toEqual([2, 23]);
  });

  it('has nothing to list in an empty store', () => {
    const { platform, token } = device();
    expect(platform.manage(token, sub.enumerateRPsBegin).status).toBe(0x2e);
    expect(platform.manage(token, sub.enumerateCredentialsBegin, { rpIDHash: hash('one.example') }).status).toBe(0x2e);
    expect(platform.manage(undefined, sub.enumerateRPsGetNextRP).status).toBe(0x30);
    expect(platform.manage(undefined, sub.enumerateCredentialsGetNextCredential).status).toBe(0x30);
  });

  it('lists exactly what was made, each once, with the total in the first answer only', () => {
    const accounts = fc.array(
      fc.record({ rpId: fc.constantFrom('a.example', 'b.example', 'c.example'), user: fc.integer({ min: 1, max: 4 }) }),
      { minLength: 1, maxLength: 9 },
    );
    fc.assert(
      fc.property(accounts, (made) => {
        const { platform, token } = device(made);
        const expected = new Map<string, Set<number>>();
        for (const { rpId, user } of made) expected.set(rpId, (expected.get(rpId) ?? new Set()).add(user));
        const rps = walk(platform, platform.manage(token, sub.enumerateRPsBegin), sub.enumerateRPsGetNextRP);
        expect(rps.map(({ rp }) => rp?.id).sort()).toEqual([...expected.keys()].sort());
        expect(rps.map(({ totalRPs }) => totalRPs)).toEqual([expected.size, ...rps.slice(1).map(() => undefined)]);
        for (const { rp, rpIDHash } of rps) {
          expect(rpIDHash).toEqual(hash(rp!.id));
          const begin = platform.manage(token, sub.enumerateCredentialsBegin, { rpIDHash: rpIDHash! });
          const listed = walk(platform, begin, sub.enumerateCredentialsGetNextCredential);
          const users = expected.get(rp!.id)!;
          expect(new Set(listed.map(({ user }) => user?.id[0]))).toEqual(users);
          expect(listed.map(({ totalCredentials }) => totalCredentials)).toEqual([
            users.size,
            ...listed.slice(1).map(() => undefined),
          ]);
        }
      }),
      { seed: 23, numRuns: 12 },
    );
  });

  it('shows a credential whole: user, descriptor, public key, protection', () => {
    const { platform } = device();
    const id = register(platform, 'one.example', 7, 3);
    const { token } = platform.token(PIN, { permissions: CM });
    const { response } = platform.manage(token, sub.enumerateCredentialsBegin, { rpIDHash: hash('one.example') });
    expect(response).toMatchObject({
      user: { id: Uint8Array.of(7), name: 'user 7', displayName: 'User 7' },
      credentialID: { id, type: 'public-key' },
      totalCredentials: 1,
      credProtect: 3,
    });
    expect(response.publicKey).toMatchObject({ kty: 2, alg: -7, crv: 1 });
  });

  it('asks for a token before anything else, then members, protocol, MAC and permission', () => {
    const { platform, token } = device(three);
    const rpIDHash = hash('one.example');
    for (const number of [1, 2, 4, 6, 7]) expect(platform.manage(undefined, number).status).toBe(0x36);
    expect(platform.manage(token, 4).status).toBe(0x14);
    expect(platform.manage(token, 6).status).toBe(0x14);
    expect(platform.manage(token, 7, { user: { id: Uint8Array.of(1) } }).status).toBe(0x14);
    expect(platform.manage(token, 7, { credentialID: { id: rpIDHash, type: 'public-key' } }).status).toBe(0x14);
    const { pinUvAuthParam } = platform.proof(token, Uint8Array.of(1));
    const bare = encodeRequest(
      ctapCommand.credentialManagement,
      encodeCbor(
        new Map<number, number | Uint8Array>([
          [1, 1],
          [4, pinUvAuthParam],
        ]),
      ),
    );
    expect(send(platform.key, bare).status).toBe(0x14);
    expect(platform.manage(token, 1, undefined, { pinUvAuthProtocol: 3 }).status).toBe(0x02);
    expect(platform.manage(token, 4, { rpIDHash }, platform.proof(token, Uint8Array.of(4))).status).toBe(0x33);
    expect(platform.manage(token, 1, undefined, platform.proof(token, Uint8Array.of(2))).status).toBe(0x33);
    expect(platform.manage(token, 4, { rpIDHash }).status).toBe(0);
    const other = platform.token(PIN, { permissions: permission.ga, rpId: 'one.example' }).token;
    expect(platform.manage(other, 1).status).toBe(0x33);
    expect(platform.manage(other, 4, { rpIDHash }).status).toBe(0x33);
  });

  it('asks for a token on a key without a PIN, and does not know other subcommands', () => {
    const platform = new Platform(key().key, 2);
    expect(platform.manage(undefined, sub.getCredsMetadata).status).toBe(0x36);
    expect(platform.manage(undefined, 0).status).toBe(0x3e);
    expect(platform.manage(undefined, 8).status).toBe(0x3e);
  });

  it('covers the parameters as they came, members that it does not know included', () => {
    const { platform, token } = device(three);
    const params = new Map<number, Uint8Array | boolean>([
      [1, hash('one.example')],
      [9, true],
    ]);
    const proof = platform.proof(token, concat(Uint8Array.of(4), encodeCbor(params)));
    const request = new Map<number, number | Uint8Array | typeof params>([
      [1, 4],
      [2, params],
      [3, 2],
      [4, proof.pinUvAuthParam],
    ]);
    const bytes = encodeRequest(ctapCommand.credentialManagement, encodeCbor(request));
    expect(send(platform.key, bytes).status).toBe(0);
  });

  it('lets a token that is bound to a relying party see and change only that one', () => {
    const { platform, key: made } = device(three);
    const [first, second] = made.state.durable.credentials;
    const { token } = platform.token(PIN, { permissions: CM, rpId: 'one.example' });
    const descriptor = (id: Uint8Array) => ({ credentialID: { id, type: 'public-key' } });
    expect(platform.manage(token, 1).status).toBe(0x33);
    expect(platform.manage(token, 2).status).toBe(0x33);
    expect(platform.manage(token, 4, { rpIDHash: hash('two.example') }).status).toBe(0x33);
    expect(platform.manage(token, 4, { rpIDHash: hash('one.example') }).status).toBe(0);
    expect(platform.manage(token, 6, descriptor(second!.id)).status).toBe(0x33);
    expect(platform.manage(token, 6, descriptor(new Uint8Array(32))).status).toBe(0x33);
    expect(platform.manage(token, 6, descriptor(first!.id)).status).toBe(0);
    expect(made.state.durable.credentials.map(({ resident }) => resident.user.id[0])).toEqual([2, 3]);
  });

  it('deletes a credential for good and renews the state of the store', () => {
    const store = memoryStore();
    const { platform, token, key: made } = device(three, { store });
    const [first] = made.state.durable.credentials;
    const before = toHex(made.state.durable.storeState);
    const params = { credentialID: { id: first!.id, type: 'public-key' } };
    expect(platform.manage(token, 6, params).status).toBe(0);
    expect(platform.manage(token, 6, params).status).toBe(0x2e);
    expect(toHex(made.state.durable.storeState)).not.toBe(before);
    const again = key({ store }).key;
    expect(again.state.durable.credentials).toHaveLength(2);
    const allowList = [{ id: first!.id, type: 'public-key' }];
    expect(getAssertion(again, { rpId: 'one.example', allowList }).status).toBe(0x2e);
  });

  it('describes a user anew: names given are kept, names absent or empty are removed, another user is refused', () => {
    const { platform, token, key: made } = device(three);
    const [first] = made.state.durable.credentials;
    const credentialID = { id: first!.id, type: 'public-key' };
    const update = (user: { id: Uint8Array; name?: string; displayName?: string }): number =>
      platform.manage(token, 7, { credentialID, user }).status;
    const id = Uint8Array.of(1);
    expect(update({ id, name: 'eve', displayName: 'Eve' })).toBe(0);
    expect(first!.resident.user).toEqual({ id, name: 'eve', displayName: 'Eve' });
    expect(update({ id, displayName: 'Eva' })).toBe(0);
    expect(first!.resident.user).toEqual({ id, displayName: 'Eva' });
    expect(update({ id, name: '', displayName: '' })).toBe(0);
    expect(first!.resident.user).toEqual({ id });
    expect(update({ id: Uint8Array.of(2), name: 'mallory' })).toBe(0x02);
    const unknown = { credentialID: { id: new Uint8Array(32), type: 'public-key' }, user: { id } };
    expect(platform.manage(token, 7, unknown).status).toBe(0x2e);
  });
});

describe('an enumeration', () => {
  const begun = (): ReturnType<typeof device> => {
    const made = device(three);
    expect(made.platform.manage(made.token, sub.enumerateRPsBegin).response.totalRPs).toBe(2);
    return made;
  };
  const next = (platform: Platform): number => platform.manage(undefined, sub.enumerateRPsGetNextRP).status;

  it('ends after its last answer', () => {
    const { platform } = begun();
    expect([next(platform), next(platform)]).toEqual([0, 0x30]);
  });

  it('goes on for thirty seconds after its last step', () => {
    const late = begun();
    late.clock.advance(30_000);
    expect(next(late.platform)).toBe(0x30);
    const timely = begun();
    timely.clock.advance(29_999);
    expect(next(timely.platform)).toBe(0);
  });

  it('ends at another command, another subcommand, a power cycle and a new token', () => {
    const ends: ((made: ReturnType<typeof device>) => void)[] = [
      ({ platform }) => send(platform.key, encodeRequest(ctapCommand.getInfo)),
      ({ platform, token }) => platform.manage(token, sub.getCredsMetadata),
      ({ platform }) => platform.manage(undefined, sub.enumerateCredentialsGetNextCredential),
      ({ platform }) => platform.key.powerCycle(),
      ({ platform }) => platform.token(PIN, { permissions: CM }),
    ];
    for (const end of ends) {
      const made = begun();
      end(made);
      expect(next(made.platform)).toBe(0x30);
    }
  });

  it('ends when the token that began it lapses', () => {
    const patient = { ...ctap21, sequenceTimeoutMs: 600_000 };
    for (const [afterMs, status] of [
      [299_999, 0],
      [300_000, 0x30],
    ] as const) {
      const { platform, token, clock } = device(three, { profile: patient });
      clock.advance(10_000);
      expect(platform.manage(token, sub.getCredsMetadata).status).toBe(0);
      clock.advance(290_000);
      expect(platform.manage(token, sub.enumerateRPsBegin).status).toBe(0);
      clock.advance(afterMs);
      expect(next(platform)).toBe(status);
    }
  });

  it('is served on its own channel only', () => {
    const { platform } = begun();
    platform.via = { transport: 'usb', channel: 2 };
    expect(next(platform)).toBe(0x30);
    platform.via = { transport: 'nfc', channel: 1 };
    expect(next(platform)).toBe(0x30);
    platform.via = { transport: 'usb', channel: 1 };
    expect(next(platform)).toBe(0);
  });
});
