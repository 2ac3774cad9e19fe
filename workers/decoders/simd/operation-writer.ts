import { OPERATION_BYTES } from './kernels/layout.ts';

/** A list of operations in memory, carried out by every thread (`kernels/run.ts`). */
export interface Program<Name extends string = string> {
  readonly address: number;
  readonly length: number;
  /** What each operation is for. */
  readonly kernels: readonly Name[];
}

/** Values by offset in the operation. */
export type Fields = Readonly<Record<number, number>>;

/** Writes programs one after another. */
export class OperationWriter<Name extends string> {
  readonly #view: DataView;
  readonly #end: number;
  #address: number;

  /** @param end where what follows the programs in memory begins */
  constructor(memory: ArrayBufferLike, address: number, end: number) {
    this.#view = new DataView(memory);
    this.#address = address;
    this.#end = end;
  }

  /** @param write adds operations; `floats` are f32 fields, all others 32-bit integers */
  program(
    write: (add: (name: Name, fields: Fields, floats?: Fields) => void) => void,
  ): Program<Name> {
    const address = this.#address;
    const kernels: Name[] = [];
    write((name, fields, floats = {}) => {
      if (this.#address + OPERATION_BYTES > this.#end)
        throw new RangeError('no room for a program');
      for (let i = 0; i < OPERATION_BYTES; i += 4) this.#view.setUint32(this.#address + i, 0);
      for (const [at, value] of Object.entries(fields)) {
        this.#view.setUint32(this.#address + Number(at), value, true);
      }
      for (const [at, value] of Object.entries(floats)) {
        this.#view.setFloat32(this.#address + Number(at), value, true);
      }
      this.#address += OPERATION_BYTES;
      kernels.push(name);
    });
    return { address, length: kernels.length, kernels };
  }
}
