/** A page that some browser's driver moves. */
export interface SoakedPage {
  goTo(address: string): Promise<void>;
  /** Runs a function in the page; it and what goes in and out must survive being written as text. */
  evaluate<Given extends readonly unknown[], Result>(
    code: (...given: Given) => Result | Promise<Result>,
    ...given: Given
  ): Promise<Result>;
}

/** What a hand and an eye do, for drivers that don't look into shadow roots. */
interface PageTools {
  /** How many are seen of a selector, those with `name` as their label or words. */
  readonly count: (selector: string, name?: string) => number;
  /** Of the first that is seen. */
  readonly textOf: (selector: string) => string;
  readonly click: (selector: string, name?: string) => void;
  readonly fill: (selector: string, text: string) => void;
  /** What the page complained of since it opened. */
  readonly complaints: string[];
  /** That were started since, and not ended. */
  readonly workers: ReadonlySet<Worker>;
}

export type Scope = typeof globalThis & { soakTools: PageTools };

/** Runs in the page. */
export function installTools(): void {
  const all = (root: Document | ShadowRoot, selector: string): readonly HTMLElement[] => [
    ...root.querySelectorAll<HTMLElement>(selector),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
      shadowRoot ? all(shadowRoot, selector) : [],
    ),
  ];
  const shadowText = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof HTMLStyleElement) return '';
    const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
    return [...inside.childNodes].map(shadowText).join('');
  };
  const isNamed = (element: HTMLElement, name: string): boolean =>
    (element.ariaLabel ?? shadowText(element)).trim() === name;
  const seen = (selector: string, name?: string): readonly HTMLElement[] =>
    all(document, selector).filter(
      (element) => element.checkVisibility() && (name === undefined || isNamed(element, name)),
    );
  const first = (selector: string, name?: string): HTMLElement => {
    const [found] = seen(selector, name);
    if (!found) throw new Error(`nothing is seen of ${selector} ${name ?? ''}`);
    return found;
  };
  const complaints: string[] = [];
  const complain = (words: unknown): void => void complaints.push(String(words));
  addEventListener('error', ({ message }) => complain(message));
  addEventListener('unhandledrejection', ({ reason }) => complain(reason));
  const { error } = console;
  console.error = (...words) => {
    complain(words.join(' '));
    error(...words);
  };
  const workers = new Set<Worker>();
  globalThis.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      workers.add(this);
    }

    override terminate(): void {
      workers.delete(this);
      super.terminate();
    }
  };
  (globalThis as Scope).soakTools = {
    count: (selector, name) => seen(selector, name).length,
    textOf: (selector) => shadowText(first(selector)).trim(),
    click: (selector, name) => first(selector, name).click(),
    fill(selector, text) {
      const field = first(selector) as HTMLInputElement | HTMLTextAreaElement;
      field.focus();
      field.value = text;
      for (const type of ['input', 'change'])
        field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    },
    complaints,
    workers,
  };
}

/** No answer of a tiny length nor a load takes as long, on any machine: what waits so long is stuck. */
const stuckAfterMs = 300_000;

/** Waits for `holds`, a function that runs in the page. */
export async function until<Given extends readonly unknown[]>(
  page: SoakedPage,
  what: string,
  holds: (...given: Given) => boolean | Promise<boolean>,
  ...given: Given
): Promise<void> {
  for (const end = Date.now() + stuckAfterMs; !(await page.evaluate(holds, ...given));) {
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const click = (page: SoakedPage, selector: string, name?: string): Promise<void> =>
  page.evaluate(
    (...given: [string, string?]) => (globalThis as Scope).soakTools.click(...given),
    selector,
    ...(name === undefined ? [] : [name]),
  );

export const fill = (page: SoakedPage, selector: string, text: string): Promise<void> =>
  page.evaluate(
    (...given: [string, string]) => (globalThis as Scope).soakTools.fill(...given),
    selector,
    text,
  );

/** Waits until something of this selector, and this name if one is given, is seen. */
export const shown = (page: SoakedPage, selector: string, name?: string): Promise<void> =>
  until(
    page,
    `${selector} ${name ?? ''}`,
    (...given: [string, string?]) => (globalThis as Scope).soakTools.count(...given) > 0,
    selector,
    ...(name === undefined ? [] : [name]),
  );
