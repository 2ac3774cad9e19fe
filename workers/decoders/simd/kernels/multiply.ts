// Which kernel multiplies a format.

import {
  FORMAT_Q2,
  FORMAT_Q3,
  FORMAT_Q4_F16,
  FORMAT_Q4_F32,
  FORMAT_Q8_F16,
  FORMAT_Q8_F32,
} from './layout';
import { matmulF32, matmulFineQ4, matmulFineQ8, matmulQ4, matmulQ8 } from './matmul';
import { matmulFineQ2, matmulFineQ3, matmulQ2, matmulQ3 } from './matmul-coded';
import { matvecF32, matvecQ4, matvecQ8 } from './matvec';
import { matvecFineQ4, matvecFineQ8 } from './matvec-fine';
import { matvecFineQ2, matvecFineQ3, matvecQ2, matvecQ3 } from './matvec-coded';

/** Groups `first` to `last` of a matrix times one row. */
export function multiplyRow(
  format: i32,
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  if (format == FORMAT_Q4_F16)
    matvecQ4<u16>(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q8_F16)
    matvecQ8<u16>(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q2)
    matvecQ2(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q3)
    matvecQ3(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q4_F32)
    matvecQ4<f32>(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q8_F32)
    matvecQ8<f32>(weights, first, last, columns, input, output, epilogue);
  else matvecF32(weights, first, last, columns, input, output, epilogue);
}

/** The same for a row with a second plane; not for f32. */
export function multiplyFineRow(
  format: i32,
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  output: usize,
  epilogue: i32,
): void {
  if (!RELAXED) return;
  if (format == FORMAT_Q4_F16)
    matvecFineQ4<u16>(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q8_F16)
    matvecFineQ8<u16>(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q2)
    matvecFineQ2(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q3)
    matvecFineQ3(weights, first, last, columns, input, output, epilogue);
  else if (format == FORMAT_Q4_F32)
    matvecFineQ4<f32>(weights, first, last, columns, input, output, epilogue);
  else matvecFineQ8<f32>(weights, first, last, columns, input, output, epilogue);
}

/** The same for several rows, or for rows with a second plane: `fine`, not for f32. */
export function multiplyRows(
  fine: bool,
  format: i32,
  weights: usize,
  first: i32,
  last: i32,
  columns: i32,
  input: usize,
  stride: usize,
  rows: i32,
  output: usize,
  outputStride: usize,
  epilogue: i32,
  work: usize,
): void {
  if (RELAXED && fine) {
    if (format == FORMAT_Q4_F16)
      matmulFineQ4<u16>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
    else if (format == FORMAT_Q8_F16)
      matmulFineQ8<u16>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
    else if (format == FORMAT_Q2)
      matmulFineQ2(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
    else if (format == FORMAT_Q3)
      matmulFineQ3(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
    else if (format == FORMAT_Q4_F32)
      matmulFineQ4<f32>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
    else
      matmulFineQ8<f32>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
    return;
  }
  if (format == FORMAT_Q4_F16)
    matmulQ4<u16>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
  else if (format == FORMAT_Q8_F16)
    matmulQ8<u16>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
  else if (format == FORMAT_Q2)
    matmulQ2(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
  else if (format == FORMAT_Q3)
    matmulQ3(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
  else if (format == FORMAT_Q4_F32)
    matmulQ4<f32>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
  else if (format == FORMAT_Q8_F32)
    matmulQ8<f32>(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue, work);
  else
    matmulF32(weights, first, last, columns, input, stride, rows, output, outputStride, epilogue);
}
