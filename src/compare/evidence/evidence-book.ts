import type { ModelOption } from '../../app/model-option.ts';
import type { Evidence, Measurement } from '../../report/evidence/measurement.ts';
import type { EvidenceStore } from '../../store/evidence-store.ts';

/** Evidence of one model and of those beside it, as the screen shows it; follows the store. Dispatches `change`. */
export class EvidenceBook extends EventTarget {
  readonly store: EvidenceStore;
  #models: readonly [ModelOption, ...ModelOption[]] | undefined;
  #evidence: Evidence | undefined;
  #reading = 0;

  constructor(store: EvidenceStore) {
    super();
    this.store = store;
    store.addEventListener('change', () => void this.#read());
  }

  /** `undefined` until it has been read. */
  get evidence(): Evidence | undefined {
    return this.#evidence;
  }

  /** Shows these models' evidence. */
  async show(model: ModelOption, beside: readonly ModelOption[] = []): Promise<void> {
    const models = [model, ...beside] as const;
    const shown = this.#models;
    if (shown?.length === models.length && models.every((each, index) => each === shown[index]))
      return;
    if (shown?.[0] !== model) this.#evidence = undefined;
    this.#models = models;
    await this.#read();
  }

  add(measurements: readonly Measurement[]): Promise<void> {
    return this.store.add(measurements);
  }

  async #read(): Promise<void> {
    if (!this.#models) return;
    const [model, ...beside] = this.#models;
    const reading = ++this.#reading;
    const lists = await Promise.all(this.#models.map(({ id }) => this.store.list(id)));
    // A later reading knows more.
    if (reading !== this.#reading) return;
    this.#evidence = {
      schema: 1,
      model: evidenceModel(model),
      beside: beside.map(evidenceModel),
      measurements: lists.flat(),
    };
    this.dispatchEvent(new Event('change'));
  }
}

export const evidenceModel = ({ id, name, source, levels }: ModelOption): Evidence['model'] => ({
  id,
  name,
  shippedLevel: source.shippedLevel,
  levels: levels.map(({ level, bytes, linearBitsPerWeight, fileBitsPerWeight }) => ({
    level,
    bytes,
    linearBitsPerWeight,
    fileBitsPerWeight,
  })),
});
