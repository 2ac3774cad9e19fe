import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface Scrolled {
  readonly scroller: HTMLElement | null;
  readonly content: HTMLElement | null;
  /** An answer is growing at the end. */
  readonly following: boolean;
}

/** How far from the end still counts as being there, CSS px. */
const near = 48;

/**
 * Keeps the end of a growing conversation in view, until a person scrolls away from it; `behind` then
 * says so. A chat that is opened, and a new message, begin at the end.
 */
export class StickToEnd implements ReactiveController {
  behind = false;
  readonly #host: ReactiveControllerHost;
  readonly #scrolled: () => Scrolled;
  #scroller: HTMLElement | null = null;
  #atEnd = true;
  #jump = true;
  #empty = true;
  #shown = '';
  #observer: ResizeObserver | undefined;

  constructor(host: ReactiveControllerHost, scrolled: () => Scrolled) {
    this.#host = host;
    this.#scrolled = scrolled;
    host.addController(this);
  }

  /** Says which chat and which last message are shown. */
  show(chat: string, last: string | undefined): void {
    const shown = `${chat}/${last ?? ''}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#empty = last === undefined;
    this.#jump = true;
  }

  toEnd(): void {
    const { scroller } = this.#scrolled();
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  }

  hostUpdated(): void {
    const { scroller, content } = this.#scrolled();
    if (scroller && scroller !== this.#scroller) {
      this.#scroller = scroller;
      scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    }
    if (content && !this.#observer) {
      this.#observer = new ResizeObserver(() => this.#grown());
      this.#observer.observe(content);
      if (scroller) this.#observer.observe(scroller);
    }
    if (this.#jump) {
      this.#jump = false;
      this.#atEnd = true;
      const toEnd = !this.#empty;
      // After the messages have rendered themselves.
      requestAnimationFrame(() => {
        if (toEnd) this.toEnd();
        else if (scroller) scroller.scrollTop = 0;
      });
    }
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#scroller = null;
  }

  readonly #onScroll = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.#atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near;
    this.#tell();
  };

  #grown(): void {
    if (this.#atEnd && this.#scrolled().following) this.toEnd();
    else this.#onScroll();
  }

  #tell(): void {
    const behind = !this.#atEnd && this.#scrolled().following;
    if (behind === this.behind) return;
    this.behind = behind;
    this.#host.requestUpdate();
  }
}
