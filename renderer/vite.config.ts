import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

/** Puts the sample programs and the guide for authors beside the page, which offers them. */
function samplePrograms(): Plugin {
  const folder = here('../workers/programs');
  return {
    name: 'sample-programs',
    generateBundle() {
      const files = existsSync(folder) ? readdirSync(folder) : [];
      for (const name of files.filter((each) =>
        /^(prime-count|mandelbrot|monte-carlo)\.wasm$/.test(each),
      )) {
        const source = readFileSync(`${folder}/${name}`);
        this.emitFile({ type: 'asset', fileName: `programs/${name}`, source });
      }
      const guide = JSON.stringify(readFileSync(`${folder}/README.md`, 'utf8'));
      this.emitFile({ type: 'asset', fileName: 'programs/job-guide.json', source: guide });
    },
  };
}

/** The folder of the package that a file belongs to; null for a file of ours. */
function packageOf(file: string): string | null {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? null;
}

/** Packages that the program brings along: those it is installed with, and Electron, in which the desktop runs. */
function packagesOfProgram(): readonly string[] {
  const lock = JSON.parse(readFileSync(here('../package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path]) => path)
    .concat('node_modules/electron')
    .map((path) => here(`../${path}`));
}

/** Puts beside the page what the program is built on: each library with its licence, as its package says both. */
function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const ofPage = Object.values(bundle)
        .flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
        .map((id) => packageOf(id.replaceAll('\\', '/')))
        .filter((folder) => folder !== null);
      const folders = [...new Set([...ofPage, ...packagesOfProgram()])];
      // of other systems' packages there is only the name
      const libraries = folders
        .filter((folder) => existsSync(`${folder}/package.json`))
        .map(libraryIn)
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        .filter((each, index, all) => index === 0 || keyOf(each) !== keyOf(all[index - 1]));
      const { license } = readPackage(here('..'));
      const source = JSON.stringify({ licence: license, libraries });
      this.emitFile({ type: 'asset', fileName: 'licences.json', source });
    },
  };
}

function libraryIn(folder: string) {
  const { name, version, license } = readPackage(folder);
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  return {
    ...{ name, version, licence: license },
    text: file === undefined ? null : readFileSync(`${folder}/${file}`, 'utf8'),
  };
}

function keyOf(library: { readonly name: string; readonly version: string } | undefined): string {
  return `${library?.name} ${library?.version}`;
}

function readPackage(folder: string) {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
}

/** Says the order of the layers at the head of every file of style: the one that comes first settles it. */
function layersInOrder(): Plugin {
  const order = '@layer reset, base, ui, features;';
  return {
    name: 'layers-in-order',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css')) {
          file.source = `${order}${String(file.source)}`;
        }
      }
    },
  };
}

// eslint-disable-next-line no-restricted-syntax -- vite loads its configuration by the default export
export default defineConfig({
  root: here('.'),
  base: './',
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [
    react(),
    { ...optimizeLocales.vite({ locales: ['en-GB', 'en-US'] }), enforce: 'pre' },
    samplePrograms(),
    licences(),
    layersInOrder(),
  ],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    chunkSizeWarningLimit: 700, // what counts is the size after gzip of what is first, and a test holds that
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome150',
    modulePreload: { polyfill: false },
  },
});
