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
