import { msg, str } from '@lit/localize';
import { megabytes, number, rate } from '../../i18n/format.ts';
import {
  figureText,
  joined,
  percent,
  percentInterval,
  points,
  pointsInterval,
} from './figure-text.ts';
import { limitNames, standing, type LimitName, type Limits, type Outcomes } from './limits.ts';
import type { EvidenceRow } from './rows.ts';
import type { LimitProblem } from './verdict.ts';

/** What a limit is about. */
export function limitText(limit: LimitName): string {
  switch (limit) {
    case 'budget':
      return msg('budget', { id: 'limit.budget' });
    case 'quality':
      return msg('quality', { id: 'limit.quality' });
    case 'speed':
      return msg('speed', { id: 'limit.speed' });
  }
}

/** A limit that is not met, with the figure, the limit, and which way to move it. */
export function problemText(
  { limit, kind }: LimitProblem,
  row: EvidenceRow,
  limits: Limits,
): string {
  switch (limit) {
    case 'budget': {
      const { budget } = limits;
      const value = budget?.of === 'memory' ? row.memory : row.facts?.bytes;
      return msg(
        str`it takes ${megabytes(value ?? 0)} MB of the ${megabytes(budget?.most ?? 0, 0)} MB allowed (raise the budget)`,
        { id: 'problem.budget' },
      );
    }
    case 'quality':
      return kind === 'uncertain'
        ? msg(
            str`${qualityText(row, limits)}, but its 95 % interval reaches past it (measure more, or ask for less quality)`,
            {
              id: 'problem.quality-uncertain',
            },
          )
        : msg(str`${qualityText(row, limits)} (ask for less quality)`, { id: 'problem.quality' });
    case 'speed': {
      const least = rate(limits.speed?.least ?? 0);
      const decode = figureText(row, 'decode');
      const rateText = decode ? joined(decode) : '';
      return kind === 'uncertain'
        ? msg(
            str`it writes ${rateText} tok/s of the ${least} wanted, but its 95 % interval reaches below (measure more, or ask for less speed)`,
            {
              id: 'problem.speed-uncertain',
            },
          )
        : msg(str`it writes ${rateText} tok/s of the ${least} wanted (ask for less speed)`, {
            id: 'problem.speed',
          });
    }
  }
}

function qualityText(row: EvidenceRow, { quality }: Limits): string {
  switch (quality?.of) {
    case 'sameTop': {
      const kept = figureText(row, 'sameTop');
      return msg(
        str`it keeps ${kept ? joined(kept) : ''} % of next-token choices of the ${percent(quality.least)} % wanted`,
        { id: 'problem.same-top' },
      );
    }
    case 'kld': {
      const kld = figureText(row, 'kld');
      return msg(
        str`its KL divergence is ${kld ? joined(kld) : ''} nats where ${number(quality.most, 3)} are allowed`,
        { id: 'problem.kld' },
      );
    }
    case 'accuracy': {
      const lost = row.accuracyDifference;
      return msg(
        str`its accuracy differs by ${lost ? `${points(lost.difference)} ${pointsInterval(lost.interval)}` : ''} points where a loss of ${percent(quality.mostLost)} is allowed`,
        { id: 'problem.accuracy' },
      );
    }
    case 'bitsPerByte': {
      const more = row.moreBits;
      return msg(
        str`it needs ${more ? `${percent(more.value)} ${percentInterval(more.interval)}` : ''} % more bits per byte than the reference, where ${percent(quality.mostMore)} % are allowed`,
        { id: 'problem.bits-per-byte' },
      );
    }
    case undefined:
      return '';
  }
}

/** The last column of the table: which limits a variant meets. */
export function standingText(outcomes: Outcomes): string {
  const set = limitNames.filter((name) => outcomes[name] !== null);
  const first = (kind: 'fails' | 'missing' | 'uncertain'): LimitName | undefined =>
    set.find((name) => outcomes[name]?.kind === kind);
  switch (standing(outcomes)) {
    case 'holds':
      if (set.length === 0) return '';
      return set.length === 1
        ? msg('meets it', { id: 'standing.one' })
        : set.length === 2
          ? msg('meets both', { id: 'standing.both' })
          : msg('meets all', { id: 'standing.all' });
    case 'fails':
      switch (first('fails')) {
        case 'budget':
          return msg('over budget', { id: 'standing.over-budget' });
        case 'quality':
          return msg('below quality', { id: 'standing.below-quality' });
        case 'speed':
        case undefined:
          return msg('too slow', { id: 'standing.too-slow' });
      }
      break;
    case 'missing':
      return msg(str`not known: ${limitText(first('missing') ?? 'quality')}`, {
        id: 'standing.missing',
      });
    case 'uncertain':
      return msg(str`within the error: ${limitText(first('uncertain') ?? 'quality')}`, {
        id: 'standing.uncertain',
      });
  }
}
