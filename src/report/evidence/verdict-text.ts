import { msg, str } from '@lit/localize';
import type { RateRatio } from '../../../core/metrics/rate-ratio.ts';
import { counted, number } from '../../i18n/format.ts';
import { figureText, joined, percent, points, pointsInterval } from './figure-text.ts';
import type { LimitName, Limits } from './limits.ts';
import type { EvidenceRow, EvidenceView } from './rows.ts';
import { limitText, problemText } from './limit-text.ts';
import { namesIn, shortModelName } from './variant-name.ts';
import type { Judgement, Undecided, Verdict } from './verdict.ts';

/** The verdict in words. */
export interface VerdictText {
  /** The variant that it is about, set off from the rest; empty where there is none. */
  readonly lead: string;
  /** Goes on after `lead`. */
  readonly sentence: string;
  /** Quieter: what the choice rests on. */
  readonly tail: string;
  /** What a sceptic should know beside it. */
  readonly notes: readonly string[];
}

type Name = (row: EvidenceRow) => string;

export function verdictText(judgement: Judgement, view: EvidenceView, limits: Limits): VerdictText {
  const name: Name = namesIn(view);
  return {
    ...mainText(judgement.verdict, limits, name, view),
    notes: [
      ...lighterNotes(judgement.verdict, name),
      ...judgement.noFaster.map(({ from, to, ratio, effect }) =>
        effect === 'slower'
          ? msg(
              str`Where smaller stops paying: from ${name(from)} to ${name(to)} decoding gets slower, ${times(ratio)} times as fast ${ratioInterval(ratio)}.`,
              { id: 'verdict.step-slower' },
            )
          : msg(
              str`Where smaller stops paying: from ${name(from)} to ${name(to)} no gain in decoding speed was found, ${times(ratio)} times as fast ${ratioInterval(ratio)}.`,
              { id: 'verdict.step-same' },
            ),
      ),
      ...judgement.reproducing.map(({ model, shippedBits, rows }) => {
        const published =
          view.scope === 'levels'
            ? model.shippedLevel
            : `${shortModelName(model.id, view.models)} ${model.shippedLevel}`;
        return msg(
          str`The published weights (${published}) are themselves ${number(shippedBits)}-bit: levels above, here ${rows.map(name).join(', ')}, can only reproduce them, not improve on them.`,
          { id: 'verdict.reproducing' },
        );
      }),
    ],
  };
}

const times = ({ ratio }: RateRatio): string => number(ratio, ratio < 1.095 ? 2 : 1);
const ratioInterval = ({ low, high }: RateRatio): string =>
  `[${number(low, 2)}, ${number(high, 2)}]`;

function mainText(
  verdict: Verdict,
  limits: Limits,
  name: Name,
  { rows, scope }: EvidenceView,
): Omit<VerdictText, 'notes'> {
  switch (verdict.kind) {
    case 'empty':
      return {
        lead: '',
        sentence: msg('Nothing has been measured yet.', { id: 'verdict.empty' }),
        tail: msg('Measure two or more levels to see what smaller costs.', {
          id: 'verdict.empty-next',
        }),
      };
    case 'chosen':
      return {
        lead: name(verdict.row),
        sentence: chosenSentence(verdict.row, verdict.evidence, name, scope),
        tail: chosenTail(verdict.limits.length),
      };
    case 'thin':
      return {
        lead: '',
        sentence: msg('The evidence is too thin for a verdict.', { id: 'verdict.thin' }),
        tail: verdict.undecided
          .map((each) =>
            rows.length === 1 && lacksOther(each)
              ? onlyText(each, name)
              : undecidedText(each, name),
          )
          .join(' '),
      };
    case 'none':
      return {
        lead: '',
        sentence: noneSentence(verdict.limits),
        tail: msg(
          str`${name(verdict.closest)} comes closest: ${verdict.problems.map((problem) => problemText(problem, verdict.closest, limits)).join('; ')}.`,
          { id: 'verdict.closest' },
        ),
      };
  }
}

const chosenTail = (limits: number): string =>
  limits === 0
    ? msg('The lightest measured: no limit is set.', { id: 'verdict.no-limits' })
    : counted(
        limits,
        () => msg('Smallest that meets your limit.', { id: 'verdict.meets-one' }),
        () => msg('Smallest that meets your limits.', { id: 'verdict.meets' }),
      );

function noneSentence(limits: readonly LimitName[]): string {
  if (limits.length === 1) return msg('No level meets the limit.', { id: 'verdict.none-one' });
  return limits.length === 2
    ? msg('No level meets both limits.', { id: 'verdict.none-both' })
    : msg('No level meets all limits.', { id: 'verdict.none-all' });
}

type Chosen = Extract<Verdict, { kind: 'chosen' }>;

function chosenSentence(
  row: EvidenceRow,
  evidence: Chosen['evidence'],
  name: Name,
  scope: EvidenceView['scope'],
): string {
  const main =
    scope === 'models' && !row.isReference
      ? clauseBetween(row, evidence, name)
      : mainClause(row, evidence, name);
  const accuracy = evidence.reference ? accuracyClause(row) : '';
  return accuracy === ''
    ? msg(str`${main}.`, { id: 'verdict.sentence' })
    : msg(str`${main}; ${accuracy}.`, { id: 'verdict.sentence-accuracy' });
}

function mainClause(
  row: EvidenceRow,
  { reference, byteShare, speed }: Chosen['evidence'],
  name: Name,
): string {
  if (row.isReference)
    return msg('is the reference itself: no lighter level is shown to meet your limits', {
      id: 'verdict.reference-itself',
    });
  const kept = figureText(row, 'sameTop');
  if (!reference || !kept || byteShare === null) return alone(row);
  const other = name(reference);
  const share = joined(kept);
  const bytes = percent(byteShare, 0);
  if (!speed)
    return msg(str`keeps ${share} % of ${other}’s next-token choices at ${bytes} % of the bytes`, {
      id: 'verdict.kept',
    });
  return speed.low <= 1 && speed.high >= 1
    ? msg(
        str`keeps ${share} % of ${other}’s next-token choices at ${bytes} % of the bytes, with no measurable difference in speed`,
        { id: 'verdict.kept-same-speed' },
      )
    : msg(
        str`keeps ${share} % of ${other}’s next-token choices at ${bytes} % of the bytes, ${times(speed)} times as fast`,
        { id: 'verdict.kept-speed' },
      );
}

/** Between models: what compares. */
function clauseBetween(
  row: EvidenceRow,
  { reference, byteShare, speed }: Chosen['evidence'],
  name: Name,
): string {
  const own = figureText(row, 'bitsPerByte');
  const others = reference && figureText(reference, 'bitsPerByte');
  if (!reference || byteShare === null) return alone(row);
  const bytes = percent(byteShare, 0);
  const other = name(reference);
  const main =
    own && others
      ? msg(
          str`needs ${joined(own)} bits per byte of text where ${other} needs ${joined(others)}, at ${bytes} % of its bytes`,
          { id: 'verdict.bits' },
        )
      : msg(str`takes ${bytes} % of the bytes of ${other}`, { id: 'verdict.bytes-of' });
  if (!speed) return main;
  return speed.low <= 1 && speed.high >= 1
    ? msg(str`${main}, with no measurable difference in speed`, { id: 'verdict.main-same-speed' })
    : msg(str`${main}, ${times(speed)} times as fast`, { id: 'verdict.main-speed' });
}

/** Without a reference: what it measures by itself. */
function alone(row: EvidenceRow): string {
  const bytes = figureText(row, 'bytes')?.value ?? '';
  const perplexity = figureText(row, 'perplexity');
  const decode = figureText(row, 'decode');
  if (perplexity && decode)
    return msg(
      str`weighs ${bytes} MB, reads at a perplexity of ${joined(perplexity)} and writes ${joined(decode)} tok/s`,
      { id: 'verdict.alone-both' },
    );
  if (perplexity)
    return msg(str`weighs ${bytes} MB and reads at a perplexity of ${joined(perplexity)}`, {
      id: 'verdict.alone-perplexity',
    });
  if (decode)
    return msg(str`weighs ${bytes} MB and writes ${joined(decode)} tok/s`, {
      id: 'verdict.alone-decode',
    });
  return msg(str`weighs ${bytes} MB`, { id: 'verdict.alone' });
}

function accuracyClause({ accuracyDifference }: EvidenceRow): string {
  if (!accuracyDifference) return '';
  const { difference, interval, n } = accuracyDifference;
  const figures = points(difference);
  const bounds = pointsInterval(interval);
  const questions = number(n);
  if (interval.low <= 0 && interval.high >= 0)
    return msg(
      str`accuracy difference ${figures} points ${bounds}, not distinguishable on ${questions} questions`,
      { id: 'verdict.accuracy-same' },
    );
  return difference < 0
    ? msg(
        str`accuracy falls by ${number(-difference * 100, 1)} points ${bounds} on ${questions} questions`,
        {
          id: 'verdict.accuracy-lower',
        },
      )
    : msg(
        str`accuracy rises by ${number(difference * 100, 1)} points ${bounds} on ${questions} questions`,
        {
          id: 'verdict.accuracy-higher',
        },
      );
}

function lighterNotes(verdict: Verdict, name: Name): readonly string[] {
  return verdict.kind === 'chosen' ? verdict.lighter.map((each) => undecidedText(each, name)) : [];
}

/** A variant alone has nothing to be compared with, whether it is meant as the reference or not. */
const lacksOther = ({ problems }: Undecided): boolean =>
  problems.find(({ kind }) => kind === 'missing')?.why === 'no-reference';

const onlyText = ({ row }: Undecided, name: Name): string =>
  msg(str`Only ${name(row)} has been measured: another level is needed to compare it with.`, {
    id: 'verdict.only-one',
  });

/** What a variant lacks to be judged, or to hold. */
function undecidedText({ row, problems }: Undecided, name: Name): string {
  const missing = problems.find(({ kind }) => kind === 'missing');
  if (!missing) {
    const limits = problems.map(({ limit }) => limitText(limit)).join(', ');
    return msg(
      str`${name(row)} is lighter and may hold too (${limits}): its estimate does, but its 95 % interval reaches past the limit.`,
      { id: 'verdict.uncertain' },
    );
  }
  const limit = limitText(missing.limit);
  switch (missing.why) {
    case 'few-positions':
      return msg(
        str`${name(row)} was scored on ${number(row.positions ?? 0)} positions only: 100 are the least.`,
        { id: 'verdict.few-positions' },
      );
    case 'one-repetition':
      return msg(str`${name(row)} was timed once only: its speed has no interval.`, {
        id: 'verdict.one-repetition',
      });
    case 'no-reference':
      return msg(str`${name(row)} was not compared with the reference (${limit}).`, {
        id: 'verdict.no-reference',
      });
    case 'failed':
      return msg(str`${name(row)} could not be measured (${limit}).`, { id: 'verdict.failed' });
    case 'not-measured':
    case null:
      return msg(str`${name(row)} has not been measured (${limit}).`, {
        id: 'verdict.not-measured',
      });
  }
}
