export * from './ports/presence.ts';
export * from './ports/responder.ts';
export * from './ports/store.ts';
