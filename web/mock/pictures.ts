/** A stand-in for the shop's pictures: one simple shape on a coloured ground, drawn from a number. */
export function picture(seed: number): string {
  const ground = `hsl(${(seed * 47) % 360} 45% 84%)`;
  const body = `hsl(${(seed * 47 + 190) % 360} 42% 38%)`;
  const round = 20 + (seed % 7) * 20;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600">',
    `<path fill="${ground}" d="M0 0h600v600H0z"/>`,
    `<ellipse cx="300" cy="470" rx="190" ry="26" fill="hsl(0 0% 0% / 12%)"/>`,
    `<rect x="${170 - (seed % 5) * 10}" y="${150 + (seed % 4) * 20}" width="${260 + (seed % 5) * 20}"`,
    ` height="${310 - (seed % 4) * 20}" rx="${round}" fill="${body}"/>`,
    `<circle cx="300" cy="${260 + (seed % 3) * 20}" r="${40 + (seed % 6) * 8}" fill="${ground}"/></svg>`,
  ].join('');
}
