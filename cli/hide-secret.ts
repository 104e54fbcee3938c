import type { Listener, RunEvent } from '../conformance/vocabulary/event.ts';

/** A listener whose events do not tell the secret: in every text of every event it is replaced by dots. */
export function hideSecret(secret: string | undefined, listener: Listener): Listener {
  if (secret === undefined || secret === '') return listener;
  return (event) => listener(hidden(event, secret) as RunEvent);
}

function hidden(value: unknown, secret: string): unknown {
  if (typeof value === 'string') return value.replaceAll(secret, '••••');
  if (Array.isArray(value)) return value.map((item) => hidden(item, secret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item, secret)]));
}
