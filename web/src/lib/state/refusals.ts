import { formatMoney, type Money } from '../format/money';
import type { ProblemFragment } from '../graphql/generated';

/** A refusal to sell in the buyer's words; `total` is what the cart comes to now, as far as that is known. */
export function inBuyersWords(problem: ProblemFragment, total: Money | undefined): ProblemFragment {
  switch (problem.code) {
    case 'VERSION_CONFLICT':
    case 'TOTAL_CHANGED': {
      const now = total === undefined ? '' : ` It comes to ${formatMoney(total)} now.`;
      const message = `Your cart has changed since you opened this page.${now} Please look it over before you pay.`;
      return { ...problem, message };
    }
    default:
      return problem;
  }
}

/** Why there is not enough of something to put that many into the cart, where some may be already. */
export function shortage(available: number, inCart: number): string {
  if (available <= 0) {
    return 'This is sold out.';
  }
  const left = available === 1 ? 'Only 1 is left' : `Only ${available} are left`;
  const more = available - inCart;
  if (inCart <= 0) {
    return `${left}.`;
  }
  return more <= 0
    ? `${left}, and you have all of that in your cart already.`
    : `${left}, and ${inCart} of them ${inCart === 1 ? 'is' : 'are'} in your cart already: you can add ${more} more.`;
}
