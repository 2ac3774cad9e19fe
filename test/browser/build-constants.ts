// Vite gives a build's constants to pages through its client, which tests in a browser don't load.
Object.assign(globalThis, { __APP_VERSION__: '0.0.0-test', __APP_COMMIT__: '' });
