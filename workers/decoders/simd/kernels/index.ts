export { probe } from './tier';
export { run, serve, start } from './run';
