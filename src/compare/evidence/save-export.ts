import { saveFile } from '../../chat/save-file.ts';
import { evidenceToCsv } from '../../report/evidence/csv.ts';
import { evidenceToJson } from '../../report/evidence/evidence-file.ts';
import type { Limits } from '../../report/evidence/limits.ts';
import type { Evidence } from '../../report/evidence/measurement.ts';
import { reportHtml } from '../../report/evidence/report-html.ts';
import type { EvidenceView } from '../../report/evidence/rows.ts';
import type { Judgement } from '../../report/evidence/verdict.ts';
import { verdictRecord } from '../../report/evidence/verdict-record.ts';
import type { Export } from './evidence-exports.ts';
import { chartMarkup, picturePng, pictureSvg } from './picture.ts';

export interface ExportParts {
  readonly evidence: Evidence;
  readonly view: EvidenceView;
  readonly judgement: Judgement;
  readonly limits: Limits;
  readonly chart: {
    readonly drawing: SVGSVGElement;
    readonly title: string;
    readonly caption: string;
  } | null;
  readonly appVersion: string;
}

/** Gives one form of the comparison to the browser's downloads. */
export async function saveExport(form: Export, parts: ExportParts): Promise<void> {
  const { evidence, view, judgement, limits, chart, appVersion } = parts;
  const now = Date.now();
  const name = `featherweight-${evidence.model.id}-${new Date(now).toISOString().slice(0, 10)}`;
  switch (form) {
    case 'html': {
      const drawn = chart && {
        svg: chartMarkup(chart.drawing),
        title: chart.title,
        caption: chart.caption,
      };
      const html = reportHtml({ view, judgement, limits, chart: drawn, at: now, appVersion });
      saveFile(`${name}.html`, 'text/html', html);
      return;
    }
    case 'json':
      saveFile(
        `${name}.json`,
        'application/json',
        evidenceToJson(evidence, verdictRecord(judgement, view, limits), now),
      );
      return;
    case 'csv':
      saveFile(`${name}.csv`, 'text/csv', evidenceToCsv(view));
      return;
    case 'svg':
      if (chart) saveFile(`${name}.svg`, 'image/svg+xml', pictureSvg(chart.drawing, chart).svg);
      return;
    case 'png':
      if (chart) saveFile(`${name}.png`, 'image/png', await picturePng(chart.drawing, chart));
      return;
  }
}
