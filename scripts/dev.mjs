import { runTool } from './project.mjs';
import { setUp } from './setup.mjs';

setUp();
process.exitCode = runTool('vite/bin/vite.js', process.argv.slice(2)) ? 0 : 1;
