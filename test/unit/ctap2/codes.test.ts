import { describe, expect, it } from 'vitest';
import { commandName, ctapCommand, encodeRequest } from '../../../src/ctap2/commands.ts';
import { permission, permissionNames } from '../../../src/ctap2/permissions.ts';
import { ctapStatus, statusName } from '../../../src/ctap2/status.ts';

describe('the codes', () => {
  it('give each status one name, and name what has none by its number', () => {
    const statuses = Object.values(ctapStatus);
    expect(new Set(statuses).size).toBe(statuses.length);
    expect(statusName(0x33)).toBe('CTAP2_ERR_PIN_AUTH_INVALID');
    expect(statusName(0x99)).toBe('status 0x99');
  });

  it('name each command', () => {
    for (const command of Object.values(ctapCommand)) expect(commandName(command)).toMatch(/^authenticator/);
    expect(commandName(0x03)).toBe('command 0x03');
  });

  it('name permissions in order of their bits', () => {
    expect(permissionNames(permission.acfg | permission.mc | 0x80)).toEqual(['mc', 'acfg']);
  });

  it('put the command byte before its parameters', () => {
    expect(encodeRequest(ctapCommand.getInfo)).toEqual(Uint8Array.of(4));
    expect(encodeRequest(6, Uint8Array.of(0xa0))).toEqual(Uint8Array.of(6, 0xa0));
  });
});
