import { elementTypes, type ElementType } from './messages.ts';
import type { WireReader } from './wire-reader.ts';

const typeByCode: ReadonlyMap<number, ElementType> = new Map(
  Object.entries(elementTypes).map(([type, code]) => [code, type as ElementType]),
);

/** @throws `model-file-invalid` for a code that is none of ours (text, complex, 8-bit floats) */
export function readElementType(reader: WireReader): ElementType {
  const code = reader.size();
  const type = typeByCode.get(code);
  if (!type) throw reader.invalid(`element type ${code}`);
  return type;
}
