import { failures, typeChecks } from './checks.mjs';
import { setUp } from './setup.mjs';

setUp();
process.exitCode = failures(typeChecks) === 0 ? 0 : 1;
