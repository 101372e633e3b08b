import { shop } from '$lib/shop';
import { loading } from '$lib/state/loaded';
import { MessageList } from '$lib/state/message-list.svelte';

export function load() {
  return loading(async () => {
    const list = new MessageList(shop().client);
    await list.more();
    return { value: list };
  });
}
