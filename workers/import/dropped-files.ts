import { fail } from '../../core/errors.ts';
import { readExactly } from '../../models/byte-source.ts';
import type { NamedSource } from '../../models/readers/safetensors/read-safetensors.ts';
import { parseJson } from './stored-model.ts';

/** Files that came together, by name and by what they are. */
export interface DroppedFiles {
  readonly all: readonly NamedSource[];
  /** The file of that name beside `file`; anywhere else, if there is only one. */
  beside(file: string, name: string): NamedSource | undefined;
  /** Bytes of a small file. */
  bytes(file: NamedSource): Promise<Uint8Array<ArrayBuffer>>;
}

/** Larger than any tokenizer or configuration. */
const largestSmallFile = 64e6;

export const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);
const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

export function droppedFiles(all: readonly NamedSource[]): DroppedFiles {
  return {
    all,
    beside: (file, name) => {
      const folder = folderOf(file);
      // The hub keeps graphs one folder below the tokenizer.
      const parent = folderOf(folder.slice(0, -1));
      const wanted = [folder + name, parent + name];
      const near = wanted
        .map((path) => all.find((other) => other.name === path))
        .find((other) => other !== undefined);
      if (near) return near;
      const [only, ...others] = all.filter((other) => baseName(other.name) === baseName(name));
      return others.length === 0 ? only : undefined;
    },
    bytes: async ({ name, source }) => {
      if (source.size > largestSmallFile) {
        const reason = `${source.size} bytes`;
        throw fail('model-file-invalid', { file: name, format: 'json', reason });
      }
      return new Uint8Array(await readExactly(source, name, 0, source.size));
    },
  };
}

/** The hub's small files that came along, by their hub names. */
export async function hubFilesBeside(
  dropped: DroppedFiles,
  main: string,
): Promise<{
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly names: readonly string[];
}> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const names: string[] = [];
  for (const name of hubNames) {
    const file = dropped.beside(main, name);
    if (!file) continue;
    files.set(name, await dropped.bytes(file));
    names.push(file.name);
  }
  return { files, names };
}

const hubNames = [
  ...['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'],
  'chat_template.jinja',
] as const;

/** The licence that a model card's front matter names. */
export async function licenceBeside(
  dropped: DroppedFiles,
  main: string,
): Promise<string | undefined> {
  const card = dropped.beside(main, 'README.md');
  if (!card || card.source.size > 4e6) return undefined;
  const text = new TextDecoder().decode(await dropped.bytes(card));
  const front = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1];
  return front && /^license:\s*["']?([\w.+-]{1,80})/m.exec(front)?.[1];
}

/** The name that a model is shown by where its files give none. */
export function nameOf(main: string, config: unknown): string {
  const told = (config as { readonly _name_or_path?: unknown } | undefined)?._name_or_path;
  if (typeof told === 'string' && told !== '') return baseName(told).slice(0, 120);
  const folder = baseName(
    folderOf(main)
      .replace(/(^|\/)onnx\/$/, '/')
      .slice(0, -1),
  );
  const file = baseName(main).replace(/\.(gguf|onnx|safetensors)$/i, '');
  return folder !== '' && /^model([_.-]|$)/.test(file) ? folder : file;
}

export const configBeside = (files: ReadonlyMap<string, Uint8Array>): unknown => {
  const config = files.get('config.json');
  return config && parseJson(config, 'config.json');
};
