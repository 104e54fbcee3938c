import fc from 'fast-check';

/** Every property runs with one known seed; a nightly run draws another and hands it in as TOUCHSTONE_TEST_SEED. */
const seed = Number(process.env['TOUCHSTONE_TEST_SEED'] ?? 20_261_125);
if (!Number.isInteger(seed))
  throw new RangeError(`TOUCHSTONE_TEST_SEED: expected an integer, received ${process.env['TOUCHSTONE_TEST_SEED']}`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
