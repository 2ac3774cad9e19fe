/** Watches what browsers do to a page: hide it, hold up its timers, let the screen sleep. */
export interface PageWatch {
  start(): void;
  stop(): void;
  /** What happened since the last call; begins anew. */
  take(): { readonly hidden: boolean; readonly lateTimers: boolean };
  /** Whether the screen is kept awake. */
  readonly wakeLock: boolean;
}

const tickMs = 500;
/** Beyond this a tick was held up: hidden pages get one a second or a minute. */
const lateMs = 1500;

/** The browser's own page. */
export class BrowserPageWatch implements PageWatch {
  #hidden = false;
  #late = false;
  #tickedAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lock: WakeLockSentinel | undefined;
  #running = false;

  get wakeLock(): boolean {
    return this.#lock !== undefined && !this.#lock.released;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#hidden = document.hidden;
    this.#tickedAt = performance.now();
    this.#timer = setInterval(this.#tick, tickMs);
    document.addEventListener('visibilitychange', this.#visibilityChanged);
    void this.#keepAwake();
  }

  stop(): void {
    this.#running = false;
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    this.#lock?.release().catch(() => undefined);
    this.#lock = undefined;
  }

  take(): { readonly hidden: boolean; readonly lateTimers: boolean } {
    this.#tick();
    const taken = { hidden: this.#hidden, lateTimers: this.#late };
    this.#hidden = document.hidden;
    this.#late = false;
    return taken;
  }

  readonly #tick = (): void => {
    const now = performance.now();
    if (now - this.#tickedAt > lateMs) this.#late = true;
    this.#tickedAt = now;
  };

  readonly #visibilityChanged = (): void => {
    if (document.hidden) this.#hidden = true;
    // The browser takes the lock back from a hidden page.
    else void this.#keepAwake();
  };

  async #keepAwake(): Promise<void> {
    // Typed as always there; absent on insecure origins.
    const wakeLock = navigator.wakeLock as WakeLock | undefined;
    try {
      const lock = await wakeLock?.request('screen');
      if (this.#running) this.#lock = lock;
      else await lock?.release();
    } catch {
      // Refused, to save the battery for instance: the result says so.
    }
  }
}
