// Carries out a program: a list of operations planned in TypeScript. Every thread runs the whole
// list, takes its share of each operation, and meets the others where the list says so.

import * as L from './layout';
import { attendPartial, attendTiles, mergePartials } from './attention';
import { barrier, now, spinLong, spinWhile } from './barrier';
import { embedRow } from './embed';
import { multiplyFineRow, multiplyRow, multiplyRows } from './multiply';
import { normalizeRow, quantizeRow } from './prepare';
import { readAll } from './read-ahead';
import { ropeUnits } from './rope';

@inline
function address(at: usize): usize {
  return <usize>load<u32>(at);
}

@inline
function part(total: i32, thread: i32, threads: i32): i32 {
  return <i32>((<i64>total * thread) / threads);
}

@inline
function isFine(): bool {
  return load<i32>(L.FINE) != 0;
}

function scratch(thread: i32): usize {
  return address(L.SCRATCH) + <usize>thread * address(L.SCRATCH_STRIDE);
}

function embed(op: usize, thread: i32, threads: i32): void {
  const rows = load<i32>(L.ROWS);
  for (let row = part(rows, thread, threads); row < part(rows, thread + 1, threads); ++row) {
    embedRow(
      load<i32>(op + L.EMBED_FORMAT),
      address(op + L.EMBED_WEIGHTS),
      load<i32>(address(L.TOKEN_IDS) + <usize>row * 4),
      load<i32>(op + L.EMBED_COLUMNS),
      address(op + L.EMBED_TARGET) + <usize>row * address(op + L.EMBED_TARGET_STRIDE),
    );
  }
}

function prepareRow(op: usize, thread: i32, source: usize, target: usize): void {
  const columns = load<i32>(op + L.PREPARE_COLUMNS);
  const norm = address(op + L.PREPARE_NORM);
  const quantize = load<i32>(op + L.PREPARE_QUANTIZE) != 0;
  if (norm != 0) {
    const normalized = quantize ? scratch(thread) : target;
    normalizeRow(source, norm, load<f32>(op + L.PREPARE_EPSILON), normalized, columns);
    source = normalized;
  }
  if (quantize) quantizeRow(source, target, columns, isFine());
  else if (norm == 0) memory.copy(target, source, <usize>columns * 4);
}

function prepare(op: usize, thread: i32, threads: i32): void {
  const stride = address(op + L.PREPARE_SOURCE_STRIDE);
  let source = address(op + L.PREPARE_SOURCE);
  if (load<i32>(op + L.PREPARE_FROM_FIRST)) source += address(L.FIRST_ROW) * stride;
  const target = address(op + L.PREPARE_TARGET);
  if (target == 0) {
    prepareRow(op, thread, source, scratch(thread) + address(L.SCRATCH_INPUT));
    return;
  }
  const rows = load<i32>(L.ROWS);
  const targetStride = address(op + L.PREPARE_TARGET_STRIDE);
  for (let row = part(rows, thread, threads); row < part(rows, thread + 1, threads); ++row) {
    prepareRow(op, thread, source + <usize>row * stride, target + <usize>row * targetStride);
  }
}

function multiply(op: usize, thread: i32, threads: i32): void {
  const format = load<i32>(op + L.MATMUL_FORMAT);
  const weights = address(op + L.MATMUL_WEIGHTS);
  const groups = load<i32>(op + L.MATMUL_GROUPS);
  const columns = load<i32>(op + L.MATMUL_COLUMNS);
  const output = address(op + L.MATMUL_OUTPUT);
  const epilogue = load<i32>(op + L.MATMUL_EPILOGUE);
  const first = part(groups, thread, threads);
  const last = part(groups, thread + 1, threads);
  const rows = load<i32>(L.ROWS);
  let input = address(op + L.MATMUL_INPUT);
  if (input == 0) input = scratch(thread) + address(L.SCRATCH_INPUT);
  const fine = RELAXED != 0 && format != L.FORMAT_F32 && isFine();
  if (rows == 1 && fine) {
    multiplyFineRow(format, weights, first, last, columns, input, output, epilogue);
    return;
  }
  if (rows == 1 && !fine) {
    multiplyRow(format, weights, first, last, columns, input, output, epilogue);
    return;
  }
  multiplyRows(
    fine,
    format,
    weights,
    first,
    last,
    columns,
    input,
    address(op + L.MATMUL_INPUT_STRIDE),
    rows,
    output,
    address(op + L.MATMUL_OUTPUT_STRIDE),
    epilogue,
    scratch(thread) + address(L.SCRATCH_WORK),
  );
}

function rope(op: usize, thread: i32, threads: i32): void {
  const units = load<i32>(L.ROWS) * (load<i32>(L.HEADS) + load<i32>(L.KV_HEADS));
  ropeUnits(
    part(units, thread, threads),
    part(units, thread + 1, threads),
    address(op + L.ROPE_ROWS),
    address(op + L.ROPE_STRIDE),
    load<i32>(L.POSITION),
    address(op + L.ROPE_KEYS),
    address(op + L.ROPE_VALUES),
    address(op + L.ROPE_KEY_SCALES),
    address(op + L.ROPE_VALUE_SCALES),
    load<f32>(op + L.ROPE_QUERY_SCALE),
    address(op + L.ROPE_BIASES),
    address(op + L.ROPE_HEAD_NORMS),
    load<f32>(op + L.ROPE_EPSILON),
  );
}

function attend(op: usize, thread: i32, threads: i32): void {
  const queries = address(op + L.ATTEND_ROWS);
  const keys = address(op + L.ATTEND_KEYS);
  const values = address(op + L.ATTEND_VALUES);
  const keyScales = address(op + L.ATTEND_KEY_SCALES);
  const valueScales = address(op + L.ATTEND_VALUE_SCALES);
  const position = load<i32>(L.POSITION);
  const work = scratch(thread) + address(L.SCRATCH_WORK);
  if (load<i32>(op + L.ATTEND_PARTIAL)) {
    attendPartial(
      thread,
      threads,
      queries,
      position,
      keys,
      values,
      keyScales,
      valueScales,
      work,
    );
    return;
  }
  attendTiles(
    thread,
    threads,
    queries,
    address(op + L.ATTEND_STRIDE),
    load<i32>(L.ROWS),
    position,
    keys,
    values,
    keyScales,
    valueScales,
    address(op + L.ATTEND_OUTPUT),
    address(op + L.ATTEND_OUTPUT_STRIDE),
    work,
  );
}

function mergeRow(op: usize, thread: i32): void {
  const own = scratch(thread);
  const input = own + address(L.SCRATCH_INPUT);
  const columns = load<i32>(L.HEADS) * load<i32>(L.HEAD_SIZE);
  const quantize = load<i32>(op + L.MERGE_QUANTIZE) != 0;
  mergePartials(load<i32>(L.POSITION), quantize ? own : input, own + address(L.SCRATCH_WORK));
  if (quantize) quantizeRow(own, input, columns, isFine());
}

function readMemory(op: usize, thread: i32, threads: i32): void {
  const begin = address(op + L.READ_ADDRESS);
  const lines = load<i32>(op + L.READ_BYTES) / 64;
  readAll(
    begin + <usize>part(lines, thread, threads) * 64,
    begin + <usize>part(lines, thread + 1, threads) * 64,
  );
}

function execute(op: usize, thread: i32, threads: i32): void {
  const code = load<i32>(op + L.OP_CODE);
  if (code == L.OP_MATMUL) multiply(op, thread, threads);
  else if (code == L.OP_PREPARE) prepare(op, thread, threads);
  else if (code == L.OP_ATTEND) attend(op, thread, threads);
  else if (code == L.OP_ROPE) rope(op, thread, threads);
  else if (code == L.OP_MERGE) mergeRow(op, thread);
  else if (code == L.OP_READ) readMemory(op, thread, threads);
  else embed(op, thread, threads);
}

/**
 * The program as thread `thread` of those that take part.
 *
 * @returns 0, or 1 when a thread didn't come to a barrier in time
 */
export function run(thread: i32): i32 {
  const threads = load<i32>(L.THREADS);
  const profile = thread == 0 ? address(L.PROFILE) : 0;
  let op = address(L.PROGRAM);
  const operations = load<i32>(L.PROGRAM_LENGTH);
  for (let i: usize = 0; i < <usize>operations; ++i) {
    const start = profile != 0 ? now() : 0;
    execute(op, thread, threads);
    if (threads > 1 && load<i32>(op + L.OP_BARRIER) && !barrier(threads)) return 1;
    if (profile != 0) {
      const slot = profile + i * 8;
      store<f64>(slot, load<f64>(slot) + (now() - start));
    }
    op += L.OPERATION_BYTES;
  }
  return 0;
}

/** Thread 0: wakes the helpers for run number `epoch` and takes part. */
export function start(epoch: i32): i32 {
  const threads = load<i32>(L.THREADS);
  spinLong();
  for (let thread: usize = 1; thread < <usize>threads; ++thread) {
    const helper = <usize>L.HELPERS + thread * <usize>L.HELPER_STRIDE;
    atomic.store<i32>(helper, epoch);
    if (atomic.load<i32>(helper + L.HELPER_SLEEPING) != 0) atomic.notify(helper, 1);
  }
  return run(0);
}

/**
 * A helper's whole life: waits for a run, takes part, until told to quit.
 *
 * @returns 0 when told to quit, 1 when a barrier ran out of time
 */
export function serve(thread: i32): i32 {
  const helper = <usize>L.HELPERS + <usize>thread * <usize>L.HELPER_STRIDE;
  let last = 0;
  while (true) {
    if (!spinWhile(helper, last)) {
      atomic.store<i32>(helper + L.HELPER_SLEEPING, 1);
      while (atomic.load<i32>(helper) == last) atomic.wait<i32>(helper, last, -1);
      atomic.store<i32>(helper + L.HELPER_SLEEPING, 0);
    }
    last = atomic.load<i32>(helper);
    if (last == L.QUIT) return 0;
    if (run(thread) != 0) return 1;
  }
}
