import * as v from 'valibot';
import { levelIds } from '../../core/levels.ts';
import { engineIds } from '../../core/variant.ts';
import { locales } from '../i18n/locale.ts';
import { defaultLimits, defaultQualityBetween } from '../report/evidence/limits.ts';
import { costMeasures, qualityMeasures } from '../report/evidence/measures.ts';

const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const countOf = (least: number): v.GenericSchema<number> =>
  v.pipe(v.number(), v.integer(), v.minValue(least));

const variantChoice = v.object({
  /** Absent: the chat's. */
  model: v.exactOptional(v.string()),
  level: v.picklist(levelIds),
  engine: v.picklist(engineIds),
});

/** What stood on the Compare screen last. */
const compareSchema = v.object({
  /** Empty: none was chosen yet. */
  variants: v.fallback(v.array(variantChoice), []),
  /** Position of the one that the others are compared with. */
  reference: v.fallback(countOf(0), 0),
  mode: v.fallback(v.picklist(['in-turn', 'together', 'blind']), 'in-turn'),
  temperature: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(2)), 0),
  seed: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
  maxTokens: v.fallback(countOf(1), 96),
  /** Whether words that differ from the reference's are marked. */
  marks: v.fallback(v.boolean(), true),
});

const defaultCompare = v.parse(compareSchema, {
  variants: [],
  reference: 0,
  mode: 'in-turn',
  temperature: 0,
  seed: 1,
  maxTokens: 96,
  marks: true,
});
const positive = v.pipe(v.number(), v.finite(), v.minValue(0));

const qualityLimit = v.variant('of', [
  v.object({ of: v.literal('sameTop'), least: fraction }),
  v.object({ of: v.literal('kld'), most: positive }),
  v.object({ of: v.literal('accuracy'), mostLost: fraction }),
  v.object({ of: v.literal('bitsPerByte'), mostMore: fraction }),
]);

/** What stood beside the chart on the Compare screen last. */
const evidenceSchema = v.object({
  limits: v.object({
    budget: v.nullable(v.object({ of: v.picklist(['bytes', 'memory']), most: positive })),
    quality: v.nullable(qualityLimit),
    speed: v.nullable(v.object({ least: positive })),
  }),
  x: v.picklist(costMeasures),
  y: v.picklist(qualityMeasures),
  /** Text, chunks and reference; `null`: the latest. */
  basis: v.nullable(v.string()),
  /** Every column of the table. */
  wide: v.boolean(),
  /** Ids of the models laid beside the chat's. */
  beside: v.fallback(v.array(v.string()), []),
  /** In place of `limits.quality` and `y` between models, where those don't compare. */
  qualityBetween: v.fallback(v.nullable(qualityLimit), defaultQualityBetween),
  yBetween: v.fallback(v.picklist(qualityMeasures), 'bitsPerByte'),
});

const defaultEvidence: v.InferOutput<typeof evidenceSchema> = {
  limits: defaultLimits,
  x: 'bytes',
  y: 'kld',
  basis: null,
  wide: false,
  beside: [],
  qualityBetween: defaultQualityBetween,
  yBetween: 'bitsPerByte',
};

export const defaultHub = 'https://huggingface.co/';

/** Each field falls back by itself: one bad value must not take the others with it. */
const schema = v.object({
  locale: v.fallback(v.optional(v.picklist(locales)), undefined),
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  historyOpen: v.fallback(v.boolean(), true),
  model: v.fallback(v.optional(v.string()), undefined),
  level: v.fallback(v.optional(v.picklist(levelIds)), undefined),
  engine: v.fallback(v.optional(v.picklist(engineIds)), undefined),
  /** Only what a person changed; the model's own defaults stand for the rest. */
  sampling: v.fallback(
    v.partial(
      v.object({
        temperature: v.pipe(v.number(), v.minValue(0), v.maxValue(2)),
        topK: countOf(0),
        topP: fraction,
        minP: fraction,
        repetitionPenalty: v.pipe(v.number(), v.minValue(1), v.maxValue(2)),
      }),
    ),
    {},
  ),
  /** `null`: another one for each answer. */
  seed: v.fallback(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  maxTokens: v.fallback(countOf(1), 512),
  stopStrings: v.fallback(v.array(v.string()), []),
  /** Of models that can be told. */
  thinkFirst: v.fallback(v.boolean(), true),
  contextLength: v.fallback(countOf(512), 2048),
  threads: v.fallback(v.union([v.literal('auto'), countOf(1)]), 'auto'),
  kvCache: v.fallback(v.picklist(['auto', 'f32', 'int8']), 'auto'),
  /** Base address of the hub or mirror that models are looked up at; absent: the deployment's. */
  hub: v.fallback(v.optional(v.pipe(v.string(), v.url())), undefined),
  /** Notices that were closed, by name. */
  dismissed: v.fallback(v.array(v.string()), []),
  compare: v.fallback(compareSchema, defaultCompare),
  evidence: v.fallback(evidenceSchema, defaultEvidence),
  measurements: v.fallback(
    v.record(
      v.string(),
      v.object({
        simd: v.exactOptional(v.number()),
        wasm: v.exactOptional(v.number()),
        webgpu: v.exactOptional(v.number()),
      }),
    ),
    {},
  ),
});

export type PreferenceValues = Readonly<v.InferOutput<typeof schema>>;
/** A level of a model on an engine. */
export type VariantChoice = Readonly<v.InferOutput<typeof variantChoice>>;
export type ComparePreferences = Readonly<v.InferOutput<typeof compareSchema>>;
export type EvidencePreferences = Readonly<v.InferOutput<typeof evidenceSchema>>;
export type Theme = PreferenceValues['theme'];

/** What of `localStorage` is needed. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const storageKey = 'featherweight.preferences';

export const defaultPreferences = (): PreferenceValues =>
  v.parse(schema, {
    theme: 'system',
    historyOpen: true,
    sampling: {},
    seed: null,
    maxTokens: 512,
    stopStrings: [],
    thinkFirst: true,
    contextLength: 2048,
    threads: 'auto',
    kvCache: 'auto',
    dismissed: [],
    compare: defaultCompare,
    evidence: defaultEvidence,
    measurements: {},
  });

/** Choices of the person, kept where the browser lets them be. Dispatches `change`. */
export class Preferences extends EventTarget {
  #values: PreferenceValues;
  readonly #storage: KeyValueStore | undefined;

  constructor(storage: KeyValueStore | undefined) {
    super();
    this.#storage = storage;
    this.#values = read(storage);
  }

  get values(): PreferenceValues {
    return this.#values;
  }

  update(change: Partial<PreferenceValues>): void {
    this.#values = { ...this.#values, ...change };
    try {
      this.#storage?.setItem(storageKey, JSON.stringify(this.#values));
    } catch {
      // Storage full or refused: the choice then lasts as long as the page.
    }
    this.dispatchEvent(new Event('change'));
  }
}

function read(storage: KeyValueStore | undefined): PreferenceValues {
  try {
    const text = storage?.getItem(storageKey);
    if (text) {
      const stored: unknown = JSON.parse(text);
      const result = v.safeParse(schema, { ...defaultPreferences(), ...(stored as object) });
      if (result.success) return result.output;
    }
  } catch {
    // Unreadable preferences are replaced by the defaults.
  }
  return defaultPreferences();
}

/** `localStorage`, or `undefined` where the browser throws on touching it. */
export function localStorageIfAllowed(): KeyValueStore | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
