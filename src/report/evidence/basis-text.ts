import { msg, str } from '@lit/localize';
import { testName } from '../../../core/bench-result.ts';
import type { Variant } from '../../../core/variant.ts';
import { counted, number } from '../../i18n/format.ts';
import { threadsText } from '../../i18n/engines.ts';
import type { RateBasis, TextBasis } from './basis.ts';
import type { EvidenceView } from './rows.ts';
import { haveSameTokens } from './measures.ts';
import { namesIn, shortModelName } from './variant-name.ts';

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
export function basisSentences(view: EvidenceView): readonly string[] {
  const { basis, rows, scope } = view;
  const name = namesIn(view);
  const { text, choices } = basis;
  const sentences: string[] = [];
  if (text) {
    const positions = number(Math.max(0, ...rows.map((row) => row.positions ?? 0)));
    const cut = chunksText(text.chunks);
    const references = [text.reference, ...text.besides].flatMap((reference) =>
      reference ? name({ variant: reference }) : [],
    );
    sentences.push(
      references.length > 0 && scope === 'levels'
        ? msg(
            str`Quality: against ${references.join(', ')} on ${positions} positions of ${text.name} (${cut} of ${number(text.chunkLength)} tokens).`,
            { id: 'basis.quality' },
          )
        : scope === 'levels'
          ? msg(
              str`Quality: on ${positions} positions of ${text.name} (${cut} of ${number(text.chunkLength)} tokens), compared with no reference.`,
              { id: 'basis.quality-alone' },
            )
          : msg(
              str`Quality: on ${positions} positions of ${text.name} (${cut} of ${number(text.chunkLength)} tokens).`,
              { id: 'basis.quality-between' },
            ),
    );
    if (scope === 'models') sentences.push(...sentencesBetween(view, references));
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

/** What of models' figures on a text compares, and what doesn't. */
function sentencesBetween(
  { rows, models }: EvidenceView,
  references: readonly string[],
): readonly string[] {
  const own =
    references.length > 0
      ? [
          msg(
            str`KL divergence and same top are told against each model’s own reference (${references.join(', ')}), so they say nothing between models.`,
            { id: 'basis.own-reference' },
          ),
        ]
      : [];
  if (haveSameTokens(rows))
    return [
      ...own,
      msg('These models cut the text into the same tokens, so perplexity compares too.', {
        id: 'basis.same-tokens',
      }),
    ];
  const lengths = models.flatMap(({ id }) => {
    const row = rows.find(({ variant, bitsPerByte }) => variant.model === id && bitsPerByte);
    if (!row?.bitsPerByte || !row.positions) return [];
    const bytes = number(row.bitsPerByte.bytes / row.positions, 2);
    return msg(str`${shortModelName(id, models)} ${bytes} bytes`, { id: 'basis.token-bytes' });
  });
  return [
    ...own,
    msg(
      'Perplexity and tok/s count each model’s own tokens, which differ: bits per byte compares, and the models were scored on different parts of the same text.',
      { id: 'basis.other-tokens' },
    ),
    ...(lengths.length > 1
      ? [msg(str`A token is on average: ${lengths.join(', ')}.`, { id: 'basis.token-lengths' })]
      : []),
  ];
}
