// A picture's frame: ground, backdrop and the pen with which the drawings put their shapes down.
import { dark, light } from './palette.mjs';

/** What each category's pictures stand before: wall, floor and the disc behind the thing. */
export const backdrops = {
  kitchen: { wall: '#f3e6d3', floor: '#e7d3b8', disc: '#f9f1e3' },
  lighting: { wall: '#e9dcc9', floor: '#d6c3a9', disc: '#fdf3d8' },
  textiles: { wall: '#e8e2e4', floor: '#d8ced2', disc: '#f5f0ef' },
  furniture: { wall: '#e6e6dc', floor: '#d2d0c0', disc: '#f4f3ea' },
  camp: { wall: '#dbe6e3', floor: '#bfd0c6', disc: '#f3efdc' },
  garden: { wall: '#e3ead6', floor: '#c9d6b3', disc: '#f6f6e4' },
  bags: { wall: '#e3e6ec', floor: '#cdd2db', disc: '#f4f3f0' },
  desk: { wall: '#efe4dc', floor: '#dccabd', disc: '#faf4ec' },
};

/** Numbers with one decimal at most: half the bytes, no visible difference. */
const n = (value) => String(Math.round(value * 10) / 10);
const attributes = (more) =>
  Object.entries(more)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');

/** A pen in a colour: shapes as text, gradients gathered for the file's `defs`. */
export class Pen {
  #defs = [];
  constructor(colour, prefix = 'g') {
    this.prefix = prefix;
    this.base = colour;
    this.hi = light(colour, 0.34);
    this.lo = dark(colour, 0.22);
    this.deep = dark(colour, 0.45);
  }
  get defs() {
    return this.#defs.join('');
  }
  #def(element, place, stops) {
    const id = `${this.prefix}${this.#defs.length}`;
    const list = stops
      .map((stop, at) => `<stop offset="${n(at / (stops.length - 1))}" stop-color="${stop}"/>`)
      .join('');
    this.#defs.push(`<${element} id="${id}"${place}>${list}</${element}>`);
    return `url(#${id})`;
  }
  /** A gradient from left to right. */
  across(...stops) {
    return this.#def('linearGradient', '', stops);
  }
  /** A gradient from top to bottom. */
  down(...stops) {
    return this.#def('linearGradient', ' x2="0" y2="1"', stops);
  }
  /** A gradient from the upper left outwards. */
  round(...stops) {
    return this.#def('radialGradient', ' cx=".36" cy=".3" r=".8"', stops);
  }
  /** The usual light on a standing body. */
  body(colour = this.base) {
    return this.across(light(colour, 0.22), colour, dark(colour, 0.26));
  }
  path(d, fill, more = {}) {
    return `<path d="${d}" fill="${fill}"${attributes(more)}/>`;
  }
  line(d, stroke, width, more = {}) {
    return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"${attributes(more)}/>`;
  }
  disc(cx, cy, r, fill, more = {}) {
    return `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}" fill="${fill}"${attributes(more)}/>`;
  }
  oval(cx, cy, rx, ry, fill, more = {}) {
    return `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"${attributes(more)}/>`;
  }
  box(x, y, width, height, radius, fill, more = {}) {
    return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}"${attributes(more)}/>`;
  }
  /** What a thing throws on the floor. */
  shadow(cx, cy, rx, ry = rx * 0.13) {
    return this.oval(cx, cy, rx, ry, '#3a2c2c', { opacity: 0.18 });
  }
  /** A soft glow, for what burns or shines. */
  glow(cx, cy, r, colour = '#ffdf8e') {
    const fill = this.#def('radialGradient', '', [colour, `${colour}00`]);
    return this.disc(cx, cy, r, fill, { opacity: 0.75 });
  }
  group(transform, ...content) {
    return `<g transform="${transform}">${content.join('')}</g>`;
  }
  repeat(count, draw) {
    return Array.from({ length: count }, (_, at) => draw(at)).join('');
  }
}

/** A whole picture of `width` by `height`, its floor at `horizon`. */
export function frame({ width, height, horizon, backdrop, disc, label, defs, content }) {
  const circle = disc
    ? `<circle cx="${n(disc.x)}" cy="${n(disc.y)}" r="${n(disc.r)}" fill="${backdrop.disc}"/>`
    : '';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">` +
    `<defs><linearGradient id="w" x2="0" y2="1"><stop stop-color="${light(backdrop.wall, 0.3)}"/><stop offset="1" stop-color="${backdrop.wall}"/></linearGradient>` +
    `<linearGradient id="f" x2="0" y2="1"><stop stop-color="${backdrop.floor}"/><stop offset="1" stop-color="${light(backdrop.floor, 0.25)}"/></linearGradient>${defs}</defs>` +
    `<rect width="${width}" height="${height}" fill="url(#w)"/>${circle}` +
    `<rect y="${horizon}" width="${width}" height="${height - horizon}" fill="url(#f)"/>${content}</svg>\n`
  );
}
