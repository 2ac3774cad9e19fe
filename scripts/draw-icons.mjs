import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { chromiumArguments, installedChromiums } from './chromium.mjs';
import { projectFolder } from './project.mjs';

/** Draws the installed app's icons from their SVG: `node scripts/draw-icons.mjs` after a change. */
const icons = /** @type {const} */ ([
  ['icon.svg', 192, 'icon-192.png'],
  ['icon.svg', 512, 'icon-512.png'],
  ['icon-maskable.svg', 512, 'icon-maskable-512.png'],
  // iOS rounds the corners itself.
  ['icon-maskable.svg', 180, 'icon-180.png'],
]);

const folder = `${projectFolder}public/icons/`;
const [executablePath] = installedChromiums();
const browser = await chromium.launch({
  args: chromiumArguments,
  ...(executablePath === undefined ? {} : { executablePath }),
});
for (const [source, size, name] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = readFileSync(folder + source, 'utf8');
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw}</style>${svg}`);
  writeFileSync(folder + name, await page.screenshot({ omitBackground: true }));
}
await browser.close();
