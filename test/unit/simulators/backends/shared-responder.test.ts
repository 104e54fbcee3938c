import { describe, expect, it } from 'vitest';
import { shareResponder } from '../../../../simulators/backends/shared-responder.ts';
import type { Interaction } from '../../../../simulators/ports/responder.ts';
import { FakeResponder, fakeCommand } from '../endpoints/fake-responder.ts';

const touch = Uint8Array.of(fakeCommand.touch);
const usb = { transport: 'usb', channel: 1 } as const;
const nfc = { transport: 'nfc', channel: 0 } as const;

function begun(interaction: Interaction): Interaction {
  expect(interaction.next('granted').done).toBe(false);
  return interaction;
}

describe('shareResponder', () => {
  it('hands commands on and their answers back', () => {
    const side = shareResponder(new FakeResponder()).side(true);
    expect(begun(side.ctap2(touch, usb)).next('granted')).toEqual({ done: true, value: Uint8Array.of(0) });
    expect(side.ctap2(Uint8Array.of(fakeCommand.echo, 7), usb).next('granted').value).toEqual(Uint8Array.of(0, 7));
  });

  it('has a command on one side end the one under way on the other, which was cancelled then', () => {
    const responder = new FakeResponder();
    const shared = shareResponder(responder);
    const first = begun(shared.side(true).ctap2(touch, usb));
    const second = begun(shared.side(false).ctap2(touch, nfc));
    expect(responder).toMatchObject({ open: 1, overlaps: 0 });
    expect(first.next('granted')).toEqual({ done: true, value: Uint8Array.of(0x2d) });
    expect(second.next('granted').value).toEqual(Uint8Array.of(0));
    expect(responder.open).toBe(0);
  });

  it('ends a command that its endpoint gives up', () => {
    const responder = new FakeResponder();
    begun(shareResponder(responder).side(true).ctap2(touch, usb)).return(new Uint8Array(0));
    expect(responder.open).toBe(0);
  });

  it('loses power with the sides that are its power', () => {
    const responder = new FakeResponder();
    const shared = shareResponder(responder);
    shared.side(false).powerCycle();
    expect(responder.powerCycles).toBe(0);
    shared.side(true).powerCycle();
    expect(responder.powerCycles).toBe(1);
  });
});
