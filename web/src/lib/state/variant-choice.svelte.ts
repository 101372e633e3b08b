import type { ProductPageQuery } from '../graphql/generated';

export type ProductView = NonNullable<ProductPageQuery['product']>;
export type Variant = ProductView['variants'][number];

/** Which variant of a product the buyer has picked, option by option. */
export class VariantChoice {
  readonly #product: () => ProductView;
  #picked = $state.raw<ReadonlyMap<string, string>>(new Map());

  /** `product` is asked each time, so that a reloaded product keeps what was picked. */
  constructor(product: () => ProductView) {
    this.#product = product;
  }

  /** The value in force for an option: the picked one, or that of the variant offered first. */
  value(option: string): string | undefined {
    const picked = this.#picked.get(option);
    const exists = this.#product()
      .options.find(({ name }) => name === option)
      ?.values.includes(picked ?? '');
    return exists ? picked : valueOf(this.#offered(), option);
  }

  /** The variant that has all values in force; undefined when there is none of that combination. */
  get variant(): Variant | undefined {
    const { options, variants } = this.#product();
    return variants.find((variant) =>
      options.every(({ name }) => valueOf(variant, name) === this.value(name)),
    );
  }

  pick(option: string, value: string): void {
    this.#picked = new Map(this.#picked).set(option, value);
  }

  /** The variant that picking this value would lead to. */
  wouldBe(option: string, value: string): Variant | undefined {
    const { options, variants } = this.#product();
    return variants.find((variant) =>
      options.every(
        ({ name }) => valueOf(variant, name) === (name === option ? value : this.value(name)),
      ),
    );
  }

  /** The first variant that can be bought, or the first at all. */
  #offered(): Variant | undefined {
    const { variants } = this.#product();
    return variants.find((variant) => variant.availableForSale !== false) ?? variants[0];
  }
}

function valueOf(variant: Variant | undefined, option: string): string | undefined {
  return variant?.selectedOptions.find(({ name }) => name === option)?.value;
}
