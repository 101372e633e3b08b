import { withShopAmounts } from '../format/money';
import { RequestFailure } from '../graphql/failure';
import type { ProblemFragment } from '../graphql/generated';

/**
 * What a form shows beside its fields: whether it is being sent, and what was wrong with which field.
 *
 * A problem's `field` is a path into the mutation's input (`["input", "shippingAddress", "city"]`); a form's field is named by the
 * last part of it.
 */
export class FormState {
  isSending = $state(false);
  /** Problems that concern no single field. */
  general = $state.raw<readonly string[]>([]);
  #problems = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #fields: ReadonlySet<string>;

  /** `fields` are the form's own; a problem with anything else is shown above the form, never lost. */
  constructor(fields: readonly string[] = []) {
    this.#fields = new Set(fields);
  }

  /** What is wrong with a field; undefined when nothing is. */
  problem(field: string): string | undefined {
    return this.#problems.get(field);
  }

  get hasProblems(): boolean {
    return this.general.length > 0 || this.#problems.size > 0;
  }

  /**
   * Runs the sending, unless it is already under way. Gives true when it reported no problem; a failure of the request is
   * shown as a general problem.
   */
  async send(task: () => Promise<readonly ProblemFragment[]>): Promise<boolean> {
    if (this.isSending) {
      return false;
    }
    this.isSending = true;
    this.clear();
    try {
      this.show(await task());
    } catch (thrown) {
      if (!(thrown instanceof RequestFailure)) {
        throw thrown;
      }
      this.general = [thrown.message];
    } finally {
      this.isSending = false;
    }
    return !this.hasProblems;
  }

  show(problems: readonly ProblemFragment[]): void {
    const atFields = new Map<string, string>();
    const general: string[] = [];
    for (const problem of problems) {
      const field = problem.field?.at(-1);
      const message = withShopAmounts(problem.message);
      if (field === undefined || !this.#fields.has(field)) {
        general.push(message);
      } else {
        atFields.set(field, message);
      }
    }
    this.#problems = atFields;
    this.general = general;
  }

  clear(): void {
    this.general = [];
    this.#problems = new Map();
  }
}
