import { installedFirefox, installedWebKit } from './other-browsers.mjs';
import { installByPackageManager } from './setup-chromium.mjs';

/** Installs the browsers beside Chromium where they are missing and apt-get can. */
export function setUpOtherBrowsers() {
  const packages = [
    ...(installedFirefox() === undefined ? ['firefox-esr'] : []),
    ...(installedWebKit() === undefined ? ['webkit2gtk-driver', 'xvfb'] : []),
  ];
  if (packages.length === 0) return;
  const steps = [
    ['apt-get', 'update'],
    ...packages.map((name) => ['apt-get', 'install', '-y', name]),
  ];
  installByPackageManager(packages.join(', '), [{ program: 'apt-get', steps }]);
}
