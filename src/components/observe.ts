import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Updates its host whenever one of the targets dispatches `change`. */
export class Observe implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #targets: () => readonly EventTarget[];
  #observed: readonly EventTarget[] = [];
  readonly #onChange = (): void => this.#host.requestUpdate();

  /** @param targets asked for when the host has been connected and after each of its updates */
  constructor(host: ReactiveControllerHost, targets: () => readonly EventTarget[]) {
    this.#host = host;
    this.#targets = targets;
    host.addController(this);
  }

  hostUpdated(): void {
    const targets = this.#targets();
    if (
      targets.length === this.#observed.length &&
      targets.every((target, index) => target === this.#observed[index])
    )
      return;
    this.hostDisconnected();
    this.#observed = targets;
    for (const target of targets) target.addEventListener('change', this.#onChange);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const target of this.#observed) target.removeEventListener('change', this.#onChange);
    this.#observed = [];
  }
}
