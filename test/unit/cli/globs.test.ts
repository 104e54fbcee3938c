import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../cli/exit-code.ts';
import { nearest, oneById, selectByGlobs } from '../../../cli/globs.ts';

const ids = ['ctap2.get-info.versions', 'ctap2.get-info.aaguid', 'hid.ping.echo'];

describe('selectByGlobs', () => {
  it('gives all when nothing is asked for, and keeps the order of the list', () => {
    expect(selectByGlobs(ids, [], 'rule')).toEqual(ids);
    expect(selectByGlobs(ids, ['hid.*', '*.versions', 'hid.ping.echo'], 'rule')).toEqual([ids[0], ids[2]]);
  });

  it('refuses a pattern that matches nothing, although another one does', () => {
    expect(() => selectByGlobs(ids, ['hid.*', 'nfc.*'], 'rule')).toThrow(new UsageError('no rule matches "nfc.*"'));
  });

  it('offers the nearest id for one that was mistyped', () => {
    expect(() => selectByGlobs(ids, ['hid.ping.ecco'], 'rule')).toThrow('did you mean hid.ping.echo?');
  });
});

describe('oneById', () => {
  it('finds by the whole id alone', () => {
    expect(oneById([{ id: 'a' }, { id: 'ab' }], 'ab', 'fault')).toEqual({ id: 'ab' });
    expect(() => oneById([{ id: 'abcdef' }], 'abcde', 'fault')).toThrow(UsageError);
  });
});

describe('nearest', () => {
  it('offers nothing that is far off', () => {
    expect(nearest(ids, 'ctap2.get-info.version')).toBe('ctap2.get-info.versions');
    expect(nearest(ids, 'completely-different')).toBeUndefined();
    expect(nearest([], 'x')).toBeUndefined();
  });
});
