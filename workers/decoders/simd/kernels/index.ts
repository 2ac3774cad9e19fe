export { run, serve, start } from './run';
export { argmax, collect, spanMaxima } from './scan';
