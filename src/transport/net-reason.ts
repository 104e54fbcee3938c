/** Why a socket failed, in words; the system's own where we have none. */
export function netReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'EADDRINUSE') return 'our own port is taken';
  if (code === 'EACCES') return 'no leave to use that port';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the other side closed the connection';
  return error instanceof Error ? error.message : String(error);
}
