import { modelIdOf, type FileData } from '../../core/model-store.ts';
import type { Finding, Recognised } from '../../core/model-work.ts';
import { fileSource } from '../../models/byte-source.ts';
import type { RecognisedModel } from '../import/recognition.ts';
import { recognise } from '../import/recognise.ts';

/** What files hold, as the page is told. */
export async function findings(
  files: Iterable<readonly [path: string, data: FileData]>,
): Promise<readonly Finding[]> {
  const sources = [...files].map(([name, data]) => ({ name, source: fileSource(data) }));
  return (await recognise(sources)).map((found) =>
    found.kind === 'model'
      ? { kind: 'model', model: draftOf(found.model) }
      : { kind: 'refused', path: found.file, failure: found.failure },
  );
}

function draftOf(model: RecognisedModel): Recognised {
  const { main, files, facts, engines, level, format, displayName, convertedTypes } = model;
  const obstacle = engines.find(({ engine }) => engine === 'simd')?.obstacle;
  const able = engines.flatMap((fit) => (fit.obstacle ? [] : [fit.engine]));
  return {
    draft: {
      id: modelIdOf(displayName, facts.quantization ?? level),
      displayName,
      origin: { kind: 'disk', fileNames: files },
      format,
      main,
      shippedLevel: level,
      facts: { ...facts, engines: able },
    },
    files,
    convertedTypes,
    ...(obstacle && { simdObstacle: obstacle }),
  };
}
