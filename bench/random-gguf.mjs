import { setUp } from '../scripts/setup.mjs';

setUp();
const { register } = await import('tsx/esm/api');
register();
await import('./random-gguf/main.ts');
