import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Arguments for a headless Chromium that makes no connections of its own. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGPU in a headless Chromium, on whatever GPU there is. */
export const webGpuArguments = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];

/** WebGPU computed on the CPU, where there is no GPU. */
export const softwareGpuArguments = [...webGpuArguments, '--use-webgpu-adapter=swiftshader'];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const otherPlaces = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].map(
    (folder) => (folder ? join(folder, 'Google/Chrome/Application/chrome.exe') : ''),
  ),
];

/** Paths of the Chromium browsers installed here; one named by the environment comes first. */
export function installedChromiums() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const candidates = [process.env.FEATHERWEIGHT_CHROMIUM ?? '', ...onPath, ...otherPlaces];
  return [...new Set(candidates)].filter((path) => path !== '' && existsSync(path));
}
