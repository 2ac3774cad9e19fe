// Put in by the build (vite.config.ts).
declare const __APP_VERSION__: string;
declare const __APP_COMMIT__: string;

export const appVersion = __APP_VERSION__;

/** Short hash of the commit; empty where the build was made outside a git checkout. */
export const appCommit = __APP_COMMIT__;
