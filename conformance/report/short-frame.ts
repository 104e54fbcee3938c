/** Texts of base64url that are told in short; an id or a challenge of 32 bytes is one of them. */
const bytesMember = /"(\w+)":"([A-Za-z0-9_-]{25,})"/g;
const KEPT = 12;
const LONGEST_CLIENT_DATA = 400;

/** Frames of the ceremony that is accused: its options and its result, each asked and answered. */
const LAST_EXCHANGES = 4;

/** Frames as people read them. Of exchanges with a server the last ceremony is told, and how much came before it. */
export function shortFrames(transcript: readonly string[]): string[] {
  const isOfServer = transcript.some((frame) => frame.startsWith('POST /'));
  const left = isOfServer ? Math.max(0, transcript.length - LAST_EXCHANGES) : 0;
  const told = transcript.slice(left).map(shortFrame);
  return left === 0 ? told : [`… ${left} more before these, whole in the JSON and HTML reports`, ...told];
}

/**
 * One frame of an exchange in JSON as people read it: long base64url is cut and tells its length, client data is decoded,
 * flags and counter of authenticator data are named. Other frames are left as they are.
 */
export function shortFrame(frame: string): string {
  if (!frame.includes('{"')) return frame;
  return frame.replace(bytesMember, (whole, name: string, text: string) => {
    if (/name$/i.test(name)) return whole;
    if (name === 'clientDataJSON') return `"${name}":${clientDataIn(text) ?? cut(text)}`;
    if (name === 'authenticatorData') return `"${name}":${authenticatorDataIn(text) ?? cut(text)}`;
    return `"${name}":${cut(text)}`;
  });
}

function cut(text: string): string {
  return `"${text.slice(0, KEPT)}…" (${Math.floor((text.length * 3) / 4)} bytes)`;
}

/** Client data is text; what is none, or long, stays as it was sent. */
function clientDataIn(text: string): string | undefined {
  const said = Buffer.from(text, 'base64url').toString('utf8');
  const isReadable = said.startsWith('{') && !/[\p{Cc}\ufffd]/u.test(said);
  return isReadable && said.length <= LONGEST_CLIENT_DATA ? `<${said}>` : undefined;
}

const flagNames = ['UP', 'bit 1', 'UV', 'BE', 'BS', 'bit 5', 'AT', 'ED'] as const;

function authenticatorDataIn(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < 37) return undefined;
  const flags = bytes[32] ?? 0;
  const set = flagNames.filter((_name, bit) => (flags & (1 << bit)) !== 0);
  const rpIdHash = bytes.subarray(0, 4).toString('hex');
  return `<rpIdHash ${rpIdHash}…, flags ${set.join(' ') || 'none'}, signCount ${bytes.readUInt32BE(33)}, ${bytes.length} bytes>`;
}
