import type { Outcome } from '../../src/app/automation-contract.ts';
import type { ModelOption } from '../../src/app/model-option.ts';
import { buildIfStale } from '../build.mjs';
import { installedChromiums, softwareGpuArguments, webGpuArguments } from '../chromium.mjs';
import { setUpChromium } from '../setup-chromium.mjs';
import { UsageError } from './argument-values.ts';
import { DrivenPage, type DrivenPageOptions } from './driven-page.ts';
import { modelFromFolder } from './model-folder.ts';

/* What the commands that drive the built app (`ask`, `evaluate`, `bench`) have in common. */

/** A failure of the app, as its sentence. */
export class AppError extends Error {}

/** @throws AppError */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new AppError(outcome.sentence);
}

export interface PageRequest {
  readonly usesGpu: boolean;
  readonly softwareGpu: boolean;
  /** In place of the embedded model. */
  readonly modelFolder: string | undefined;
}

type Listeners = Pick<DrivenPageOptions, 'onText' | 'onBenchmark' | 'onEvaluation'>;

/**
 * The built app in a Chromium, both set up where they are missing; no model is loaded.
 *
 * @throws AppError, UsageError
 */
export async function openPage(
  { usesGpu, softwareGpu, modelFolder }: PageRequest,
  listeners: Listeners,
): Promise<DrivenPage> {
  if (!buildIfStale()) throw new AppError('The build failed; the reason stands above.');
  if (installedChromiums().length === 0) await setUpChromium();
  const onGpu = softwareGpu ? softwareGpuArguments : webGpuArguments;
  return DrivenPage.open({
    browserArguments: usesGpu ? onGpu : [],
    executablePath: installedChromiums()[0],
    mounts: modelFolder === undefined ? {} : { '/model/': modelFolder },
    automation: async (origin) => ({
      autoload: false,
      ...(modelFolder === undefined
        ? {}
        : { models: [await modelFromFolder(modelFolder, `${origin}/model/`)] }),
    }),
    ...listeners,
  });
}

/** @throws AppError */
export async function firstModel(page: DrivenPage): Promise<ModelOption> {
  const [model] = await page.models();
  if (!model) throw new AppError('The app offers no model.');
  return model;
}

/** Runs a command and says what fails: exit code 2 for wrong arguments, 1 for all else. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const expected = error instanceof UsageError || error instanceof AppError;
    console.error(expected ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
