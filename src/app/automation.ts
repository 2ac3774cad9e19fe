import { asFeatherweightError } from '../../core/errors.ts';
import type { AnswerFigures } from '../../core/metrics/answer.ts';
import { isMeasured } from '../../core/units.ts';
import type { Engine } from '../bridge/engine.ts';
import { failureText } from '../i18n/errors.ts';
import { firstTokenReadout, memoryReadout, rateReadout } from '../report/answer-account.ts';
import { runEvaluation } from './automation-evaluation.ts';
import type { Automation, AutomationOptions, Outcome } from './automation-contract.ts';
import type { ModelOption } from './model-option.ts';

const scope = globalThis as {
  featherweightAutomation?: AutomationOptions;
  featherweight?: Automation;
};

export const automationOptions = (): AutomationOptions => scope.featherweightAutomation ?? {};

async function outcome<T>(call: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await call };
  } catch (thrown) {
    const { failure } = asFeatherweightError(thrown);
    const { happened, advice } = failureText(failure);
    return { ok: false, code: failure.code, sentence: `${happened} ${advice}` };
  }
}

const accountLine = ({ ttftMs, decodeTps, memory: { total } }: AnswerFigures): string =>
  [
    ...(isMeasured(ttftMs) ? [firstTokenReadout(ttftMs)] : []),
    ...(isMeasured(decodeTps) ? [rateReadout(decodeTps)] : []),
    ...(isMeasured(total) ? [memoryReadout(total)] : []),
  ]
    .map(({ before, value, unit }) => [before, value, unit].filter((text) => text).join(' '))
    .join(', ');

/** Lets driving programs use the page's own engine. */
export function exposeAutomation(engine: Engine, models: readonly ModelOption[]): void {
  scope.featherweight = {
    models,
    load(request) {
      const source = models.find(({ id }) => id === request.variant.model)?.source;
      if (!source) throw new RangeError(`no model ${request.variant.model}`);
      return outcome(engine.load({ ...request, source }));
    },
    generate(request, onText) {
      const answer = engine.generate(request, {
        onEvents(events) {
          const text = events.map((event) => (event.type === 'token' ? event.text : '')).join('');
          if (text !== '') onText?.(text);
        },
      });
      return outcome(
        answer.then((result) => ({ ...result, account: accountLine(result.figures) })),
      );
    },
    async benchmark(request, onProgress = () => undefined) {
      const { runBenchmark } = await import('./automation-benchmark.ts');
      return outcome(runBenchmark(models, request, onProgress));
    },
    evaluation(request, onProgress) {
      // One engine at a time: that of the chat gives way.
      engine.unload();
      return outcome(runEvaluation(models, request, (progress) => onProgress?.(progress)));
    },
  };
}
