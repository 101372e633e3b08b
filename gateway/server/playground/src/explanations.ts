import type { Explanation } from './explanation';

type Listener = () => void;

/** The explanation of the last answer, for views that show it. */
class Explanations {
  private last: Explanation | undefined;
  private readonly listeners = new Set<Listener>();

  show(explanation: Explanation): void {
    this.last = explanation;
    for (const listener of this.listeners) {
      listener();
    }
  }

  readonly current = (): Explanation | undefined => this.last;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export const explanations = new Explanations();
