import { fromHex } from '../../src/bytes/hex.ts';

/** The personality of a programmable card, as data. */
export interface Token2Profile {
  readonly name: string;
  readonly says: string;
  /** What serial numbers begin with: hosts know the model by it. */
  readonly serialPrefix: string;
  /** Whether every write of its configuration, and so of its clock, erases the seed. */
  readonly erasesSeed: boolean;
  /** The key of all cards of the family: published, and no secret. */
  readonly deviceKey: Uint8Array;
  /** How long it waits in a dark field for somebody to press its button. */
  readonly pressTimeoutMs: number;
}

const deviceKey = fromHex('8ad206883ca369482ab27182b6e83224');

/** A model whose clock can be set only together with a new seed. */
export const restrictedCard: Token2Profile = {
  name: 'restricted',
  says: 'every write of the configuration, and so of the clock, erases the seed',
  serialPrefix: '8659622',
  erasesSeed: true,
  deviceKey,
  pressTimeoutMs: 30_000,
};

/** A model whose clock can be set while the seed stays: whoever reaches it can collect codes of the future. */
export const unrestrictedCard: Token2Profile = {
  ...restrictedCard,
  name: 'unrestricted',
  says: 'the clock can be set while the seed stays',
  serialPrefix: '8659632',
  erasesSeed: false,
};

/** The models of the programmable card. */
export const token2Profiles: readonly Token2Profile[] = [restrictedCard, unrestrictedCard];
