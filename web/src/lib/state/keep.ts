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
  readonly #storage: Storage;
  readonly #fallback = new MemoryKeep();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  read(key: string): string | undefined {
    try {
      return this.#storage.getItem(key) ?? this.#fallback.read(key);
    } catch {
      return this.#fallback.read(key);
    }
  }

  write(key: string, value: string): void {
    try {
      this.#storage.setItem(key, value);
    } catch {
      this.#fallback.write(key, value);
    }
  }

  forget(key: string): void {
    this.#fallback.forget(key);
    try {
      this.#storage.removeItem(key);
    } catch {
      // Nothing was stored there either.
    }
  }
}
