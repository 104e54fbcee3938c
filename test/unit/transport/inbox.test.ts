import { describe, expect, it } from 'vitest';
import { Inbox } from '../../../src/transport/inbox.ts';

describe('Inbox', () => {
  it('keeps what came in order, then tells of the failure, once', async () => {
    const inbox = new Inbox();
    inbox.push(Uint8Array.of(1));
    inbox.push(Uint8Array.of(2));
    inbox.fail(new Error('gone'));
    expect(await inbox.next(0)).toEqual(Uint8Array.of(1));
    expect(await inbox.next(0)).toEqual(Uint8Array.of(2));
    expect(await inbox.next(0)).toBeInstanceOf(Error);
    expect(await inbox.next(0)).toBeUndefined();
  });

  it('gives what comes to the reader that waits', async () => {
    const inbox = new Inbox();
    const next = inbox.next(60_000);
    inbox.push(Uint8Array.of(1));
    expect(await next).toEqual(Uint8Array.of(1));
    const failing = inbox.next(60_000);
    inbox.fail(new Error('gone'));
    expect(await failing).toBeInstanceOf(Error);
    expect(inbox.takeFailure()).toBeUndefined();
  });

  it('has one reader at a time', async () => {
    const inbox = new Inbox();
    const next = inbox.next(60_000);
    await expect(inbox.next(1)).rejects.toThrow(TypeError);
    inbox.push(Uint8Array.of(1));
    await next;
  });
});
