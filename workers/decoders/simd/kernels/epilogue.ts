import { EPILOGUE_ADD, EPILOGUE_SILU, GROUP } from './layout';
import { silu } from './exponential';

/** Stores the results of one group of rows for one token, whose output row begins at `output`. */
@inline
export function storeGroup(output: usize, group: i32, a: v128, b: v128, epilogue: i32): void {
  if (epilogue == EPILOGUE_SILU) {
    v128.store(output + <usize>group * 16, f32x4.mul(silu(a), b));
    return;
  }
  const at = output + <usize>group * (<usize>GROUP * 4);
  if (epilogue == EPILOGUE_ADD) {
    a = f32x4.add(a, v128.load(at));
    b = f32x4.add(b, v128.load(at, 16));
  }
  v128.store(at, a);
  v128.store(at, b, 16);
}
