import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate, type GeneratedFile } from './generate.ts';
import { webFolder } from './paths.ts';

/** Writes what {@link generate} makes; run it after a change of the schema or of a document. */
const files: GeneratedFile[] = await generate();
for (const file of files) {
  const target = join(webFolder, file.path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, file.text);
}
process.stdout.write(`codegen: ${files.length} files written\n`);
