import * as v from 'valibot';

/** Why a file was not taken. The interface has a sentence for each. */
export type ImportProblem =
  | { readonly kind: 'unreadable'; readonly file: string }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'later-version'; readonly version: number }
  /** `where` is a path into the file, `chats[0].messages[3]`. */
  | { readonly kind: 'malformed'; readonly where: string };

/** What a file of one kind calls itself. */
export interface ExportFormat {
  readonly format: string;
  /** The version that this app writes, and the latest that it reads. */
  readonly version: number;
}

/** The text of a JSON file of this format; `exportedAt` in ms since the epoch. */
export const toExportFile = (
  { format, version }: ExportFormat,
  exportedAt: number,
  content: Readonly<Record<string, unknown>>,
): string =>
  JSON.stringify(
    { format, version, exportedAt: new Date(exportedAt).toISOString(), ...content },
    undefined,
    1,
  );

/** What `body` finds in the text of a file of this format. */
export function fromExportFile<T>(
  text: string,
  { format, version }: ExportFormat,
  body: v.GenericSchema<unknown, T>,
): { readonly kind: 'content'; readonly content: T } | ImportProblem {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  const header = v.object({
    format: v.literal(format),
    version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  });
  const head = v.safeParse(header, json);
  if (!head.success) return { kind: 'not-ours' };
  if (head.output.version > version) return { kind: 'later-version', version: head.output.version };
  const parsed = v.safeParse(body, json);
  if (!parsed.success)
    return { kind: 'malformed', where: v.getDotPath(parsed.issues[0]) ?? 'format' };
  return { kind: 'content', content: parsed.output };
}

/** The text of a file that a person chose, and may have moved since. */
export async function textOf(file: File): Promise<string | ImportProblem> {
  try {
    return await file.text();
  } catch {
    return { kind: 'unreadable', file: file.name };
  }
}
