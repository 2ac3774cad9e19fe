import { createSHA256, type IHasher } from 'hash-wasm';

/** SHA-256 of bytes as they come, whose state can be kept and gone on from. */
export class Hasher {
  readonly #hash: IHasher;

  private constructor(hash: IHasher) {
    this.#hash = hash;
  }

  static async create(): Promise<Hasher> {
    return new Hasher((await createSHA256()).init());
  }

  /** @returns whether `state` could be gone on from: another build's can't */
  load(state: string): boolean {
    try {
      this.#hash.load(Uint8Array.from(atob(state), (character) => character.charCodeAt(0)));
      return true;
    } catch {
      this.#hash.init();
      return false;
    }
  }

  save(): string {
    return btoa(String.fromCharCode(...this.#hash.save()));
  }

  reset(): void {
    this.#hash.init();
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Lower-case hexadecimal. Nothing can be added afterwards. */
  digest(): string {
    return this.#hash.digest();
  }
}
