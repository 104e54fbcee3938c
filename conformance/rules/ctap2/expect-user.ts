import { toHex } from '../../../src/bytes/hex.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { expectThat } from '../../vocabulary/violation.ts';
import type { Asserted } from '../ceremony/credential.ts';

/** The user of an answer: the account's id where it was found, its names only after verification and where there is a choice. */
export function expectUser({ by, response }: Asserted, isFound: boolean, accounts: number, verified: boolean): void {
  const { user } = response;
  if (isFound) {
    const id = user === undefined ? 'no user' : toHex(user.id);
    expectThat(id === toHex(by.user.id), `user.id ${toHex(by.user.id)} of ${by.user.name}`, id);
  }
  const names = [user?.name, user?.displayName].filter((name) => name !== undefined);
  if (!verified) expectThat(names.length === 0, 'no names of the user without verification', names.join(', '));
  else if (isFound && accounts > 1 && response.userSelected !== true) {
    expectThat(user?.name === by.user.name, `the name ${by.user.name}`, JSON.stringify(user?.name) ?? 'none');
  }
  const { uv } = decodeAuthenticatorData(response.authData);
  expectThat(uv === verified, `the UV flag ${verified ? 'set' : 'clear'}`, `the UV flag ${uv ? 'set' : 'clear'}`);
}
