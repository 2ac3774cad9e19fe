import { msg, str } from '@lit/localize';
import { fail } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import type { DownloadRequest, HubListing, HubRequest } from '../../core/model-store.ts';
import type { ExportForm, MadeLevel, OfferedFile, Recognised } from '../../core/model-work.ts';
import type { Services } from '../app/contexts.ts';
import { saveFile } from '../chat/save-file.ts';
import {
  measureConversion,
  type ConversionProgress,
  type ConversionWork,
} from './conversion-measurement.ts';
import { deleteEverything } from './delete-everything.ts';
import type { DeviceRow } from './device-rows.ts';
import { readHubPolicy, type HubPolicy } from './hub-policy.ts';
import type { Offer } from './import-findings.ts';
import type { LevelAction, LevelWork } from './level-table.ts';
import type { TransferChange } from './transfer-list.ts';

/** What the screen does, and what of it is under way. Every method throws catalogued. Dispatches `change`. */
export class ModelDesk extends EventTarget {
  readonly #services: Services;
  #made: readonly MadeLevel[] = [];
  #work: (LevelWork & { readonly abort: AbortController }) | undefined;
  #measuring: (ConversionWork & { readonly abort: AbortController }) | undefined;
  #offer: Offer | undefined;
  #reading: AbortController | undefined;
  #keepRefused = false;
  #hubPolicy: HubPolicy | undefined;
  readonly #verified = new Map<string, string>();

  constructor(services: Services) {
    super();
    this.#services = services;
  }

  /** Levels that were made and kept. */
  get made(): readonly MadeLevel[] {
    return this.#made;
  }

  get work(): LevelWork | undefined {
    return this.#work;
  }

  get measuring(): ConversionWork | undefined {
    return this.#measuring;
  }

  /** Files that were chosen, and what they hold. */
  get offer(): Offer | undefined {
    return this.#offer;
  }

  get keepRefused(): boolean {
    return this.#keepRefused;
  }

  /** Which hubs this page may reach, once that is known. */
  get hubPolicy(): HubPolicy | undefined {
    return this.#hubPolicy;
  }

  async readHubPolicy(): Promise<void> {
    this.#hubPolicy = await readHubPolicy();
    this.#changed();
  }

  /** What the last verification found, by model. */
  get verified(): ReadonlyMap<string, string> {
    return this.#verified;
  }

  readonly findVariants = (request: HubRequest): Promise<HubListing> =>
    this.#services.shelf.store.findVariants(request);

  async refreshLevels(): Promise<void> {
    this.#made = await this.#services.library.madeLevels();
    this.#changed();
  }

  async recognise(files: readonly OfferedFile[]): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    this.#offer = { files, findings: undefined };
    this.#changed();
    try {
      const { signal } = reading;
      const findings = await this.#services.library.recognise(files, { signal });
      this.#offer = { files, findings };
    } catch (thrown) {
      if (this.#reading === reading) this.#offer = undefined;
      throw thrown;
    } finally {
      this.#changed();
    }
  }

  closeOffer(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this.#offer = undefined;
    this.#changed();
  }

  /** Keeps recognised models, one after the other. */
  async install(models: readonly Recognised[]): Promise<void> {
    const files = this.#offer?.files ?? [];
    this.closeOffer();
    for (const { draft, files: paths } of models)
      await this.#services.shelf.store.install({
        model: draft,
        files: files.filter(({ path }) => paths.includes(path)),
      });
  }

  async download(request: DownloadRequest): Promise<void> {
    await this.#services.shelf.store.download(request);
  }

  async changeTransfer({ model, action }: TransferChange): Promise<void> {
    await this.#services.shelf.store[action](model);
  }

  async keep(): Promise<void> {
    this.#keepRefused = !(await this.#services.shelf.store.persist());
    this.#changed();
  }

  async rename(model: string, name: string): Promise<void> {
    await this.#services.shelf.store.rename(model, name);
  }

  async verify(model: string): Promise<void> {
    this.#verified.delete(model);
    const { files } = await this.#services.shelf.verify(model);
    const wrong = files.filter(({ result }) => result !== 'same').map(({ path }) => path);
    this.#verified.set(
      model,
      wrong.length === 0
        ? msg('Every file is as it came.', { id: 'models.verified' })
        : msg(str`Not as they came: ${wrong.join(', ')}.`, { id: 'models.verify-wrong' }),
    );
    this.#changed();
  }

  async stopVerify(model: string): Promise<void> {
    await this.#services.shelf.store.cancel(model);
  }

  async removeRow({ kind, id, levelId }: DeviceRow): Promise<void> {
    const { library } = this.#services;
    if (kind === 'level' && levelId) await library.removeLevel(id, levelId);
    if (kind === 'installed') await this.#removeModel(id);
    await this.refreshLevels();
  }

  /** The chat goes back to the model that comes with the app before this one is removed. */
  async #removeModel(id: string): Promise<void> {
    const { preferences, model, shelf } = this.#services;
    const { model: chosen, level } = preferences.values;
    const isChats = model.model.id === id;
    if (isChats) preferences.update({ model: undefined, level: undefined });
    try {
      await shelf.store.remove(id);
    } catch (error) {
      if (isChats) preferences.update({ model: chosen, level });
      throw error;
    }
    // Another tab may have made some since they were listed.
    await this.refreshLevels();
    await this.#removeLevelsOf((each) => each === id);
  }

  async removeAll(): Promise<void> {
    const { preferences, model, shelf } = this.#services;
    const installed = shelf.state?.models ?? [];
    if (installed.some(({ id }) => id === model.model.id))
      preferences.update({ model: undefined, level: undefined });
    await shelf.store.removeAll();
    await this.refreshLevels();
    await this.#removeLevelsOf(() => true);
    await this.refreshLevels();
  }

  async #removeLevelsOf(isMeant: (model: string) => boolean): Promise<void> {
    for (const { model, level } of this.#made)
      if (isMeant(model)) await this.#services.library.removeLevel(model, level);
  }

  async deleteEverything(): Promise<void> {
    // What this page does itself must not stand in its own way.
    this.#work?.abort.abort();
    this.#services.model.engine.unload();
    await this.#services.shelf.store.removeAll();
    const left = await deleteEverything();
    if (left.length > 0) throw fail('deletion-incomplete', { what: left.join(', ') });
    location.replace(location.pathname);
  }

  async onLevel({ kind, id, level }: LevelAction): Promise<void> {
    const { preferences, library } = this.#services;
    switch (kind) {
      case 'use':
        preferences.update({ model: id, level });
        return;
      case 'stop':
        this.#work?.abort.abort();
        return;
      case 'remove':
        await library.removeLevel(id, level);
        await this.refreshLevels();
        return;
      case 'make':
        await this.#make(id, level);
        return;
      case 'onnx':
      case 'gguf':
        await this.#export(id, level, kind);
    }
  }

  async #make(id: string, level: LevelId): Promise<void> {
    const source = this.#sourceOf(id);
    if (!source) return;
    await this.#atWork({ kind: 'make', id, level }, (options) =>
      this.#services.library.makeLevel({ source, level }, options),
    );
    await this.refreshLevels();
  }

  async #export(id: string, level: LevelId, form: ExportForm): Promise<void> {
    const source = this.#sourceOf(id);
    if (!source) return;
    await this.#atWork({ kind: 'export', id, level }, async (options) => {
      const files = await this.#services.library.exportModel({ source, level, form }, options);
      for (const { path, data } of files)
        saveFile(
          path.slice(path.lastIndexOf('/') + 1),
          'application/octet-stream',
          // Blobs, by the library's own word.
          data as Blob,
        );
    });
  }

  /** What rounding the weights of a model costs; kept with it. */
  async measureConversion(id: string): Promise<void> {
    const installed = this.#services.shelf.state?.models.find((each) => each.id === id);
    const option = this.#services.model.models.find((each) => each.id === id);
    if (this.#work || this.#measuring || !installed || !option) return;
    const abort = new AbortController();
    const become = (progress: ConversionProgress): void => {
      this.#measuring = { id, progress, abort };
      this.#changed();
    };
    become({ stage: 'weights', share: 0 });
    try {
      const { signal } = abort;
      await measureConversion(this.#services, installed, option, { signal, onProgress: become });
    } finally {
      this.#measuring = undefined;
      this.#changed();
    }
  }

  stopMeasuring(): void {
    this.#measuring?.abort.abort();
  }

  /** One at a time; the chat's processors are not taken from a measurement. */
  async #atWork(
    work: Omit<LevelWork, 'progress'>,
    run: (options: {
      readonly signal: AbortSignal;
      readonly onProgress: (progress: LevelWork['progress'] & object) => void;
    }) => Promise<unknown>,
  ): Promise<void> {
    if (this.#work || this.#measuring) return;
    const abort = new AbortController();
    this.#work = { ...work, progress: undefined, abort };
    this.#changed();
    try {
      await run({
        signal: abort.signal,
        onProgress: (progress) => {
          this.#work = { ...work, progress, abort };
          this.#changed();
        },
      });
    } finally {
      this.#work = undefined;
      this.#changed();
    }
  }

  #sourceOf(id: string) {
    return this.#services.model.models.find((option) => option.id === id)?.source;
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
