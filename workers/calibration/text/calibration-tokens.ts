import type { ChatTokenizer } from '../../tokenization/chat-tokenizer.ts';

/** A document as it was written: running text, or a question and its answer. */
export type CalibrationDocument =
  { readonly text: string } | { readonly question: string; readonly answer: string };

/** The documents of `written.json`. */
export async function calibrationDocuments(): Promise<readonly CalibrationDocument[]> {
  const { default: documents } = await import('./written.json');
  return documents;
}

/**
 * The calibration text for a model: one document after the other, questions in the form of its own
 * chats (or as plain text where it has no template).
 */
export async function calibrationTokens(tokenizer: ChatTokenizer): Promise<readonly number[]> {
  const [endId] = tokenizer.endIds;
  const end = endId === undefined ? [] : [endId];
  return (await calibrationDocuments()).flatMap((document) => {
    if ('text' in document) return tokenizer.encode(document.text);
    const { question, answer } = document;
    return [...asked(tokenizer, question), ...tokenizer.encode(answer), ...end];
  });
}

function asked(tokenizer: ChatTokenizer, question: string): readonly number[] {
  if (!tokenizer.hasTemplate) return tokenizer.encode(`${question}\n\n`);
  return tokenizer.encodeChat([{ role: 'user', content: question }]);
}
