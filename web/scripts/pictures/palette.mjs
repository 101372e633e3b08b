// The colours of the demo shop's pictures: what an option's value looks like, and how light falls on it.

/** The base colour of each option value that changes a product's look. */
export const swatches = {
  Ash: '#dcc49c',
  Black: '#33353a',
  Brass: '#c79a3b',
  Chalk: '#f1ece1',
  Charcoal: '#4b4d52',
  Clay: '#c2714f',
  Fog: '#b9c0c4',
  Ink: '#34465e',
  Moss: '#74804f',
  Oak: '#c99f68',
  Oat: '#e3d3b6',
  Ochre: '#d79b35',
  Pine: '#2f5f52',
  Rust: '#b2502f',
  Sage: '#9db08f',
  Sand: '#d9c3a0',
  Sandstone: '#cfa77c',
  Sky: '#8fbacd',
  Slate: '#6a737c',
  Steel: '#aab4b9',
  Walnut: '#77503a',
};

/** The names of the options by whose values a picture differs. */
export const pictured = ['Colour', 'Finish', 'Wood', 'Stone'];

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** `share` (0 to 1) of `b` in `a`, both `#rrggbb`. */
export function mix(a, b, share) {
  const to = channels(b);
  return `#${channels(a)
    .map((from, at) =>
      Math.round(from + (to[at] - from) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Towards a warm white. */
export const light = (hex, share = 0.3) => mix(hex, '#fffaf0', share);
/** Towards a cool dark brown, never to black. */
export const dark = (hex, share = 0.3) => mix(hex, '#2a2230', share);
