import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';

export function load() {
  return loading(async () => {
    const { cart, missing } = await shop().cart.load();
    return { value: cart, missing };
  });
}
