import { installedFirefox, installedWebKit } from '../../../../scripts/other-browsers.mjs';
import type { DrivenTab } from './driven-tab.ts';
import { startFirefox } from './firefox.ts';
import { startWebKit } from './webkit.ts';

export interface OtherBrowser {
  readonly name: string;
  /** Absent where it is not installed. */
  readonly start: (() => Promise<DrivenTab>) | undefined;
  /** Whether pages that are isolated get shared memory. */
  readonly hasThreads: boolean;
}

const firefox = installedFirefox();
const webkit = installedWebKit();

/** Those beside Chromium. WebKitGTK gives no shared memory unless its engine is told to. */
export const otherBrowsers: readonly OtherBrowser[] = [
  {
    name: 'Firefox',
    start: firefox === undefined ? undefined : () => startFirefox(firefox),
    hasThreads: true,
  },
  {
    name: 'WebKit without shared memory',
    start: webkit && (() => startWebKit(webkit, {})),
    hasThreads: false,
  },
  {
    name: 'WebKit with shared memory',
    start: webkit && (() => startWebKit(webkit, { JSC_useSharedArrayBuffer: '1' })),
    hasThreads: true,
  },
];
