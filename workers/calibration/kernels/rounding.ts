// Rounding of one block of 32 columns, four rows at a time. Matrices are held by columns: [columns]
// [stride], the rows of the layer's matrix one after another, so that four lie in one vector.

import { multiplyAdd } from '../../decoders/simd/kernels/tier';
import {
  choose,
  fit,
  inverse,
  offset,
  quantOf,
  scale,
  splat,
  toStored,
} from './block-fit';
import { BLOCK, ROW_CODES } from './layout';

@inline
function at(block: usize, column: i32, stride: i32, row: i32): usize {
  return block + (<usize>(column * stride + row) << 2);
}

@inline
function float(array: usize, i: i32): usize {
  return array + (<usize>i << 2);
}

function gather(block: usize, stride: i32, row: i32, to: usize): void {
  for (let j = 0; j < BLOCK; ++j) v128.store(to + (<usize>j << 4), v128.load(at(block, j, stride, row)));
}

/**
 * Scale and offset of a block without regard to how they are stored: what the factors of rows are
 * made of.
 *
 * @param rows a multiple of 4
 */
export function fitBlock(
  weights: usize, stride: i32, rows: i32,
  columnWeights: usize,
  levels: f32,
  scales: usize, offsets: usize,
  scratch: usize,
  thread: i32, threads: i32,
): void {
  for (let row = 4 * thread; row < rows; row += 4 * threads) {
    gather(weights, stride, row, scratch);
    fit(scratch, columnWeights, levels, ROW_CODES, splat(0), splat(0), true);
    v128.store(float(scales, row), scale);
    v128.store(float(offsets, row), offset);
  }
}

/**
 * Chooses the block's scales and offsets, then rounds its columns from the last to the first, each
 * with the errors of those after it fed back (GPTQ in the form of LDLQ: Chee et al. 2023,
 * arXiv:2307.13304, theorem 6).
 *
 * @param targets the block's weights with the feedback of later blocks
 * @param originals the block's weights
 * @param feedback [32][feedbackStride]: what a unit of error in column j puts on column i < j
 * @param rounded, errors results: rounded weights, originals less rounded ones
 */
export function roundBlock(
  targets: usize, originals: usize, rounded: usize, errors: usize,
  stride: i32, rows: i32,
  columnWeights: usize,
  feedback: usize, feedbackStride: i32,
  levels: f32, kind: i32,
  scaleFactors: usize, offsetFactors: usize,
  scales: usize, offsets: usize,
  scratch: usize,
  thread: i32, threads: i32,
): void {
  const top = splat(levels);
  for (let row = 4 * thread; row < rows; row += 4 * threads) {
    gather(targets, stride, row, scratch);
    const scaleFactor = v128.load(float(scaleFactors, row));
    const offsetFactor = v128.load(float(offsetFactors, row));
    fit(scratch, columnWeights, levels, kind, scaleFactor, offsetFactor, false);
    const s = scale;
    const m = offset;
    v128.store(float(scales, row), s);
    v128.store(float(offsets, row), m);
    const inverseScale = inverse(s);
    for (let j = BLOCK - 1; j >= 0; --j) {
      const q = quantOf(v128.load(scratch + (<usize>j << 4)), m, inverseScale, top);
      const w = f32x4.sub(f32x4.mul(s, q), m);
      const error = f32x4.sub(v128.load(at(originals, j, stride, row)), w);
      v128.store(at(rounded, j, stride, row), w);
      v128.store(at(errors, j, stride, row), error);
      let to = scratch;
      let from = float(feedback, j * feedbackStride);
      for (let i = 0; i < j; ++i, to += 16, from += 4) {
        v128.store(to, multiplyAdd(error, v128.load32_splat(from), v128.load(to)));
      }
    }
  }
}

/**
 * One step of coordinate descent on a block: refits scale and offset to the quants where that lowers
 * the whole row's error, then moves each quant to where the error is least with all others fixed
 * (as QuantEase: Behdin et al. 2023, arXiv:2309.01885).
 *
 * @param gradients of the block: H (w - rounded), columns of the block, all rows
 * @param hessian the block's own 32 x 32, damped; `hessianSums` its row sums
 * @param rounded, scales, offsets changed in place
 * @param changes result: rounded weights, new less old
 */
export function improveBlock(
  gradients: usize, rounded: usize, changes: usize,
  stride: i32, rows: i32,
  hessian: usize, hessianStride: i32, hessianSums: usize,
  levels: f32, kind: i32,
  scaleFactors: usize, offsetFactors: usize,
  scales: usize, offsets: usize,
  scratch: usize,
  thread: i32, threads: i32,
): void {
  const top = splat(levels);
  const zero = splat(0);
  const gradient = scratch;
  const quants = scratch + BLOCK * 16;
  const products = quants + BLOCK * 16;
  let sum: f32 = 0;
  for (let j = 0; j < BLOCK; ++j) sum += f32.load(float(hessianSums, j));
  const ones = splat(sum);
  for (let row = 4 * thread; row < rows; row += 4 * threads) {
    gather(gradients, stride, row, gradient);
    const oldScale = v128.load(float(scales, row));
    const oldOffset = v128.load(float(offsets, row));
    let inverseScale = inverse(oldScale);
    let gradientQ = zero;
    let gradientSum = zero;
    for (let j = 0; j < BLOCK; ++j) {
      const q = quantOf(v128.load(at(rounded, j, stride, row)), oldOffset, inverseScale, top);
      const g = v128.load(gradient + (<usize>j << 4));
      v128.store(quants + (<usize>j << 4), q);
      gradientQ = multiplyAdd(g, q, gradientQ);
      gradientSum = f32x4.add(gradientSum, g);
    }
    let qHq = zero;
    let qH1 = zero;
    for (let j = 0; j < BLOCK; ++j) {
      let product = zero;
      let from = float(hessian, j * hessianStride);
      let q = quants;
      for (const end = quants + BLOCK * 16; q < end; q += 16, from += 4) {
        product = multiplyAdd(v128.load32_splat(from), v128.load(q), product);
      }
      v128.store(products + (<usize>j << 4), product);
      qHq = multiplyAdd(product, v128.load(quants + (<usize>j << 4)), qHq);
      qH1 = f32x4.add(qH1, product);
    }
    // A change by a of the scale and b of the offset changes the error by
    // a^2 qHq - 2 a b qH1 + b^2 1H1 - 2 (a g.q - b g.1).
    if (kind === ROW_CODES) {
      const determinant = f32x4.sub(f32x4.mul(qHq, ones), f32x4.mul(qH1, qH1));
      const isSolvable = f32x4.gt(determinant, f32x4.mul(f32x4.mul(qHq, ones), splat(1e-5)));
      const share = v128.and(inverse(determinant), isSolvable);
      const a = f32x4.mul(
        f32x4.sub(f32x4.mul(ones, gradientQ), f32x4.mul(qH1, gradientSum)),
        share,
      );
      const b = f32x4.mul(
        f32x4.sub(f32x4.mul(qH1, gradientQ), f32x4.mul(qHq, gradientSum)),
        share,
      );
      toStored(
        f32x4.pmax(f32x4.add(oldScale, a), zero),
        f32x4.pmax(f32x4.add(oldOffset, b), zero),
        kind,
        v128.load(float(scaleFactors, row)),
        v128.load(float(offsetFactors, row)),
      );
    } else {
      const z = f32x4.nearest(f32x4.mul(oldOffset, inverseScale));
      const squares = f32x4.add(
        f32x4.sub(qHq, f32x4.mul(f32x4.add(z, z), qH1)),
        f32x4.mul(f32x4.mul(z, z), ones),
      );
      const a = f32x4.mul(f32x4.sub(gradientQ, f32x4.mul(z, gradientSum)), inverse(squares));
      const wanted = f32x4.pmax(f32x4.add(oldScale, a), zero);
      toStored(wanted, f32x4.mul(wanted, z), kind, zero, zero);
    }
    let a = f32x4.sub(scale, oldScale);
    let b = f32x4.sub(offset, oldOffset);
    const linear = f32x4.sub(f32x4.mul(a, gradientQ), f32x4.mul(b, gradientSum));
    const quadratic = f32x4.add(
      f32x4.sub(f32x4.mul(f32x4.mul(a, a), qHq), f32x4.mul(f32x4.mul(f32x4.add(a, a), b), qH1)),
      f32x4.mul(f32x4.mul(b, b), ones),
    );
    const isLess = f32x4.lt(quadratic, f32x4.add(linear, linear));
    a = v128.and(a, isLess);
    b = v128.and(b, isLess);
    const s = choose(isLess, scale, oldScale);
    const m = choose(isLess, offset, oldOffset);
    v128.store(float(scales, row), s);
    v128.store(float(offsets, row), m);
    for (let j = 0; j < BLOCK; ++j) {
      const address = gradient + (<usize>j << 4);
      const change = f32x4.sub(
        f32x4.mul(a, v128.load(products + (<usize>j << 4))),
        f32x4.mul(b, v128.load32_splat(float(hessianSums, j))),
      );
      v128.store(address, f32x4.sub(v128.load(address), change));
    }
    inverseScale = inverse(s);
    for (let j = 0; j < BLOCK; ++j) {
      const g = v128.load(gradient + (<usize>j << 4));
      const line = float(hessian, j * hessianStride);
      const diagonal: f32 = f32.load(float(line, j));
      const before = f32x4.sub(f32x4.mul(s, v128.load(quants + (<usize>j << 4))), m);
      const wanted = multiplyAdd(g, splat(diagonal > 0 ? 1 / diagonal : 0), before);
      const w = f32x4.sub(f32x4.mul(s, quantOf(wanted, m, inverseScale, top)), m);
      const step = f32x4.sub(w, before);
      const address = at(rounded, j, stride, row);
      v128.store(at(changes, j, stride, row), f32x4.sub(w, v128.load(address)));
      v128.store(address, w);
      let to = gradient + (<usize>(j + 1) << 4);
      let from = float(line, j + 1);
      for (let i = j + 1; i < BLOCK; ++i, to += 16, from += 4) {
        v128.store(to, f32x4.sub(v128.load(to), f32x4.mul(step, v128.load32_splat(from))));
      }
    }
  }
}
