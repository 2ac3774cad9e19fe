import type { EvaluationPlan, EvaluationText, QuestionSet } from '../evaluation/evaluation.ts';
import type { EvidenceBook } from './evidence-book.ts';
import type { Measuring } from './measuring.ts';
import type { PlanData } from './measuring-choice.ts';
import type { FileReaders } from './own-files.ts';

/** What the evidence works with; made by `compose-evidence.ts`, or faked in tests. */
export interface EvidenceTools {
  readonly book: EvidenceBook;
  readonly measuring: Measuring;
  readonly readers: FileReaders;
  readonly bundledText: () => Promise<EvaluationText>;
  readonly bundledQuestions: () => Promise<QuestionSet>;
  /** Bytes free on the device; `null` where the browser doesn't tell. */
  readonly freeBytes: () => Promise<number | null>;
  /** Levels that were made and kept; none where that can't be told. */
  readonly madeLevels: () => Promise<PlanData['made']>;
  /** An evaluation that a reload or a closed tab cut off. */
  readonly unfinished: () => Promise<EvaluationPlan | null>;
}
