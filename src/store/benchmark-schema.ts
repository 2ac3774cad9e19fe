import * as v from 'valibot';
import { benchResultSchema, presetIds, type BenchmarkResult } from '../../core/bench-result.ts';
import { instructionTiers } from '../../core/instruction-tiers.ts';
import { levelIds, weightForms } from '../../core/levels.ts';
import { loadParts } from '../../core/metrics/load.ts';
import { engineIds } from '../../core/variant.ts';
import { failureSchema } from './failure-schema.ts';

/*
 * Results come back from storage and from files, written by this version, another or anyone. All that
 * a result says must be well-formed, since figures are compared; unknown fields are dropped. Limits
 * keep a hostile file from filling the page.
 */

const text = v.pipe(v.string(), v.maxLength(500));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const finite = v.pipe(v.number(), v.finite());
const amount = v.pipe(finite, v.minValue(0));
const rate = v.pipe(amount, v.maxValue(1e12));
const positive = v.pipe(
  rate,
  v.check((value) => value > 0, 'must be above 0'),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const date = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'not a date'),
);
const list = <Item extends v.GenericSchema>(item: Item, most: number) =>
  v.pipe(v.array(item), v.maxLength(most));
const samples = list(rate, 100_000);

const figure = v.union([finite, v.object({ notMeasurable: text })]);

const gpu = v.object({
  vendor: text,
  architecture: text,
  description: text,
  isFallback: v.boolean(),
});

const marks = list(
  v.variant('kind', [
    v.object({ kind: v.literal('hidden') }),
    v.object({ kind: v.literal('drift'), ratio: amount }),
    v.object({ kind: v.literal('throttled'), by: v.picklist(['timers', 'falling-rate']) }),
    v.object({ kind: v.literal('low-timer-resolution'), timerStepMs: amount }),
  ]),
  20,
);

const subject = {
  model: name,
  level: v.picklist(levelIds),
  engine: v.picklist(engineIds),
  n_threads: count,
  n_prompt: count,
  n_gen: count,
  n_depth: count,
};

const row = v.variant('status', [
  v.object({
    ...subject,
    status: v.literal('measured'),
    form: v.picklist(weightForms),
    model_size: amount,
    model_n_params: amount,
    test_time: date,
    samples_ns: list(amount, 100_000),
    samples_ts: v.pipe(samples, v.minLength(1)),
    avg_ns: amount,
    stddev_ns: amount,
    avg_ts: positive,
    stddev_ts: rate,
    median_ts: rate,
    prompt_ts: samples,
    gen_ts: samples,
    ttft_ms: samples,
    limit_share: v.nullable(
      v.object({ limit: v.picklist(['bandwidth', 'compute']), share: amount }),
    ),
    marks,
  }),
  v.object({ ...subject, status: v.literal('failed'), failure: failureSchema, marks }),
]);

const load = v.object({
  ...v.entriesFromList(loadParts, finite),
  loadMs: amount,
  origin: v.picklist(['network', 'storage', 'mixed']),
});

const memory = v.object({
  weights: figure,
  kvCache: figure,
  workspace: figure,
  heap: figure,
  gpu: v.union([v.object({ live: amount, peak: amount }), v.object({ notMeasurable: text })]),
  total: figure,
});

const variantRecord = v.object({
  variant: v.object({ model: name, level: v.picklist(levelIds), engine: v.picklist(engineIds) }),
  threads: count,
  instructions: v.exactOptional(v.picklist(instructionTiers)),
  coldLoad: v.nullable(load),
  warmLoad: v.nullable(load),
  bandwidth: v.nullable(amount),
  multiplyAdds: v.nullable(amount),
  memory: v.nullable(memory),
  gpu: v.nullable(gpu),
  failure: v.nullable(failureSchema),
});

const resultSchema = v.object({
  schema: v.literal(benchResultSchema),
  id: name,
  preset: v.picklist([...presetIds, 'custom']),
  startedAt: date,
  updatedAt: date,
  state: v.picklist(['running', 'finished', 'stopped']),
  circumstances: v.object({
    appVersion: text,
    appCommit: text,
    browser: text,
    browserVersion: text,
    os: text,
    userAgent: v.pipe(v.string(), v.maxLength(2000)),
    cores: count,
    deviceMemory: v.nullable(amount),
    crossOriginIsolated: v.boolean(),
    gpu: v.nullable(gpu),
    timerStepMs: amount,
    pageVisible: v.boolean(),
    wakeLock: v.boolean(),
  }),
  variants: list(variantRecord, 1000),
  rows: list(row, 10_000),
});

/** Why a value is no result of this version. `where` is a path into it. */
export type ReadProblem =
  | { readonly kind: 'later-version'; readonly version: number }
  | { readonly kind: 'malformed'; readonly where: string };

/** Makes a result of one version from one of the version before. */
export type Migration = (earlier: Readonly<Record<string, unknown>>) => unknown;

/**
 * Step n makes version n + 2 of a result from version n + 1, so that there is one fewer than
 * `benchResultSchema`. Steps are only ever added.
 */
const migrations: readonly Migration[] = [];

const header = v.looseObject({ schema: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/** `value` brought up to the version that `steps` lead to, its other fields unchecked. */
export function migrate(
  value: unknown,
  steps: readonly Migration[],
): { readonly kind: 'current'; readonly value: unknown } | ReadProblem {
  const head = v.safeParse(header, value);
  if (!head.success) return { kind: 'malformed', where: 'schema' };
  const { schema } = head.output;
  if (schema > steps.length + 1) return { kind: 'later-version', version: schema };
  let current: Readonly<Record<string, unknown>> = head.output;
  for (const step of steps.slice(schema - 1)) {
    const next = v.safeParse(header, step(current));
    if (!next.success) return { kind: 'malformed', where: 'schema' };
    current = next.output;
  }
  return { kind: 'current', value: current };
}

/** The result that `value` is, brought up to this version and checked in every field. */
export function readResult(
  value: unknown,
): { readonly kind: 'result'; readonly result: BenchmarkResult } | ReadProblem {
  const migrated = migrate(value, migrations);
  if (migrated.kind !== 'current') return migrated;
  const parsed = v.safeParse(resultSchema, migrated.value);
  return parsed.success
    ? // The schema checks shapes; brands of units and parameters by error code are the type's alone.
      { kind: 'result', result: parsed.output as unknown as BenchmarkResult }
    : { kind: 'malformed', where: v.getDotPath(parsed.issues[0]) ?? 'schema' };
}
