/**
 * Packs the WebAssembly specification's core tests into `core.br`: `node test/spec/pack.ts FOLDER`, where FOLDER is
 * `js/src/jit-test/tests/wasm/spec` of a Firefox source tree, which holds them as scripts (see README.md).
 * They stay as they are.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { archivePath, suiteFolders } from './archive.ts';

const [folder = '.'] = process.argv.slice(2);
const scripts: { [name: string]: string } = {};
for (const suite of suiteFolders)
  for (const file of readdirSync(`${folder}/${suite}`).filter((one) => one.endsWith('.wast.js')))
    scripts[`${suite}/${file.slice(0, -'.wast.js'.length)}`] = readFileSync(
      `${folder}/${suite}/${file}`,
      'utf8',
    );
const text = JSON.stringify(scripts);
const packed = brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
});
writeFileSync(archivePath, packed);
console.log(
  `${Object.keys(scripts).length} scripts, ${text.length} bytes, packed ${packed.length}`,
);
