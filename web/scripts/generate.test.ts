import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generate } from './generate';
import { webFolder } from './paths';

const generated = generate();

test('generated code is what the schema and the documents give today', async () => {
  for (const { path, text } of await generated) {
    const present = readFileSync(join(webFolder, path), 'utf8');
    expect(present, `${path} is stale: run \`npm run codegen\``).toBe(text);
  }
});

test('no stored operation is left over', async () => {
  const wanted = (await generated)
    .map(({ path }) => path)
    .filter((path) => path.startsWith('operations/'));
  const present = readdirSync(join(webFolder, 'operations')).map((name) => `operations/${name}`);
  expect(present.sort()).toEqual(wanted.sort());
});
