import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Where Escape closes what is open, and stops nothing. */
const overlays = ['wa-drawer', 'wa-dialog', 'wa-dropdown'];

/** Calls `stop` when Escape is pressed anywhere on the page but in an overlay. */
export class StopOnEscape implements ReactiveController {
  readonly #stop: () => void;

  constructor(host: ReactiveControllerHost, stop: () => void) {
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
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    const inOverlay = event
      .composedPath()
      .some((target) => target instanceof Element && overlays.includes(target.localName));
    if (!inOverlay) this.#stop();
  };
}
