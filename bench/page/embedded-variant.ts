import type { LevelId } from '../../core/levels.ts';
import { epochMs } from '../../core/units.ts';
import type { EngineId } from '../../core/variant.ts';
import { embeddedModel } from '../../models/catalogue.ts';
import { loadVariant } from '../../workers/load/load-variant.ts';
import type { StopSignal } from '../../workers/stop-signal.ts';
import type { Decoder } from '../../workers/decoders/decoder.ts';

/** Positions of context that engines of the project are given. */
export const contextLength = 2048;

export const never: StopSignal = { stopped: false, breathe: () => Promise.resolve() };

/** The embedded model, loaded by the code that loads it in the app. */
export async function loadEmbedded(
  engine: EngineId,
  level: LevelId,
  threads: number,
): Promise<Decoder> {
  const now = () => epochMs(performance.timeOrigin + performance.now());
  const { variant } = await loadVariant(
    {
      id: 1,
      variant: { model: embeddedModel.id, level, engine },
      source: {
        ...embeddedModel.source,
        baseUrl: new URL('/models/smollm2-135m-instruct/', location.href).href,
      },
      contextLength,
      threads,
      requestedAt: now(),
      stopFlag: null,
      form: 'auto',
    },
    {
      workerStartedAt: now(),
      stop: never,
      signal: new AbortController().signal,
      emit: () => undefined,
    },
  );
  return variant.session.decoder;
}
