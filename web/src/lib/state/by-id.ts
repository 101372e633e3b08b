import { RequestFailure } from '../graphql/failure';

/** Asks for what an id of an address names; undefined when the address holds no id at all, as anyone can type an address. */
export async function byId<Value>(ask: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (thrown instanceof RequestFailure && thrown.hasCode('BAD_USER_INPUT')) {
      return undefined;
    }
    throw thrown;
  }
}
