import { describe, expect, it } from 'vitest';
import { AccountsModel } from '../../../../conformance/model/accounts.ts';

function withAccounts(...users: string[]): AccountsModel<string> {
  const model = new AccountsModel<string>();
  for (const user of users) model.make(0, user, true, user);
  return model;
}

const names = (credentials: readonly { held: string }[]): string[] => credentials.map(({ held }) => held);

describe('AccountsModel', () => {
  it('foretells the newest account first, and how many there are', () => {
    const { by, accounts } = withAccounts('anna', 'bela', 'carl').assert(0);
    expect(names(by)).toEqual(['carl']);
    expect(accounts).toBe(3);
  });

  it('gives the rest in their order and then refuses', () => {
    const model = withAccounts('anna', 'bela', 'carl');
    model.assert(0);
    for (const held of ['bela', 'anna']) {
      expect(model.next()).toMatchObject({ must: 'answer', by: { held } });
      model.nextWas(true);
    }
    expect(model.next()).toEqual({ must: 'refuse' });
  });

  it('lets a new account of the same user take the place of the old one', () => {
    const model = withAccounts('anna', 'bela', 'anna');
    expect(model.accountsOf(0).map(({ number }) => number)).toEqual([3, 2]);
    expect(model.assert(0, model.made.slice(0, 1)).by).toEqual([]);
  });

  it('counts no credential that is not discoverable among the accounts, but lets it answer where it is named', () => {
    const model = withAccounts('anna');
    model.make(0, 'anna', false, 'plain');
    expect(names(model.accountsOf(0))).toEqual(['anna']);
    expect(names(model.assert(0, model.made).by)).toEqual(['anna', 'plain']);
  });

  it('keeps relying parties apart', () => {
    const model = withAccounts('anna');
    model.make(1, 'anna', true, 'elsewhere');
    expect(names(model.accountsOf(1))).toEqual(['elsewhere']);
    expect(model.assert(1, model.made.slice(0, 1)).by).toEqual([]);
  });

  it('leaves open what comes after another command, and refuses for good once refused', () => {
    const model = withAccounts('anna', 'bela');
    model.assert(0);
    model.interrupt();
    expect(model.next()).toMatchObject({ must: 'refuse or answer', by: { held: 'anna' } });
    model.nextWas(false);
    expect(model.next()).toEqual({ must: 'refuse' });
  });

  it('never lets a deleted account answer, nor any account after a power cycle', () => {
    const model = withAccounts('anna', 'bela');
    model.assert(0);
    model.delete(model.made[0]!);
    expect(model.next()).toEqual({ must: 'refuse' });
    model.assert(0);
    model.powerCycle();
    expect(model.next()).toEqual({ must: 'refuse' });
  });
});
