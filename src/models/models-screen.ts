import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { asFeatherweightError, type FeatherweightError } from '../../core/errors.ts';
import { levelIds, type LevelId } from '../../core/levels.ts';
import type { DownloadRequest } from '../../core/model-store.ts';
import { exportForms, type OfferedFile, type Recognised } from '../../core/model-work.ts';
import { servicesContext, type Services } from '../app/contexts.ts';
import { levelRunsHere } from '../app/engine-choice.ts';
import { defaultHub } from '../app/preferences.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/failure.ts';
import { Observe } from '../components/observe.ts';
import './catalogue-table.ts';
import './confirm-dialog.ts';
import type { FwConfirmDialog } from './confirm-dialog.ts';
import { allModelsQuestion, everythingQuestion, rowQuestion } from './confirmations.ts';
import './device-list.ts';
import { deviceRows, type DeviceRow } from './device-rows.ts';
import { deviceLimit, deviceMemory } from './fit.ts';
import './hub-panel.ts';
import type { FwHubPanel } from './hub-panel.ts';
import './import-box.ts';
import './import-findings.ts';
import type { LevelAction } from './level-table.ts';
import './model-details.ts';
import { ModelDesk } from './model-desk.ts';
import { styles } from './models-screen.styles.ts';
import './storage-panel.ts';
import './transfer-list.ts';
import type { TransferChange } from './transfer-list.ts';

/** What is on the device, what it weighs, and how more comes in. */
@localized()
@customElement('fw-models-screen')
export class FwModelsScreen extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @state() private opened = '';
  @state() private error: FeatherweightError | undefined;

  @query('fw-confirm-dialog') private readonly confirm!: FwConfirmDialog;
  @query('fw-hub-panel') private readonly hub!: FwHubPanel;

  #desk: ModelDesk | undefined;

  constructor() {
    super();
    new Observe(this, () => {
      const { shelf, model, preferences } = this.services ?? {};
      return [shelf, model, preferences, this.#desk].filter((target) => target !== undefined);
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.services && !this.#desk) {
      this.#desk = new ModelDesk(this.services);
      void this.#desk.refreshLevels();
      void this.#desk.readHubPolicy();
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    const desk = this.#desk;
    if (!services || !desk) return nothing;
    const { shelf, preferences } = services;
    const rows = this.rows(services, desk);
    const transfers = shelf.state?.transfers ?? [];
    const arriving = transfers.reduce(
      (sum, { totalBytes, receivedBytes }) => sum + Math.max(0, (totalBytes ?? 0) - receivedBytes),
      0,
    );
    const opened = rows.find(({ key }) => key === this.opened);
    const isBusy = opened !== undefined || transfers.length > 0;
    const taken = new Set([
      ...(shelf.state?.models ?? []).map(({ id }) => id),
      ...transfers.map(({ model }) => model.id),
    ]);
    const { usageBytes, quotaBytes } = shelf.state?.storage ?? {};
    const error = this.error ?? shelf.error;
    return html`<div class="scroller" tabindex="-1">
        <h1 class="hidden-text">${msg('Models', { id: 'nav.models' })}</h1>
        <div class="grid">
          ${
            error
              ? html`<fw-failure
                  class="wide"
                  .failure=${error.failure}
                  .error=${error}
                ></fw-failure>`
              : nothing
          }
          <div class="main">
            <fw-device-list
              .rows=${rows}
              opened=${this.opened}
              @fw-open=${this.onOpen}
              @fw-remove=${this.onRemove}
            ></fw-device-list>
            ${opened ? this.details(services, desk, opened) : nothing}
            <fw-transfer-list
              .transfers=${transfers}
              ?hidden=${transfers.length === 0}
              @fw-transfer=${this.onTransfer}
            ></fw-transfer-list>
            ${isBusy ? nothing : this.importBox()}
          </div>
          <div class="side">
            <fw-storage-panel
              .storage=${shelf.state?.storage}
              arriving=${arriving}
              level-bytes=${desk.made.reduce((sum, { bytes }) => sum + bytes, 0)}
              ?refused=${desk.keepRefused}
              @fw-keep=${this.onKeep}
              @fw-remove-all=${this.onRemoveAll}
              @fw-forget=${this.onForget}
            ></fw-storage-panel>
            ${isBusy ? this.importBox() : nothing}
          </div>
          <fw-catalogue-table
            class="wide"
            .taken=${taken}
            .limit=${deviceLimit(deviceMemory())}
            @fw-look=${this.onLook}
          ></fw-catalogue-table>
          <fw-hub-panel
            class="wide"
            base=${preferences.values.hub ?? desk.hubPolicy?.named[0] ?? defaultHub}
            .policy=${desk.hubPolicy}
            .find=${desk.findVariants}
            .taken=${taken}
            @fw-base=${this.onBase}
            @fw-download=${this.onDownload}
          ></fw-hub-panel>
        </div>
      </div>
      <fw-import-findings
        .offer=${desk.offer}
        .taken=${taken}
        .freeBytes=${quotaBytes === undefined ? undefined : quotaBytes - (usageBytes ?? 0)}
        @fw-install=${this.onInstall}
        @fw-close=${this.onCloseFindings}
      ></fw-import-findings>
      <fw-confirm-dialog></fw-confirm-dialog>`;
  }

  /** Where there is room: beside the list, or below it. */
  private importBox(): TemplateResult {
    return html`<fw-import-box @fw-files=${this.onFiles}></fw-import-box>`;
  }

  private rows({ shelf, model }: Services, desk: ModelDesk): readonly DeviceRow[] {
    const { loaded } = model;
    return deviceRows({
      options: model.models,
      installed: shelf.state?.models ?? [],
      made: desk.made,
      used: loaded && { id: loaded.variant.model, level: loaded.variant.level },
    });
  }

  private details(
    { shelf, preferences, appVersion, model, environment }: Services,
    desk: ModelDesk,
    row: DeviceRow,
  ): TemplateResult {
    const made = desk.made.flatMap(({ model, level }) => (model === row.id ? [level] : []));
    return html`<fw-model-details
      .row=${row}
      .made=${new Set<LevelId>(made)}
      .work=${desk.work}
      .measuring=${desk.measuring}
      .used=${model.model.id === row.id ? model.level : undefined}
      .unusable=${new Set(levelIds.filter((level) => !levelRunsHere(environment, level)))}
      app-version=${appVersion}
      .verifying=${shelf.verifying?.model === row.id ? shelf.verifying : undefined}
      verified=${desk.verified.get(row.id) ?? ''}
      .exportForms=${exportForms}
      .unreadable=${shelf.unreadable.get(row.id)}
      context-length=${Math.min(
        preferences.values.contextLength,
        row.option?.maxContextLength ?? preferences.values.contextLength,
      )}
      limit=${deviceLimit(deviceMemory())}
      @fw-level=${this.onLevel}
      @fw-rename=${this.onRename}
      @fw-verify=${this.onVerify}
      @fw-stop-verify=${this.onStopVerify}
      @fw-measure=${this.onMeasure}
      @fw-stop-measure=${this.onStopMeasure}
    ></fw-model-details>`;
  }

  /** Does it and tells what failed; what the person stopped is no failure. */
  private async run(task: (desk: ModelDesk) => Promise<unknown>): Promise<void> {
    const desk = this.#desk;
    if (!desk) return;
    this.error = undefined;
    try {
      await task(desk);
    } catch (thrown) {
      const error = asFeatherweightError(thrown);
      if (error.code !== 'cancelled') this.error = error;
    }
  }

  private get openedRow(): DeviceRow | undefined {
    const { services } = this;
    return services && this.#desk
      ? this.rows(services, this.#desk).find(({ key }) => key === this.opened)
      : undefined;
  }

  private onOpen({ detail: key }: CustomEvent<string>): void {
    this.opened = key === this.opened ? '' : key;
  }

  private async onRemove({ detail: key }: CustomEvent<string>): Promise<void> {
    const { services } = this;
    const desk = this.#desk;
    if (!services || !desk) return;
    const row = this.rows(services, desk).find((each) => each.key === key);
    if (!row || !(await this.confirm.ask(rowQuestion(row)))) return;
    await this.run(() => desk.removeRow(row));
  }

  private async onTransfer({ detail }: CustomEvent<TransferChange>): Promise<void> {
    await this.run((desk) => desk.changeTransfer(detail));
  }

  private async onKeep(): Promise<void> {
    await this.run((desk) => desk.keep());
  }

  private async onRemoveAll(): Promise<void> {
    if (await this.confirm.ask(allModelsQuestion())) await this.run((desk) => desk.removeAll());
  }

  private async onForget(): Promise<void> {
    if (await this.confirm.ask(everythingQuestion()))
      await this.run((desk) => desk.deleteEverything());
  }

  private async onFiles({ detail }: CustomEvent<readonly OfferedFile[]>): Promise<void> {
    await this.run((desk) => desk.recognise(detail));
  }

  private async onInstall({ detail }: CustomEvent<readonly Recognised[]>): Promise<void> {
    await this.run((desk) => desk.install(detail));
  }

  private onCloseFindings(): void {
    this.#desk?.closeOffer();
  }

  private onLook({ detail }: CustomEvent<string>): void {
    this.hub.scrollIntoView({ block: 'nearest' });
    void this.hub.look(detail);
  }

  private onBase({ detail }: CustomEvent<string>): void {
    this.services?.preferences.update({ hub: detail });
  }

  private async onDownload({ detail }: CustomEvent<DownloadRequest>): Promise<void> {
    await this.run((desk) => desk.download(detail));
  }

  private async onLevel({ detail }: CustomEvent<LevelAction>): Promise<void> {
    await this.run((desk) => desk.onLevel(detail));
  }

  private async onRename({ detail }: CustomEvent<string>): Promise<void> {
    const { openedRow } = this;
    if (openedRow) await this.run((desk) => desk.rename(openedRow.id, detail));
  }

  private async onVerify(): Promise<void> {
    const { openedRow } = this;
    if (openedRow) await this.run((desk) => desk.verify(openedRow.id));
  }

  private async onMeasure(): Promise<void> {
    const { openedRow } = this;
    if (openedRow) await this.run((desk) => desk.measureConversion(openedRow.id));
  }

  private onStopMeasure(): void {
    this.#desk?.stopMeasuring();
  }

  private async onStopVerify(): Promise<void> {
    const { openedRow } = this;
    if (openedRow) await this.run((desk) => desk.stopVerify(openedRow.id));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-models-screen': FwModelsScreen;
  }
}
