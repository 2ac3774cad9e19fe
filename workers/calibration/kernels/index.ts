export { gemm } from './gemm';
export { fitBlock, improveBlock, roundBlock } from './rounding';
export { attend, gateRows, normRows, rotateRows } from './rows';
