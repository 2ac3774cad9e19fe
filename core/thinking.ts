/** What a reasoning model writes around its thinking, at the beginning of an answer. */
export const thinkingStart = '<think>';
export const thinkingEnd = '</think>';

/** An answer's text, its thinking apart from what it says. */
export interface ThinkingSplit {
  /** Without its marks and the white space around it; `undefined` for an answer that thought nothing. */
  readonly thinking: string | undefined;
  /** Whether the thinking came to its end. True without any. */
  readonly ended: boolean;
  /** Without the white space between the thinking and it. */
  readonly answer: string;
}

/** Whether more text could still make `text` begin with the mark: nothing of it may be shown yet. */
export const mayBeginThinking = (text: string): boolean => {
  const begun = text.trimStart();
  return begun.length < thinkingStart.length && thinkingStart.startsWith(begun);
};

/** Only what stands at the very beginning is thinking: a mark further on is text like any other. */
export function splitThinking(text: string): ThinkingSplit {
  const begun = text.trimStart();
  if (!begun.startsWith(thinkingStart)) return { thinking: undefined, ended: true, answer: text };
  const within = begun.slice(thinkingStart.length);
  const end = within.indexOf(thinkingEnd);
  const thinking = (end < 0 ? within : within.slice(0, end)).trim();
  return {
    thinking: thinking === '' && end >= 0 ? undefined : thinking,
    ended: end >= 0,
    answer: end < 0 ? '' : within.slice(end + thinkingEnd.length).trimStart(),
  };
}
