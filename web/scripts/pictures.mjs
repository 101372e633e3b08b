#!/usr/bin/env node
// Draws the demo shop's pictures into web/static/media: one a product and look, a detail of each, one a category.
// Deterministic: the same catalogue gives the same bytes. With `--check`, writes nothing and fails if a file differs.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawings as bags } from './pictures/drawings/bags.mjs';
import { drawings as camp } from './pictures/drawings/camp.mjs';
import { drawings as desk } from './pictures/drawings/desk.mjs';
import { drawings as furniture } from './pictures/drawings/furniture.mjs';
import { drawings as garden } from './pictures/drawings/garden.mjs';
import { drawings as kitchen } from './pictures/drawings/kitchen.mjs';
import { drawings as lighting } from './pictures/drawings/lighting.mjs';
import { drawings as textiles } from './pictures/drawings/textiles.mjs';
import { pictured, swatches } from './pictures/palette.mjs';
import { Pen, backdrops, frame } from './pictures/scene.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const media = join(root, 'web', 'static', 'media');
const drawings = {
  ...bags,
  ...camp,
  ...desk,
  ...furniture,
  ...garden,
  ...kitchen,
  ...lighting,
  ...textiles,
};
/** A page with twenty product cards should cost no more than a photograph; of a category's wide picture there is one a page. */
const largest = (name) => (name.startsWith('categories/') ? 12 : 6) * 1024;
const size = 400;

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
const valueOf = (entry) => (typeof entry === 'string' ? entry : entry.value);
const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The looks of a product: `undefined` where no option changes it. */
function looks(product) {
  const option = product.options.find(({ name }) => pictured.includes(name));
  return option ? option.values.map(valueOf) : [undefined];
}

function draw(product, look, prefix) {
  const pen = new Pen(swatches[look] ?? swatches.Oak, prefix);
  const content = drawings[product.handle](pen).join('');
  return { defs: pen.defs, content };
}

function productPicture(category, product, look) {
  const { defs, content } = draw(product, look);
  const label = escape(look ? `${product.title} in ${look}` : product.title);
  return frame({
    width: size,
    height: size,
    horizon: 300,
    backdrop: backdrops[category.handle],
    disc: { x: 200, y: 176, r: 150 },
    label,
    defs,
    content,
  });
}

/** Nearer, and turned a little: the second picture in a gallery. */
function detailPicture(category, product, look) {
  const { defs, content } = draw(product, look);
  const near = `<g transform="translate(200 210) rotate(-8) scale(1.9) translate(-196 -190)">${content}</g>`;
  const label = escape(`${product.title}, a detail`);
  return frame({
    width: size,
    height: size,
    horizon: 400,
    backdrop: { ...backdrops[category.handle], wall: backdrops[category.handle].floor },
    label,
    defs,
    content: near,
  });
}

/** Three of a category's things side by side, wide enough for a banner. */
function categoryPicture(category) {
  const chosen = [4, 0, 2].map((at) => category.products[at]);
  const parts = chosen.map((product, at) => ({
    at,
    ...draw(product, looks(product)[0], 'abc'[at]),
  }));
  const content = parts
    .map(
      ({ at, content }) =>
        `<g transform="translate(${[20, 270, 530][at]} ${[52, 12, 52][at]}) scale(${[0.8, 0.95, 0.8][at]})">${content}</g>`,
    )
    .join('');
  return frame({
    width: 900,
    height: 400,
    horizon: 285,
    backdrop: backdrops[category.handle],
    disc: { x: 455, y: 170, r: 190 },
    label: escape(category.title),
    defs: parts.map(({ defs }) => defs).join(''),
    content,
  });
}

function allPictures() {
  const files = new Map();
  const catalogue = join(root, 'subgraphs', 'catalog', 'demo');
  for (const name of readdirSync(catalogue)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const category = JSON.parse(readFileSync(join(catalogue, name), 'utf8'));
    files.set(`categories/${category.handle}.svg`, categoryPicture(category));
    for (const product of category.products) {
      const all = looks(product);
      for (const look of all)
        files.set(
          `products/${product.handle}${look ? `-${slug(look)}` : ''}.svg`,
          productPicture(category, product, look),
        );
      files.set(`products/${product.handle}-detail.svg`, detailPicture(category, product, all[0]));
    }
  }
  return files;
}

function present(folder) {
  try {
    return readdirSync(join(media, folder)).map((name) => `${folder}/${name}`);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

const wanted = allPictures();
const check = process.argv.includes('--check');
const faults = [];
for (const [name, text] of wanted) {
  if (Buffer.byteLength(text) > largest(name))
    faults.push(`${name}: ${Buffer.byteLength(text)} bytes, at most ${largest(name)} wanted`);
  const path = join(media, name);
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (!present(dirname(name)).includes(name) || readFileSync(path, 'utf8') !== text)
    faults.push(`${name}: stale, run web/scripts/pictures.mjs`);
}
for (const name of [...present('products'), ...present('categories')]) {
  if (wanted.has(name)) continue;
  if (check) faults.push(`${name}: belongs to no product`);
  else rmSync(join(media, name));
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(
  `${wanted.size} pictures, ${[...wanted.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0)} bytes`,
);
