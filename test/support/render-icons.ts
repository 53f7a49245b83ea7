/**
 * Draws the PNGs of main/desktop/icons from the SVGs beside them: `node test/support/render-icons.ts`.
 * Run it after an SVG has changed and commit what it wrote.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { iconFile, iconShapes, iconSizes } from '../../main/desktop/tray-icon.ts';
import { launchChromium, prepareChromium } from './chromium.ts';

const inks = { light: '#1a2326', dark: '#e8edec' } as const;
const appSizes = [16, 32, 48, 256, 512, 1024];
const icons = new URL('../../main/desktop/icons/', import.meta.url);

const path = await prepareChromium();
if (path) process.env.TEST_CHROMIUM = path;
const browser = await launchChromium();
const page = await browser.newPage();

async function draw(svg: string, ink: string, size: number, target: string | URL): Promise<void> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px;color:${ink}}</style>${svg}`,
  );
  writeFileSync(target, await page.screenshot({ omitBackground: true }));
}

for (const shape of iconShapes) {
  const svg = readFileSync(new URL(`${shape}.svg`, icons), 'utf8');
  for (const [panel, ink] of Object.entries(inks)) {
    for (const size of iconSizes) {
      await draw(svg, ink, size, iconFile(shape, panel === 'dark' ? 'dark' : 'light', size));
    }
  }
}
const app = readFileSync(new URL('app.svg', icons), 'utf8');
for (const size of appSizes) await draw(app, '#000', size, new URL(`app-${size}.png`, icons));
await browser.close();
