import type { LitElement, ReactiveController } from 'lit';

/** Where Escape closes what is open, and stops nothing. */
const overlays = ['wa-drawer', 'wa-dialog', 'wa-dropdown'];

/** Calls `stop` when Escape is pressed anywhere on the page but in an overlay, while its host is shown. */
export class StopOnEscape implements ReactiveController {
  readonly #host: LitElement;
  readonly #stop: () => void;

  constructor(host: LitElement, stop: () => void) {
    this.#host = host;
    this.#stop = stop;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('keydown', this.#onKeydown);
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#onKeydown);
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || !this.#host.checkVisibility()) return;
    const inOverlay = event
      .composedPath()
      .some((target) => target instanceof Element && overlays.includes(target.localName));
    if (!inOverlay) this.#stop();
  };
}
