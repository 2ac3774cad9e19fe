import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from './project.mjs';

/** WebKitGTK keeps its small browser beside its libraries, in the folder of the architecture. */
function miniBrowser() {
  const libraries = '/usr/lib';
  const folders = existsSync(libraries) ? readdirSync(libraries) : [];
  const versions = ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'];
  const candidates = ['', ...folders].flatMap((folder) =>
    versions.map((version) => join(libraries, folder, version, 'MiniBrowser')),
  );
  return candidates.find((path) => existsSync(path));
}

/** A Firefox, or `undefined`. One named by the environment comes first. */
export const installedFirefox = () =>
  [process.env.FEATHERWEIGHT_FIREFOX, onPath(['firefox-esr', 'firefox'])].find(
    (path) => path !== undefined && existsSync(path),
  );

/** What drives a WebKit without a screen, or `undefined` where a part is missing. */
export function installedWebKit() {
  const driver = onPath(['WebKitWebDriver']);
  const screen = onPath(['Xvfb']);
  const browser = miniBrowser();
  return driver && screen && browser ? { driver, screen, browser } : undefined;
}
