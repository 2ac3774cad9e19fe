import type { GenerateRequest, GenerateResult, LoadResult } from '../../core/contract.ts';
import { asFeatherweightError, type ErrorCode } from '../../core/errors.ts';
import type { WeightForm } from '../../core/levels.ts';
import type { Variant } from '../../core/variant.ts';
import type { Engine } from '../bridge/engine.ts';
import { failureText } from '../i18n/errors.ts';
import type { ModelOption } from './model-option.ts';

/*
 * For programs that drive the page (`npm run ask`, end-to-end tests): what they may set before it
 * starts, and what they may call after. Only code that already runs in the page can reach either.
 */

/** `globalThis.featherweightAutomation`, set before the page starts. */
export interface AutomationOptions {
  /** In place of the catalogue's models. */
  readonly models?: readonly [ModelOption, ...ModelOption[]];
  /** False: no model is loaded before one is asked for. */
  readonly autoload?: boolean;
}

/** A result, or the failure with its sentence, as plain data. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly sentence: string };

export interface AutomationLoad {
  readonly variant: Variant;
  readonly contextLength: number;
  readonly threads: number | 'auto';
  readonly form: WeightForm | 'auto';
}

/** `globalThis.featherweight` */
export interface Automation {
  readonly models: readonly ModelOption[];
  load(request: AutomationLoad): Promise<Outcome<LoadResult>>;
  /** @param onText given the answer's text in pieces as it comes */
  generate(
    request: Omit<GenerateRequest, 'id'>,
    onText?: (text: string) => void,
  ): Promise<Outcome<GenerateResult>>;
}

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

/** Lets driving programs use the page's own engine. */
export function exposeAutomation(engine: Engine, models: readonly ModelOption[]): void {
  scope.featherweight = {
    models,
    load(request) {
      const source = models.find(({ id }) => id === request.variant.model)?.source;
      if (!source) throw new RangeError(`no model ${request.variant.model}`);
      return outcome(engine.load({ ...request, source }));
    },
    generate: (request, onText) =>
      outcome(
        engine.generate(request, {
          onEvents(events) {
            const text = events.map((event) => (event.type === 'token' ? event.text : '')).join('');
            if (text !== '') onText?.(text);
          },
        }),
      ),
  };
}
