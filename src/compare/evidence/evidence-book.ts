import type { ModelOption } from '../../app/model-option.ts';
import type { Evidence, Measurement } from '../../report/evidence/measurement.ts';
import type { EvidenceStore } from '../../store/evidence-store.ts';

/** One model's evidence, as the screen shows it; follows the store. Dispatches `change`. */
export class EvidenceBook extends EventTarget {
  readonly store: EvidenceStore;
  #model: ModelOption | undefined;
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

  /** Shows this model's evidence. */
  async show(model: ModelOption): Promise<void> {
    if (model === this.#model) return;
    this.#model = model;
    this.#evidence = undefined;
    await this.#read();
  }

  add(measurements: readonly Measurement[]): Promise<void> {
    return this.store.add(measurements);
  }

  async #read(): Promise<void> {
    const model = this.#model;
    if (!model) return;
    const reading = ++this.#reading;
    const measurements = await this.store.list(model.id);
    // A later reading knows more.
    if (reading !== this.#reading) return;
    this.#evidence = { schema: 1, model: evidenceModel(model), measurements };
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
