import { expect, it } from 'vitest';
import { publicKeySpoils } from '../../../../src/ceremonies/spoils/public-key.ts';
import { eachIsRefused } from './refused.ts';

eachIsRefused('spoils of public key', [...publicKeySpoils]);

it('a key is a MUST only where its alg is none that was asked for, which is all that section 7.1 reads of it', () => {
  const musts = publicKeySpoils.filter(({ level }) => level === 'MUST').map(({ id }) => id);
  expect(musts).toEqual(
    'bytes null array empty alg-missing alg-text alg-unknown alg-none alg-hmac not-requested'
      .split(' ')
      .map((name) => `public-key.${name}`),
  );
});
