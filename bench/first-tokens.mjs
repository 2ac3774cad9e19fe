import { setUp } from '../scripts/setup.mjs';

setUp();
const { register } = await import('tsx/esm/api');
register();
await import('./first-tokens/main.ts');
