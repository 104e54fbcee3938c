/**
 * Where a device keeps what survives power-off: one document of bytes. `save` has happened wholly or not at all,
 * whenever the process dies; when it returns, the document is on disk. Both throw `StoreError`.
 */
export interface Store {
  /** The last document saved, or `undefined` for a new device. */
  load(): Uint8Array | undefined;
  save(document: Uint8Array): void;
}

/** A store that cannot be read or written: which one, and why. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Forgets everything with the process. */
export function memoryStore(initial?: Uint8Array): Store {
  let held = initial;
  return {
    load: () => held,
    save: (document) => {
      held = document.slice();
    },
  };
}
