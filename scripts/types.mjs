import { failures, typeChecks } from './checks.mjs';
import { setUp } from './setup.mjs';

setUp();
process.exitCode = (await failures(typeChecks, 2)) === 0 ? 0 : 1;
