// Offsets and codes that the kernels and the TypeScript around them agree on. This file is valid
// in both languages: integer constants only.

// Control block at address 0: words of 4 bytes. What threads write often has a cache line pair of
// its own, so that spinning on one word doesn't slow down another.
export const CONTROL_BYTES = 8192;
export const BARRIER_COUNT = 128;
export const BARRIER_GENERATION = 256;
export const BARRIER_SLEEPERS = 384;
/** Not 0 once a barrier has run out of time: nothing computed after that is valid. */
export const ABORTED = 512;
/** Words from here on are written between runs only. */
export const THREADS = 640;
export const PROGRAM = 644;
export const PROGRAM_LENGTH = 648;
/** Microseconds that a thread spins at a barrier before it sleeps; written by the kernels. */
export const SPIN_TIME = 652;
/** Milliseconds that a sleeping thread waits at a barrier before it gives up. */
export const BARRIER_TIMEOUT = 656;
/** Position in the KV cache of the first token of this run. */
export const POSITION = 660;
/** First row of the token buffers that this run reads, and how many rows. */
export const FIRST_ROW = 664;
export const ROWS = 668;
/** Array of f64 milliseconds, one per operation, added to by thread 0; 0: no profile. */
export const PROFILE = 672;
// The model's shape.
export const HEADS = 676;
export const KV_HEADS = 680;
export const HEAD_SIZE = 684;
/** Positions in the KV cache, a multiple of `ATTENTION_BLOCK`. */
export const CAPACITY = 688;
/** 0: f32, 1: int8 with a scale per head and position. */
export const KV_INT8 = 692;
/** Token ids of this run, one i32 each. */
export const TOKEN_IDS = 696;
/** Cosines and sines, f32 [capacity][2][headSize / 2]. */
export const ROPE_TABLE = 700;
/** Partial attention results, f32 [heads][capacity / ATTENTION_BLOCK][headSize + 4]. */
export const PARTIALS = 704;
/** Scratch memory, one part per thread, and where its uses lie in each part. */
export const SCRATCH = 708;
export const SCRATCH_STRIDE = 712;
export const SCRATCH_INPUT = 716;
export const SCRATCH_WORK = 720;
/** Sum of what was read ahead: keeps the reads from being optimised away. */
export const READ_AHEAD_SINK = 724;
/** Bytes of weights that a single-row product reads ahead of those it computes on; 0: none. */
export const READ_AHEAD = 728;
/** 1: activations of this run are quantized finely: two planes of int8 where one is the rule. */
export const FINE = 732;
/** One per helper, `HELPER_STRIDE` apart: the number of the last run to do, and whether it sleeps. */
export const HELPERS = 1024;
export const HELPER_STRIDE = 128;
export const HELPER_SLEEPING = 64;
export const MAX_THREADS = 32;
/** As the number of a run: the helper is to return. */
export const QUIT = -1;

export const ATTENTION_BLOCK = 128;
/** Tokens that share one pass over the cache in a prefill. */
export const ATTENTION_TOKENS = 8;
/** Columns per quantization block of weights and activations. */
export const BLOCK = 32;
/** Rows of a weight matrix that are stored together. */
export const GROUP = 8;
/** Bytes of the record of one activation block: scale, scale * sum, correction, unused. */
export const BLOCK_RECORD = 16;
/** Activation scales are stored multiplied by 2^64, so that f16 scales of weights can be used without their exponent's bias. */
export const SCALE_CARRY_EXPONENT = 64;

// An operation is 128 bytes: code, barrier (1: all threads meet after it), then parameters.
export const OPERATION_BYTES = 128;
export const OP_CODE = 0;
export const OP_BARRIER = 4;

/** Rows of the embedding to the token buffer. */
export const OP_EMBED = 1;
/** RMS norm (or nothing) and quantization of token rows. */
export const OP_PREPARE = 2;
/** Weight matrix times token rows. */
export const OP_MATMUL = 3;
/** Rotary embedding of queries and keys; keys and values to the cache. */
export const OP_ROPE = 4;
/** Attention over cache blocks: partial results for one row, whole results for several. */
export const OP_ATTEND = 5;
/** Merges partial results of one row and quantizes. */
export const OP_MERGE = 6;

/** Reads memory from one end to the other and does nothing with it: measures its bandwidth. */
export const OP_READ = 7;

export const READ_ADDRESS = 8;
export const READ_BYTES = 12;

export const EMBED_FORMAT = 8;
export const EMBED_WEIGHTS = 12;
export const EMBED_COLUMNS = 16;
export const EMBED_TARGET = 20;
export const EMBED_TARGET_STRIDE = 24;

export const PREPARE_SOURCE = 8;
export const PREPARE_SOURCE_STRIDE = 12;
export const PREPARE_COLUMNS = 16;
/** Address of the norm's weights; 0: no norm. */
export const PREPARE_NORM = 20;
export const PREPARE_EPSILON = 24;
/** Address; 0: each thread prepares the one row for itself, in its scratch memory. */
export const PREPARE_TARGET = 28;
export const PREPARE_TARGET_STRIDE = 32;
/** 1: quantize; 0: leave f32. */
export const PREPARE_QUANTIZE = 36;
/** 1: begin at `FIRST_ROW` of the source instead of row 0. */
export const PREPARE_FROM_FIRST = 40;

export const MATMUL_FORMAT = 8;
export const MATMUL_WEIGHTS = 12;
export const MATMUL_GROUPS = 16;
export const MATMUL_COLUMNS = 20;
/** Address; 0: the thread's own prepared row. */
export const MATMUL_INPUT = 24;
export const MATMUL_INPUT_STRIDE = 28;
export const MATMUL_OUTPUT = 32;
export const MATMUL_OUTPUT_STRIDE = 36;
export const MATMUL_EPILOGUE = 40;

export const EPILOGUE_STORE = 0;
/** Adds to what is in the output. */
export const EPILOGUE_ADD = 1;
/** SiLU of the group's first four rows times its last four: half as many outputs. */
export const EPILOGUE_SILU = 2;

export const FORMAT_Q4_F16 = 0;
export const FORMAT_Q4_F32 = 1;
export const FORMAT_Q8_F16 = 2;
export const FORMAT_Q8_F32 = 3;
export const FORMAT_F32 = 4;
export const FORMAT_Q2 = 5;
export const FORMAT_Q3 = 6;

export const ROPE_ROWS = 8;
export const ROPE_STRIDE = 12;
export const ROPE_KEYS = 16;
export const ROPE_VALUES = 20;
export const ROPE_KEY_SCALES = 24;
export const ROPE_VALUE_SCALES = 28;
/** 1 / sqrt(headSize), f32. */
export const ROPE_QUERY_SCALE = 32;
/** Address of a row of biases, f32 [heads + 2 kvHeads][headSize], added first; 0: none. */
export const ROPE_BIASES = 36;
/** Address of RMS norm weights, f32 [2][headSize], of query heads and of key heads; 0: none. */
export const ROPE_HEAD_NORMS = 40;
/** f32. */
export const ROPE_EPSILON = 44;

export const ATTEND_ROWS = 8;
export const ATTEND_STRIDE = 12;
export const ATTEND_KEYS = 16;
export const ATTEND_VALUES = 20;
export const ATTEND_KEY_SCALES = 24;
export const ATTEND_VALUE_SCALES = 28;
export const ATTEND_OUTPUT = 32;
export const ATTEND_OUTPUT_STRIDE = 36;
/** 1: leave partial results for `OP_MERGE`. */
export const ATTEND_PARTIAL = 40;

/** 1: quantize; 0: leave f32. */
export const MERGE_QUANTIZE = 8;
