/** The owner as a distinguished name of one part (RFC 6030 section 4.3.4 wants one, written as RFC 4514). */
export function userOfPskc(upn: string): string {
  const escaped = upn
    .replaceAll(/[\\"+,;<>=]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
  return `UID=${escaped}`;
}

/** The owner that a distinguished name of one part tells, be it UID or CN; any other text is taken as it is. */
export function pskcUser(text: string): string {
  const value = /^(?:UID|CN)=((?:\\.|[^\\,+])+)$/is.exec(text)?.[1];
  return value === undefined ? text : value.replaceAll(/\\(.)/gs, '$1');
}
