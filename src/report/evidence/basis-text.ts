import { msg, str } from '@lit/localize';
import { testName } from '../../../core/bench-result.ts';
import type { Variant } from '../../../core/variant.ts';
import { counted, number } from '../../i18n/format.ts';
import { threadsText } from '../../i18n/engines.ts';
import type { RateBasis, TextBasis } from './basis.ts';
import type { EvidenceView } from './rows.ts';
import { variantName } from './variant-name.ts';

const chunksText = (chunks: number): string =>
  counted(
    chunks,
    () => msg('1 chunk', { id: 'basis.chunk' }),
    () => msg(str`${number(chunks)} chunks`, { id: 'basis.chunks' }),
  );

/** `WikiText-2 excerpt, 8 chunks, against q8`: to choose between bases. */
export function textBasisText(basis: TextBasis, name: (variant: Variant) => string): string {
  const text = `${basis.name}, ${chunksText(basis.chunks)}`;
  return basis.reference
    ? msg(str`${text}, against ${name(basis.reference)}`, { id: 'basis.against' })
    : text;
}

export const rateBasisText = ({ test, threads }: RateBasis): string =>
  `${testName({ n_prompt: test.nPrompt, n_gen: test.nGen, n_depth: test.nDepth })}, ${threadsText(threads)}`;

/** What the figures rest on, a sentence each. */
export function basisSentences({ basis, rows }: EvidenceView): readonly string[] {
  const variants = rows.map(({ variant }) => variant);
  const { text, choices } = basis;
  const sentences: string[] = [];
  if (text) {
    const positions = number(Math.max(0, ...rows.map((row) => row.positions ?? 0)));
    sentences.push(
      text.reference
        ? msg(
            str`Quality: against ${variantName(text.reference, variants)} on ${positions} positions of ${text.name} (${chunksText(text.chunks)} of ${number(text.chunkLength)} tokens).`,
            { id: 'basis.quality' },
          )
        : msg(
            str`Quality: on ${positions} positions of ${text.name} (${chunksText(text.chunks)} of ${number(text.chunkLength)} tokens), compared with no reference.`,
            { id: 'basis.quality-alone' },
          ),
    );
  }
  if (choices)
    sentences.push(
      msg(str`Accuracy: ${number(choices.n)} questions of ${choices.name}.`, {
        id: 'basis.accuracy',
      }),
    );
  const rates = [basis.prefill, basis.decode, basis.firstToken].flatMap((rate) =>
    rate ? [rateBasisText(rate)] : [],
  );
  if (rates.length > 0)
    sentences.push(msg(str`Speed: ${rates.join('; ')}.`, { id: 'basis.speed' }));
  return sentences;
}

/** What ± and brackets are, said where they are first used. */
export const errorSentence = (): string =>
  msg(
    '± is one standard error for quality and the sample standard deviation for rates; square brackets and whiskers are 95 % intervals.',
    { id: 'basis.errors' },
  );
