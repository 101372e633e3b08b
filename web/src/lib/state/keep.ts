/** What outlives the page: the browser's localStorage or sessionStorage; a map in tests. */
export interface Keep {
  read(key: string): string | undefined;
  write(key: string, value: string): void;
  forget(key: string): void;
}

/** A {@link Keep} that lasts as long as the object. */
export class MemoryKeep implements Keep {
  readonly #entries = new Map<string, string>();

  read(key: string): string | undefined {
    return this.#entries.get(key);
  }

  write(key: string, value: string): void {
    this.#entries.set(key, value);
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}

/**
 * A {@link Keep} over the browser's storage. A browser that refuses storage (private windows, full disk) gets a cart and a
 * session that last as long as the tab, which is better than no shop.
 */
export class BrowserKeep implements Keep {
  readonly #storage: () => Storage;
  readonly #fallback = new MemoryKeep();

  /** `storage` is asked each time: where cookies are blocked, merely naming the storage throws. */
  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  read(key: string): string | undefined {
    return this.#attempt((storage) => storage.getItem(key)) ?? this.#fallback.read(key);
  }

  write(key: string, value: string): void {
    const isStored = this.#attempt((storage) => {
      storage.setItem(key, value);
      return true;
    });
    if (isStored === undefined) {
      this.#fallback.write(key, value);
    }
  }

  forget(key: string): void {
    this.#fallback.forget(key);
    this.#attempt((storage) => storage.removeItem(key));
  }

  /** The task's result; undefined when the browser refuses, for which the fallback is there. */
  #attempt<Value>(task: (storage: Storage) => Value): Value | undefined {
    try {
      return task(this.#storage());
    } catch {
      return undefined;
    }
  }
}
