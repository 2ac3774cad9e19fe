import { appCommit, appVersion } from '../../app/build-info.ts';
import type { Services } from '../../app/contexts.ts';
import { gatherCircumstances } from '../../benchmark/run/circumstances.ts';
import { createBenchmarkRun } from '../../benchmark/run/create-benchmark-run.ts';
import { measurementsOfBenchmark } from '../../report/evidence/from-results.ts';
import { IndexedDbEvidenceStore } from '../../store/indexed-db-evidence-store.ts';
import { bundledQuestions, bundledText } from '../evaluation/bundled.ts';
import { createEvaluation } from '../evaluation/create-evaluation.ts';
import { readQuestions } from '../evaluation/read-questions.ts';
import { readText } from '../evaluation/read-text.ts';
import { freeBytes } from '../evaluation/reference-files.ts';
import { EvidenceBook } from './evidence-book.ts';
import type { EvidenceTools } from './evidence-tools.ts';
import { Measuring } from './measuring.ts';

const bytesOf = async (file: File): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await file.arrayBuffer());

/** The evidence's parts on this device. */
export function composeEvidence({ model, environment, library }: Services): EvidenceTools {
  const book = new EvidenceBook(new IndexedDbEvidenceStore());
  const evaluation = createEvaluation({ appVersion });
  const benchmark = createBenchmarkRun({
    circumstances: () => gatherCircumstances({ appVersion, appCommit }),
    // After each test, so that a run that is cut off leaves what it has.
    sink: (result) => book.add(measurementsOfBenchmark(result)),
  });
  const { userAgent, cores, crossOriginIsolated } = environment;
  return {
    book,
    measuring: new Measuring({
      model,
      book,
      evaluation,
      benchmark,
      device: { userAgent, cores, crossOriginIsolated },
    }),
    readers: {
      text: async (file) => readText(file.name, await bytesOf(file)),
      questions: async (file) => readQuestions(file.name, await bytesOf(file)),
    },
    bundledText,
    bundledQuestions,
    freeBytes,
    madeLevels: () => library.madeLevels().catch(() => []),
    unfinished: () => evaluation.unfinished(),
  };
}
