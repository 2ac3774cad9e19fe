import { html } from 'lit';
import { afterEach, expect, test } from 'vitest';
import '../../../../../src/compare/evidence/evidence-chart.ts';
import type { FwEvidenceChart } from '../../../../../src/compare/evidence/evidence-chart.ts';
import { chartMarkup } from '../../../../../src/compare/evidence/picture.ts';
import { applyLocale } from '../../../../../src/i18n/locale.ts';
import { chooseBasis } from '../../../../../src/report/evidence/basis.ts';
import { chartCaption, chartTitle } from '../../../../../src/report/evidence/chart-text.ts';
import { defaultLimits } from '../../../../../src/report/evidence/limits.ts';
import type { Evidence, Measurement } from '../../../../../src/report/evidence/measurement.ts';
import { reportHtml } from '../../../../../src/report/evidence/report-html.ts';
import { evidenceView } from '../../../../../src/report/evidence/rows.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import { evidenceOf, fourLevels } from '../../../../fixtures/evidence/evidence.ts';
import { deepAll, eventually, mount } from '../../../../fixtures/interface/mount.ts';

afterEach(() => applyLocale('en'));

/** Text that would do something if it were not only text, in every way out of where it stands. */
const hostile = `"'></title></style></svg>]]><script>parent.harmed=1</script><img src=//x.example/ onerror=parent.harmed=1>`;

/** Every text that a file of measurements can bring along. */
function harmed(evidence: Evidence): Evidence {
  const variant = <V extends { readonly model: string }>(of: V): V => ({ ...of, model: hostile });
  const measurements = evidence.measurements.map((each): Measurement => {
    if (each.kind === 'failed') return { ...each, variant: variant(each.variant) };
    const base = {
      variant: variant(each.variant),
      under: { ...each.under, userAgent: hostile, appVersion: hostile },
    };
    if (each.kind === 'text') {
      const { agreement } = each.text;
      const reference = agreement && { ...agreement, reference: variant(agreement.reference) };
      return { ...each, ...base, text: { ...each.text, name: hostile, agreement: reference } };
    }
    if (each.kind === 'choices')
      return { ...each, ...base, choices: { ...each.choices, name: hostile } };
    return { ...each, ...base };
  });
  return {
    ...evidence,
    model: { ...evidence.model, id: hostile, name: hostile },
    measurements,
  };
}

/** The report as it is saved, with the chart that the screen draws. */
async function reportOf(evidence: Evidence): Promise<string> {
  const view = evidenceView(evidence, chooseBasis(evidence.measurements));
  const chart = await mount<FwEvidenceChart>(
    html`<fw-evidence-chart
      style="width:468px"
      .view=${view}
      .limits=${defaultLimits}
      .axes=${{ x: 'bytes', y: 'kld' } as const}
    ></fw-evidence-chart>`,
  );
  await eventually(() => deepAll(chart, '.point').length > 0);
  const { drawing, model } = chart;
  if (!drawing || !model) throw new Error('nothing drawn');
  return reportHtml({
    view,
    judgement: judgeEvidence(view, defaultLimits),
    limits: defaultLimits,
    chart: {
      svg: chartMarkup(drawing),
      title: chartTitle(model),
      caption: chartCaption(model),
    },
    at: Date.UTC(2026, 10, 23),
    appVersion: hostile,
  });
}

const parsed = (report: string): Document => new DOMParser().parseFromString(report, 'text/html');

test('it needs nothing else: no script, no handler, nothing to fetch, and a policy that forbids it', async () => {
  const report = await reportOf(evidenceOf(fourLevels));
  const page = parsed(report);
  expect(
    page.querySelectorAll('script, link, iframe, object, embed, img, image, use'),
  ).toHaveLength(0);
  const policy = page.querySelector('meta[http-equiv=Content-Security-Policy]');
  expect(policy?.getAttribute('content')).toMatch(/^default-src 'none';/);
  for (const element of page.querySelectorAll('*'))
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on|^(src|srcset|href|xlink:href|action|data|poster)$/);
      if (!name.startsWith('xmlns')) expect(value).not.toMatch(/https?:|\/\/|url\((?!#)/);
    }
  for (const style of page.querySelectorAll('style'))
    expect(style.textContent).not.toMatch(/@import|url\(/);
});

test('verdict, chart, every variant’s figures and circumstances are in it', async () => {
  const page = parsed(await reportOf(evidenceOf(fourLevels)));
  const text = page.body.textContent;
  expect(text).toContain('q4 keeps 97.9 ± 0.3 %');
  expect(text).toContain('Where smaller stops paying: from q4 to q3');
  expect(page.querySelectorAll('svg .point')).toHaveLength(3);
  const names = [...page.querySelectorAll('tbody th')].map(({ textContent }) => textContent);
  expect(names).toEqual(['q2', 'q3', 'q4', expect.stringMatching(/^q8 reference/)]);
  expect(text).toContain('Chromium 141 on Linux');
});

test('names and texts of a file stay text, wherever they stand', async () => {
  const report = await reportOf(harmed(evidenceOf(fourLevels)));
  const page = parsed(report);
  expect(page.querySelectorAll('script, img')).toHaveLength(0);
  expect(page.title).toContain(hostile);
  expect(page.body.textContent).toContain(hostile);
  expect(page.querySelectorAll('tbody tr')).toHaveLength(4);

  // And it does nothing where it is opened, with every right that a page of ours has.
  const frame = document.createElement('iframe');
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  frame.srcdoc = report;
  document.body.append(frame);
  await loaded;
  expect(globalThis).not.toHaveProperty('harmed');
  frame.remove();
});

test('it speaks the language of the page', async () => {
  await applyLocale('ko');
  const page = parsed(await reportOf(evidenceOf(fourLevels)));
  expect(page.documentElement.lang).toBe('ko');
  expect(page.querySelector('h1')?.textContent).toContain('줄이면 무엇을 잃는가');
  expect(page.body.textContent).toContain('줄여도 빨라지지 않는 곳');
});
