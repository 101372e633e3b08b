import type { CountryCode } from '../graphql/generated';

/** An address as it is typed; empty text stands for what is left out. */
export interface AddressDraft {
  name: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postalCode: string;
  countryCode: CountryCode;
}

export const EMPTY_ADDRESS: AddressDraft = {
  name: '',
  line1: '',
  line2: '',
  city: '',
  region: '',
  postalCode: '',
  countryCode: 'DE',
};

/** The names of the fields, as problems point at them. */
export const ADDRESS_FIELDS = Object.keys(EMPTY_ADDRESS);

/** The draft as the graph takes it. */
export function addressInput(draft: AddressDraft) {
  return {
    name: draft.name.trim(),
    line1: draft.line1.trim(),
    line2: draft.line2.trim() || null,
    city: draft.city.trim(),
    region: draft.region.trim() || null,
    postalCode: draft.postalCode.trim(),
    countryCode: draft.countryCode,
  };
}
