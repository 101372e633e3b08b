import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';
import { OrderHistory } from '$lib/state/order-history.svelte';

export function load() {
  return loading(async () => {
    const history = new OrderHistory(shop().client);
    await history.more();
    return { value: history };
  });
}
