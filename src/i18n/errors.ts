import { msg, str } from '@lit/localize';
import type { EngineStage, ErrorParameters, Failure } from '../../core/errors.ts';
import type { FailureText } from './failure-text.ts';
import { number, size } from './format.ts';
import { storeFailureText } from './store-errors.ts';

export type { FailureText } from './failure-text.ts';

function stageText(stage: EngineStage): string {
  switch (stage) {
    case 'load':
      return msg('while the model was loading', { id: 'stage.load' });
    case 'prefill':
      return msg('while the question was being read', { id: 'stage.prefill' });
    case 'decode':
      return msg('while the answer was being written', { id: 'stage.decode' });
    case 'idle':
      return msg('between two answers', { id: 'stage.idle' });
  }
}

const reload = (): string =>
  msg('Load the model again; your chats are kept.', { id: 'advice.load-again' });
const fetchAgain = (): string =>
  msg('Load it again; if it stays so, the copy on the server is damaged.', {
    id: 'advice.fetch-again',
  });
const lighter = (): string =>
  msg('Close other tabs, choose a lighter level, or a shorter context.', {
    id: 'advice.lighter',
  });
const useCpu = (): string =>
  msg('Choose the CPU engine; it needs no GPU.', { id: 'advice.use-cpu' });
const report = (): string =>
  msg('Try again. If it happens again, copy the diagnostics and report it.', {
    id: 'advice.report',
  });
const otherModel = (): string =>
  msg('The file was left untouched. Choose another model.', { id: 'advice.other-model' });

/** The sentences for every catalogued failure. */
export function failureText(failure: Failure): FailureText {
  switch (failure.code) {
    case 'wasm-simd-missing':
      return {
        happened: msg('This browser has no WebAssembly SIMD, which every engine here needs.', {
          id: 'error.wasm-simd-missing',
        }),
        advice: msg('Use a current version of Chrome, Edge, Firefox or Safari.', {
          id: 'advice.newer-browser',
        }),
      };
    case 'webgpu-unavailable':
      return { happened: webgpuUnavailable(failure.parameters.reason), advice: useCpu() };
    case 'webgpu-lost':
      return {
        happened: msg(str`The GPU was lost ${stageText(failure.parameters.stage)}.`, {
          id: 'error.webgpu-lost',
        }),
        advice: msg('Try again, or choose the CPU engine. What was written is kept.', {
          id: 'advice.gpu-lost',
        }),
      };
    case 'memory-refused':
      return { happened: memoryRefused(failure.parameters), advice: lighter() };
    case 'memory-limit':
      return {
        happened: msg(
          str`This would need ${size(failure.parameters.neededBytes)}; the browser allows ${size(failure.parameters.limitBytes)}.`,
          { id: 'error.memory-limit' },
        ),
        advice: lighter(),
      };
    case 'worker-died':
      return {
        happened: msg(
          str`The engine ended ${stageText(failure.parameters.stage)}: it crashed, or the browser took its memory back.`,
          { id: 'error.worker-died' },
        ),
        advice: msg('Try again: it starts anew. What was written is kept.', {
          id: 'advice.starts-anew',
        }),
      };
    case 'model-file-missing':
      return {
        happened: msg(
          str`The server has no file ${failure.parameters.file} (status ${failure.parameters.status}).`,
          { id: 'error.model-file-missing' },
        ),
        advice: msg('Reload the page; if it stays so, the app was not installed whole.', {
          id: 'advice.not-whole',
        }),
      };
    case 'model-file-truncated':
      return {
        happened: msg(
          str`The file ${failure.parameters.file} is cut short: ${number(failure.parameters.actualBytes)} of ${number(failure.parameters.expectedBytes)} bytes came.`,
          { id: 'error.model-file-truncated' },
        ),
        advice: fetchAgain(),
      };
    case 'model-file-altered':
      return {
        happened: msg(
          str`The file ${failure.parameters.file} is not the one that was published: its checksum differs. It was not used.`,
          { id: 'error.model-file-altered' },
        ),
        advice: fetchAgain(),
      };
    case 'model-file-invalid':
      return {
        happened: msg(
          str`The file ${failure.parameters.file} is not a ${failure.parameters.format} file that Featherweight can read: ${failure.parameters.reason}.`,
          { id: 'error.model-file-invalid' },
        ),
        advice: otherModel(),
      };
    case 'model-file-pickle':
      return {
        happened: msg(
          str`The file ${failure.parameters.file} is a Python pickle, which can run programs when it is loaded. It was not opened.`,
          { id: 'error.model-file-pickle' },
        ),
        advice: msg('Get the same model as safetensors, GGUF or ONNX.', {
          id: 'advice.other-format',
        }),
      };
    case 'model-architecture-unknown':
      return {
        happened: msg(
          str`The model in ${failure.parameters.file} has the architecture ${failure.parameters.architecture}, which no engine here knows.`,
          { id: 'error.model-architecture-unknown' },
        ),
        advice: otherModel(),
      };
    case 'model-unsupported':
      return {
        happened: msg(
          str`No engine here can run ${failure.parameters.file}: ${failure.parameters.reason}.`,
          { id: 'error.model-unsupported' },
        ),
        advice: otherModel(),
      };
    case 'export-inexact':
      return {
        happened: msg(
          str`GGUF has no type that holds the weights of ${failure.parameters.tensor} without rounding them again.`,
          { id: 'error.export-inexact' },
        ),
        advice: msg('Export this level as ONNX instead.', { id: 'advice.export-onnx' }),
      };
    case 'model-weights-not-finite':
      return {
        happened: msg(
          str`The weights of ${failure.parameters.tensor} hold values that are not numbers.`,
          { id: 'error.model-weights-not-finite' },
        ),
        advice: otherModel(),
      };
    case 'level-unavailable':
      return {
        happened: msg(
          str`The level ${failure.parameters.level} does not run on the engine ${failure.parameters.engine}.`,
          { id: 'error.level-unavailable' },
        ),
        advice: msg('Choose another level or engine above.', { id: 'advice.other-level' }),
      };
    case 'level-needs-blocks':
      return {
        happened: msg(
          str`The level ${failure.parameters.level} cuts rows into blocks of 32 weights; ${failure.parameters.tensor} has rows of ${number(failure.parameters.columns)}.`,
          { id: 'error.level-needs-blocks' },
        ),
        advice: msg('Choose another level or engine above.', { id: 'advice.other-level' }),
      };
    case 'network-failed':
      return {
        happened: msg(str`The server did not answer for ${failure.parameters.file}.`, {
          id: 'error.network-failed',
        }),
        advice: msg('Check the connection, then try again.', { id: 'advice.connection' }),
      };
    case 'prompt-empty':
      return {
        happened: msg('The question is empty.', { id: 'error.prompt-empty' }),
        advice: msg('Write something first.', { id: 'advice.write-something' }),
      };
    case 'prompt-too-long':
      return {
        happened: msg(
          str`This chat has ${number(failure.parameters.promptTokens)} tokens; the context holds ${number(failure.parameters.contextLength)}.`,
          { id: 'error.prompt-too-long' },
        ),
        advice: msg('Shorten it, leave out the oldest turns, or choose a larger context.', {
          id: 'advice.shorten',
        }),
      };
    case 'test-too-long':
      return {
        happened: msg(
          str`This test needs ${number(failure.parameters.tokens)} tokens; the context holds ${number(failure.parameters.contextLength)}.`,
          { id: 'error.test-too-long' },
        ),
        advice: msg('Choose a smaller test, or a smaller depth.', { id: 'advice.smaller-test' }),
      };
    case 'request-invalid':
      return {
        happened: msg(
          str`A setting is outside its limits: ${failure.parameters.field} (${failure.parameters.reason}).`,
          { id: 'error.request-invalid' },
        ),
        advice: msg('Change it in the settings, or reset them.', { id: 'advice.reset-settings' }),
      };
    case 'chat-template-failed':
      return {
        happened: msg(
          str`The model’s own chat template could not write this chat: ${failure.parameters.reason}.`,
          { id: 'error.chat-template-failed' },
        ),
        advice: msg('Choose another model, or get a copy whose template is right.', {
          id: 'advice.other-template',
        }),
      };
    case 'text-invalid':
      return {
        happened: fileUnusable(failure.parameters),
        advice: msg('Choose a plain text file in UTF-8.', { id: 'advice.plain-text' }),
      };
    case 'questions-invalid':
      return {
        happened: fileUnusable(failure.parameters),
        advice: msg(
          'Each line is a JSON object with context, endings (two or more) and label, the number of the right ending from 0.',
          { id: 'advice.questions-format' },
        ),
      };
    case 'reference-missing':
      return {
        happened: msg(
          str`The reference’s figures for chunk ${failure.parameters.chunk + 1} are no longer on this device.`,
          { id: 'error.reference-missing' },
        ),
        advice: msg('Start the evaluation again: the reference runs once more.', {
          id: 'advice.reference-again',
        }),
      };
    case 'evidence-invalid':
      return {
        happened: evidenceInvalid(failure.parameters),
        advice:
          failure.parameters.problem === 'later-version'
            ? msg('Open it with a newer version of the app; nothing here was changed.', {
                id: 'advice.newer-app',
              })
            : msg(
                'Choose a JSON file that the Compare screen exported; nothing here was changed.',
                {
                  id: 'advice.exported-evidence',
                },
              ),
      };
    case 'address-invalid':
    case 'address-not-allowed':
    case 'hub-model-missing':
    case 'hub-no-variants':
    case 'hub-answer-invalid':
    case 'hub-file-missing':
    case 'model-access-denied':
    case 'server-busy':
    case 'server-error':
    case 'model-file-is-page':
    case 'model-file-length-differs':
    case 'connection-stalled':
    case 'file-unreadable':
    case 'storage-short':
    case 'storage-failed':
    case 'model-evicted':
    case 'model-busy':
    case 'model-not-installed':
    case 'deletion-incomplete':
      return storeFailureText(failure);
    case 'storage-blocked':
      return {
        happened: msg('This browser does not let the page store anything here.', {
          id: 'error.storage-blocked',
        }),
        advice: msg('Chats last until the page is closed. Export those that you want to keep.', {
          id: 'advice.export-chats',
        }),
      };
    case 'storage-full':
      return {
        happened: msg('The storage on this device is full: the latest change was not saved.', {
          id: 'error.storage-full',
        }),
        advice: msg('Export this chat, then delete chats that you no longer need.', {
          id: 'advice.free-storage',
        }),
      };
    case 'cancelled':
      return {
        happened: msg('It was stopped.', { id: 'error.cancelled' }),
        advice: reload(),
      };
    case 'internal':
      return {
        happened: msg('Something failed that should not: an error in Featherweight.', {
          id: 'error.internal',
        }),
        advice: report(),
      };
  }
}

function fileUnusable({
  file,
  problem,
}: {
  readonly file: string;
  readonly problem: 'empty' | 'binary' | 'not-utf8' | 'no-usable-line';
}): string {
  switch (problem) {
    case 'empty':
      return msg(str`${file} is empty.`, { id: 'error.file-empty' });
    case 'binary':
      return msg(str`${file} is not a text file.`, { id: 'error.file-binary' });
    case 'not-utf8':
      return msg(str`${file} is not text in UTF-8.`, { id: 'error.file-not-utf8' });
    case 'no-usable-line':
      return msg(str`No line of ${file} is a question that can be used.`, {
        id: 'error.file-no-usable-line',
      });
  }
}

function webgpuUnavailable(reason: 'no-api' | 'no-adapter' | 'no-device'): string {
  switch (reason) {
    case 'no-api':
      return msg('This browser has no WebGPU.', { id: 'error.webgpu-no-api' });
    case 'no-adapter':
      return msg('This browser offers no WebGPU adapter.', { id: 'error.webgpu-no-adapter' });
    case 'no-device':
      return msg('The GPU refused to be opened.', { id: 'error.webgpu-no-device' });
  }
}

function memoryRefused({
  stage,
  neededBytes,
}: {
  readonly stage: EngineStage;
  readonly neededBytes: number | null;
}): string {
  return neededBytes === null
    ? msg(str`The browser refused memory ${stageText(stage)}.`, { id: 'error.memory-refused' })
    : msg(str`The browser refused ${size(neededBytes)} of memory ${stageText(stage)}.`, {
        id: 'error.memory-refused-size',
      });
}

function evidenceInvalid({ problem, where }: ErrorParameters['evidence-invalid']): string {
  if (problem === 'not-json')
    return msg('The file is not JSON.', { id: 'error.evidence-not-json' });
  if (problem === 'not-ours')
    return msg('The file holds no comparison by Featherweight.', {
      id: 'error.evidence-not-ours',
    });
  if (problem === 'later-version')
    return msg(str`The file comes from a later version of Featherweight (format ${where}).`, {
      id: 'error.evidence-later',
    });
  return msg(str`The file is damaged at ${where}.`, { id: 'error.evidence-malformed' });
}
