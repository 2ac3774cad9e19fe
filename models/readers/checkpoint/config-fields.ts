import { fail } from '../../../core/errors.ts';

/** Fields of a `config.json`, checked as they are read. */
export class ConfigFields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #file: string;

  constructor(value: unknown, file: string) {
    this.#file = file;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.invalid('it is no object');
    }
    this.#values = value as Readonly<Record<string, unknown>>;
  }

  invalid(reason: string) {
    return fail('model-file-invalid', { file: this.#file, format: 'json', reason });
  }

  unsupported(reason: string) {
    return fail('model-unsupported', { file: this.#file, reason });
  }

  get(key: string): unknown {
    return this.#values[key] ?? undefined;
  }

  /** The fields of an object within; `undefined` where there is none. */
  within(key: string): ConfigFields | undefined {
    const value = this.get(key);
    return value === undefined ? undefined : new ConfigFields(value, this.#file);
  }

  /** Without any. */
  empty(): ConfigFields {
    return new ConfigFields({}, this.#file);
  }

  /** A whole number from 1 to `most`, or `otherwise` where the key is missing. */
  integer(key: string, most: number, otherwise?: number): number {
    const value = this.get(key) ?? otherwise;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
      throw this.invalid(`${key} is not a whole number from 1 to ${most}`);
    }
    return value;
  }

  positive(key: string, otherwise?: number): number {
    const value = this.get(key) ?? otherwise;
    if (typeof value !== 'number' || !(value > 0) || value === Infinity) {
      throw this.invalid(`${key} is not a positive number`);
    }
    return value;
  }

  /** Refuses a model that needs something else than what this app computes. */
  mustBe(key: string, ...wanted: readonly unknown[]): void {
    const value = this.get(key);
    if (value === undefined || wanted.includes(value)) return;
    const told = JSON.stringify(value).slice(0, 80);
    const rest = wanted.length > 0 ? `, not ${wanted.join(' or ')}` : '';
    throw this.unsupported(`${key} is ${told}${rest}`);
  }
}
