/*
 * What runs in the page. Each function is written there as text, so none may use anything from
 * around it.
 */

/** The first element that a selector finds, shadow trees included. */
export function findDeep(selector: string): Element | undefined {
  const find = (root: Document | ShadowRoot): Element | undefined => {
    for (const element of root.querySelectorAll('*')) {
      const found = element.matches(selector)
        ? element
        : element.shadowRoot && find(element.shadowRoot);
      if (found) return found;
    }
    return undefined;
  };
  return find(document);
}

export interface Act {
  /** Of elements, each in the shadow tree of the one before, as `fw-composer textarea`. */
  readonly selector: string;
  /** What the element must say, or its label. */
  readonly saying?: string;
  /** `ask`: text and Enter within one frame, as a script or a quick paste gives them. */
  readonly action: 'read' | 'click' | 'fill' | 'ask';
  readonly value?: string;
}

/**
 * Does something to the first element that fits; a click waits for one that is not disabled.
 *
 * @returns what each element that fits says; none: nothing was done
 */
export function act({ selector, saying, action, value = '' }: Act): string[] {
  const textOf = (node: Node): string => {
    if (node instanceof HTMLStyleElement) return '';
    if (node instanceof Text) return node.data;
    const shadow = node instanceof Element ? node.shadowRoot : null;
    return [...(shadow?.childNodes ?? []), ...node.childNodes].map(textOf).join('');
  };
  const found: HTMLElement[] = [];
  const walk = (root: Document | ShadowRoot, [first = '*', ...rest]: readonly string[]): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      const isThis = element.matches(first);
      const isReady = action !== 'click' || !element.matches(':disabled');
      if (isThis && rest.length === 0 && isReady) found.push(element);
      if (element.shadowRoot)
        walk(element.shadowRoot, isThis && rest.length > 0 ? rest : [first, ...rest]);
    }
  };
  walk(document, selector.split(' '));
  const fits = found.flatMap((element) => {
    const text = `${element.ariaLabel ?? ''} ${textOf(element)}`.replace(/\s+/g, ' ').trim();
    return saying === undefined || text.includes(saying) ? [{ element, text }] : [];
  });
  const element = fits[0]?.element;
  if (element && action === 'click') element.click();
  if (element && (action === 'fill' || action === 'ask')) {
    (element as HTMLTextAreaElement).value = value;
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (element && action === 'ask')
    element.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
  return fits.map(({ text }) => text);
}
