import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Locale } from '../../../../../src/i18n/locale.ts';
import { noLimits, type Limits } from '../../../../../src/report/evidence/limits.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import type { VerdictText } from '../../../../../src/report/evidence/verdict-text.ts';
import {
  around,
  choicesRight,
  fourLevels,
  viewOf,
  type Measured,
} from '../../../../fixtures/evidence/evidence.ts';

// The interface's language is kept by the page, which a unit test has none of.
vi.mock('../../../../../src/i18n/webawesome-ko.ts', () => ({}));
beforeAll(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { documentElement: { lang: '' } });
});
afterAll(() => vi.unstubAllGlobals());

async function textIn(
  locale: Locale,
  limits: Partial<Limits>,
  measured: readonly Measured[] = fourLevels,
): Promise<VerdictText> {
  const { applyLocale } = await import('../../../../../src/i18n/locale.ts');
  const { verdictText } = await import('../../../../../src/report/evidence/verdict-text.ts');
  await applyLocale(locale);
  const view = viewOf(measured);
  const all = { ...noLimits, ...limits };
  return verdictText(judgeEvidence(view, all), view, all);
}

const quality = (least: number): Partial<Limits> => ({ quality: { of: 'sameTop', least } });
const whole = ({ lead, sentence, tail }: VerdictText): string =>
  [lead, sentence, tail].filter((part) => part !== '').join(' ');

interface Case {
  readonly what: string;
  readonly limits: Partial<Limits>;
  readonly measured?: readonly Measured[];
  readonly en: string;
  readonly ko: string;
}

const [q8, q4, q3] = fourLevels as readonly [Measured, Measured, Measured];
const bare = ({ level, perplexity, kld }: Measured): Measured => ({
  level,
  ...(perplexity === undefined ? {} : { perplexity }),
  ...(kld ? { kld } : {}),
});

const cases: readonly Case[] = [
  {
    what: 'chosen, with accuracy that can’t be told apart',
    limits: { ...quality(0.9), budget: { of: 'bytes', most: 120e6 } },
    en: 'q4 keeps 97.9 ± 0.3 % of q8’s next-token choices at 68 % of the bytes, 1.6 times as fast; accuracy difference -0.5 points [-7.2, +6.3], not distinguishable on 400 questions. Smallest that meets your limits.',
    ko: 'q4 단계는 q8 단계가 고르는 다음 토큰의 97.9 ± 0.3 %를 용량의 68 %로 그대로 고르며, 속도는 1.6배입니다. 정답률 차이는 -0.5%p [-7.2, +6.3]로, 400문항으로는 구별되지 않습니다. 정한 한도를 만족하는 가장 가벼운 단계입니다.',
  },
  {
    what: 'chosen, without questions or rates',
    limits: quality(0.9),
    measured: [bare(q8), bare(q4)],
    en: 'q4 keeps 97.9 ± 0.3 % of q8’s next-token choices at 68 % of the bytes. Smallest that meets your limit.',
    ko: 'q4 단계는 q8 단계가 고르는 다음 토큰의 97.9 ± 0.3 %를 용량의 68 %로 그대로 고릅니다. 정한 한도를 만족하는 가장 가벼운 단계입니다.',
  },
  {
    what: 'chosen, no faster',
    limits: quality(0.9),
    measured: [
      { ...bare(q8), decode: around(120) },
      { ...bare(q4), decode: around(120.5) },
    ],
    en: 'q4 keeps 97.9 ± 0.3 % of q8’s next-token choices at 68 % of the bytes, with no measurable difference in speed. Smallest that meets your limit.',
    ko: 'q4 단계는 q8 단계가 고르는 다음 토큰의 97.9 ± 0.3 %를 용량의 68 %로 그대로 고르며, 속도 차이는 재어지지 않았습니다. 정한 한도를 만족하는 가장 가벼운 단계입니다.',
  },
  {
    what: 'one variant alone',
    limits: quality(0.9),
    measured: [bare(q8)],
    en: 'The evidence is too thin for a verdict. Only q8 has been measured: another level is needed to compare it with.',
    ko: '판단하기에는 근거가 모자랍니다. q8 단계만 쟀습니다. 견주려면 다른 단계도 재야 합니다.',
  },
  {
    what: 'the reference itself',
    limits: quality(0.999),
    measured: [q8, q4],
    en: 'q8 is the reference itself: no lighter level is shown to meet your limits. Smallest that meets your limit.',
    ko: 'q8 단계는 기준 자체입니다. 한도를 만족한다고 확인된 더 가벼운 단계가 없습니다. 정한 한도를 만족하는 가장 가벼운 단계입니다.',
  },
  {
    what: 'no limits, nothing compared',
    limits: {},
    measured: [{ level: 'q4', decode: around(100), perplexity: 24.6 }],
    en: 'q4 weighs 98.7 MB, reads at a perplexity of 24.60 ± 0.74 and writes 100 ± 2 tok/s. The lightest measured: no limit is set.',
    ko: 'q4 단계의 용량은 98.7 MB, 퍼플렉시티는 24.60 ± 0.74, 쓰는 속도는 100 ± 2 tok/s입니다. 잰 것 가운데 가장 가볍습니다. 정한 한도가 없습니다.',
  },
  {
    what: 'none, over budget',
    limits: { ...quality(0.97), budget: { of: 'bytes', most: 97e6 } },
    en: 'No level meets both limits. q4 comes closest: it takes 98.7 MB of the 97 MB allowed (raise the budget).',
    ko: '두 한도를 모두 만족하는 단계가 없습니다. q4 단계가 가장 가깝습니다: 용량이 98.7 MB인데 한도는 97 MB입니다(한도를 늘려 보세요).',
  },
  {
    what: 'none, by the bound alone',
    limits: quality(0.975),
    measured: [q4, q3],
    en: 'No level meets the limit. q4 comes closest: it keeps 97.9 ± 0.3 % of next-token choices of the 97.5 % wanted, but its 95 % interval reaches past it (measure more, or ask for less quality).',
    ko: '한도를 만족하는 단계가 없습니다. q4 단계가 가장 가깝습니다: 다음 토큰 선택의 97.9 ± 0.3 %를 지키는데 기준은 97.5 %입니다. 95 % 구간이 기준을 벗어납니다(더 재거나 품질 기준을 낮춰 보세요).',
  },
  {
    what: 'none, too slow and too far from the reference',
    limits: {
      quality: { of: 'kld', most: 0.005 },
      speed: { least: 200 },
      budget: { of: 'bytes', most: 140e6 },
    },
    measured: [q8, q4],
    en: 'No level meets all limits. q8 comes closest: it takes 145.0 MB of the 140 MB allowed (raise the budget); it writes 121 ± 2 tok/s of the 200 wanted (ask for less speed).',
    ko: '모든 한도를 만족하는 단계가 없습니다. q8 단계가 가장 가깝습니다: 용량이 145.0 MB인데 한도는 140 MB입니다(한도를 늘려 보세요); 초당 121 ± 2 토큰을 쓰는데 기준은 200 토큰입니다(속도 기준을 낮춰 보세요).',
  },
  {
    what: 'too thin',
    limits: quality(0.9),
    measured: [{ level: 'q4', decode: around(100) }],
    en: 'The evidence is too thin for a verdict. q4 has not been measured (quality).',
    ko: '판단하기에는 근거가 모자랍니다. q4 단계는 아직 재지 않았습니다(품질).',
  },
  {
    what: 'nothing',
    limits: quality(0.9),
    measured: [],
    en: 'Nothing has been measured yet. Measure two or more levels to see what smaller costs.',
    ko: '아직 잰 것이 없습니다. 두 단계 이상을 재면 줄일수록 무엇을 잃는지 볼 수 있어요.',
  },
];

describe.each(['en', 'ko'] as const)('the verdict in %s', (locale) => {
  test.each(cases)('$what', async ({ limits, measured, ...expected }) => {
    expect(whole(await textIn(locale, limits, measured))).toBe(expected[locale]);
  });

  test('the kind of accuracy difference that can be told apart', async () => {
    const worse = await textIn(locale, quality(0.4), [
      { ...bare(q8), choices: choicesRight(500) },
      { ...bare(q4), choices: choicesRight(300) },
    ]);
    expect(worse.sentence).toMatch(
      locale === 'en'
        ? /; accuracy falls by 20\.0 points \[-\d+\.\d, -\d+\.\d\] on 400 questions\.$/
        : /\. 정답률은 400문항에서 20\.0%p \[-\d+\.\d, -\d+\.\d\] 낮습니다\.$/,
    );
  });

  test('the notes of a sceptic', async () => {
    const { notes } = await textIn(locale, quality(0.77));
    expect(notes).toEqual(
      locale === 'en'
        ? [
            'q3 is lighter and may hold too (quality): its estimate does, but its 95 % interval reaches past the limit.',
            expect.stringMatching(
              /^Where smaller stops paying: from q4 to q3 no gain in decoding speed was found, 0\.99 times as fast \[0\.97, 1\.01\]\.$/,
            ),
            'The published weights (q4) are themselves 4-bit: levels above, here q8, can only reproduce them, not improve on them.',
          ]
        : [
            '더 가벼운 q3 단계도 한도(품질)를 만족할 수 있습니다. 추정값은 만족하지만 95 % 구간이 한도를 넘습니다.',
            expect.stringMatching(
              /^줄여도 빨라지지 않는 곳: q4에서 q3로 줄여도 .* 0\.99배 \[0\.97, 1\.01\]입니다\.$/,
            ),
            '배포된 가중치(q4)가 이미 4비트입니다. 그보다 높은 단계(q8)는 이를 재현할 뿐 더 나아지지 않습니다.',
          ],
    );
  });
});
