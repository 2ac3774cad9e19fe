import { describe, expect, test } from 'vitest';
import type { MeasuredRow } from '../../../../../core/bench-result.ts';
import { cardSvg } from '../../../../../src/report/benchmark/card-picture.ts';
import { deviceCard } from '../../../../../src/report/benchmark/device-card.ts';
import { variantKey } from '../../../../../src/report/benchmark/subject-text.ts';
import { escapeXml, fitText, widthInEm } from '../../../../../src/report/benchmark/svg-text.ts';
import { fakeResult, fakeRow } from '../../../../fixtures/interface/benchmark-results.ts';

const key = variantKey(fakeRow());

function cardOf(rows: readonly MeasuredRow[], change: Parameters<typeof fakeResult>[0] = {}) {
  const card = deviceCard(fakeResult({ ...change, rows }), key);
  if (!card) throw new Error('no card');
  return card;
}

describe('what the card says', () => {
  test('is the variant’s prefill and decode with their shares of the limits', () => {
    const card = deviceCard(fakeResult(), key);
    expect(card?.heading).toBe('SmolLM2-135M-Instruct');
    expect(card?.variant).toBe('q4, 96.6 MB, SIMD, 2 threads');
    expect(card?.figures.map(({ label, share }) => [label, share?.text])).toEqual([
      ['Prefill, pp512', '53 % of integer compute'],
      ['Decode, tg128', '60 % of memory bandwidth'],
    ]);
    expect(card?.bars.map(({ label }) => label)).toEqual(['pp512 @ d1024', 'tg128 @ d1024']);
    expect(card?.device.map(({ value }) => value)).toEqual([
      'Chromium 142',
      'Linux x86_64',
      '2 logical processors',
      '31.0 GB/s',
    ]);
    expect(card?.footer).toContain('0.1.0 (1207c38)');
  });

  test('is nothing for a variant without a measured test', () => {
    expect(deviceCard(fakeResult({ rows: [] }), key)).toBeUndefined();
  });

  test('says when the page was hidden or other work disturbed it', () => {
    expect(cardOf([fakeRow({ marks: [{ kind: 'hidden' }] })]).notes).toHaveLength(1);
    expect(cardOf([fakeRow({ marks: [{ kind: 'drift', ratio: 1.3 }] })]).notes).toHaveLength(1);
    expect(cardOf([fakeRow()]).notes).toEqual([]);
  });

  const pair = (prompt: number, gen: number): MeasuredRow => ({
    ...fakeRow({ prompt, gen, ttft: [250], repetitions: 1 }),
    prompt_ts: [400],
    gen_ts: [100],
  });
  const nine = [
    [1024, 16],
    [4096, 256],
    [2048, 256],
    [2048, 768],
    [1024, 1024],
    [1280, 3072],
    [384, 1152],
    [64, 1024],
    [16, 1536],
  ].map(([prompt = 0, gen = 0]) => pair(prompt, gen));

  test('names LocalScore’s formula with the model, and only for its whole set', () => {
    const card = cardOf(nine, { preset: 'local-score' });
    const score = card.figures.find(({ label }) => label.startsWith('LocalScore'));
    expect(score?.label).toBe('LocalScore formula on SmolLM2-135M-Instruct');
    // 10 * (400 * 100 * 1000 / 250)^(1/3)
    expect(score?.value).toBe('543');
    const part = cardOf(nine.slice(1), { preset: 'local-score' });
    expect(part.figures.some(({ label }) => label.startsWith('LocalScore'))).toBe(false);
  });
});

describe('the picture', () => {
  test('is well-formed, self-contained and as large as said, whatever it is told', () => {
    const hostile = '<script>&"\'\u0000\u202e\ud800]]>&#x0;';
    const card = cardOf([fakeRow()]);
    expect(card).toBeDefined();
    for (const theme of ['light', 'dark'] as const) {
      const svg = cardSvg(
        {
          ...card,
          heading: hostile,
          variant: hostile,
          date: hostile,
          footer: hostile,
          notes: [hostile],
          device: [{ label: hostile, value: hostile }],
          bars: [{ label: hostile, value: hostile, length: 9 }],
          figures: [
            { label: hostile, value: hostile, spread: hostile, unit: hostile, share: undefined },
          ],
        },
        theme,
      );
      expect(svg).toMatch(/^<svg xmlns="[^"]+" width="1200" height="630"/);
      expect(svg).not.toContain('<script');
      expect(svg).not.toMatch(/\u0000|\u202e|\ud800/);
      expect(svg).not.toMatch(/href|url\(|@import/);
      expect(svg.match(/<text/g)?.length).toBe(svg.match(/<\/text>/g)?.length);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('keeps long and Korean texts within their places', () => {
    const korean = '아주 긴 기기 이름이 여기에 들어갑니다 '.repeat(6);
    const fitted = fitText(korean, { size: 21, least: 15, width: 240 });
    expect(widthInEm(fitted.text) * fitted.size).toBeLessThanOrEqual(240);
    expect(fitted.text.endsWith('…')).toBe(true);
    expect(widthInEm('한국어')).toBe(3);
    expect(fitText('short', { size: 21, least: 15, width: 240 })).toEqual({
      text: 'short',
      size: 21,
    });
  });

  test('escapes all that XML gives a meaning', () => {
    expect(escapeXml(`<a href="x">&'\n`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39; ');
  });
});
