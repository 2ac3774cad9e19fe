import { escapeHtml } from '../escape-html.ts';

/** Characters that XML 1.0 can't hold, not even escaped. */
const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

/** Directions and breaks that would move the text around it. */
const unruly = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu;

/** One line of text that is safe between tags and inside quoted attributes. */
export const escapeXml = (text: string): string =>
  escapeHtml(text.replace(unruly, ' ').replace(impossible, '\ufffd'));

/**
 * Width of `text` in em, at least what any of the interface's fonts draws: the picture is opened where
 * nobody knows which font it gets. Korean, Chinese and Japanese characters are a whole em.
 */
export function widthInEm(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (
    /[\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]/u.test(
      character,
    )
  )
    return 1;
  if (/\p{Extended_Pictographic}/u.test(character)) return 1.4;
  if (/[ijl.,:;'|!()[\] ]/.test(character)) return 0.36;
  if (/[mwMW@%]/.test(character)) return 0.95;
  return /[\p{Lu}]/u.test(character) ? 0.74 : 0.6;
}

/** How `text` is drawn so that it stays within `width`: smaller first, then cut with an ellipsis. */
export function fitText(
  text: string,
  { size, least, width }: { readonly size: number; readonly least: number; readonly width: number },
): { readonly text: string; readonly size: number } {
  const em = widthInEm(text);
  if (em * size <= width) return { text, size };
  const smaller = Math.floor((width / em) * 10) / 10;
  if (smaller >= least) return { text, size: smaller };
  let kept = '';
  let used = widthInEm('…');
  for (const character of text) {
    used += characterWidth(character);
    if (used * least > width) break;
    kept += character;
  }
  return { text: `${kept.trimEnd()}…`, size: least };
}
