/** An amount as the graph sends it: a decimal number in a string. */
export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

/** Prices are shown the same to everybody: the shop is in English and trades in the euro area. */
const LOCALE = 'en-IE';

/** The amount in words for the eye: `€1,234.50`. The string goes to the formatter as it is: no float ever holds money. */
export function formatMoney({ amount, currencyCode }: Money): string {
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency: currencyCode });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** A service's text with its amounts (`30.00 EUR`) written as everywhere in the shop (`€30.00`). */
export function withShopAmounts(text: string): string {
  return text.replace(/(?<![\d.])(\d+\.\d{2}) EUR\b/g, (_, amount: string) =>
    formatMoney({ amount, currencyCode: 'EUR' }),
  );
}

export function isZero({ amount }: Money): boolean {
  return /^-?0*(\.0*)?$/.test(amount);
}

/** The saving as a whole percentage, or 0 when there is none; only for a label, hence the rounding down. */
export function percentOff(price: Money, compareAt: Money | null | undefined): number {
  if (compareAt == null) {
    return 0;
  }
  const was = Number(compareAt.amount);
  return was > 0 ? Math.max(0, Math.floor((1 - Number(price.amount) / was) * 100)) : 0;
}
