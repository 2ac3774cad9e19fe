import { html } from 'lit';
import { describe, expect, test } from 'vitest';
import '../../../../src/components/markdown-text.ts';
import type { FwMarkdownText } from '../../../../src/components/markdown-text.ts';
import {
  deepAll,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const show = (text: string, writing = false): Promise<FwMarkdownText> =>
  mount(html`<fw-markdown-text .text=${text} ?writing=${writing}></fw-markdown-text>`);

const codeIn = (element: FwMarkdownText): string | null | undefined =>
  deepAll(element, 'code')[0]?.textContent;

test('is accessible', async () => {
  await expectAccessible(
    await show(
      '# Title\n\nA [link](https://example.org), `code`.\n\n- one\n- two\n\n```js\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    ),
  );
});

describe('what a model writes can not act', () => {
  const hostile: Readonly<Record<string, string>> = {
    script: '<script>window.hacked = 1</script>',
    'script in a block': '<div>\n<script>window.hacked = 1</script>\n</div>',
    handler: '<img src="x" onerror="window.hacked = 1">',
    'handler on allowed element': '<p onclick="window.hacked = 1">text</p>',
    svg: '<svg onload="window.hacked = 1"><script>window.hacked = 1</script></svg>',
    iframe: '<iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>',
    style: '<style>* { background: url(https://example.org/x) }</style>',
    'inline style': '<p style="background: url(https://example.org/x)">text</p>',
    form: '<form action="https://example.org"><input name="a" autofocus onfocus="window.hacked = 1"></form>',
    object: '<object data="https://example.org/x"></object><embed src="https://example.org/x">',
    base: '<base href="https://example.org/"><meta http-equiv="refresh" content="0;url=https://example.org">',
    mathml: '<math><mtext><table><mglyph><style><img src=x onerror="window.hacked = 1">',
    'code block': '```"><img src=x onerror=window.hacked=1>\ncode\n```',
    'nested code block':
      '- a\n\n  ```x" onclick="window.hacked=1\n  </fw-code-block><script>window.hacked=1</script>\n  ```',
    'code element': '<fw-code-block code="a" onclick="window.hacked = 1"></fw-code-block>',
  };

  test.each(Object.entries(hostile))('%s', async (_, text) => {
    const element = await show(`before\n\n${text}\n\nafter`);
    await settled(element);
    expect((window as { hacked?: number }).hacked).toBeUndefined();
    const found = deepAll(
      element,
      'script, img, svg, iframe, form, input, object, embed, base, meta, link, [onclick], [onerror], [onload], [onfocus], [srcdoc]',
    ).filter(
      ({ localName, parentNode }) =>
        // Lit's own icons are drawn by wa-icon.
        !(localName === 'svg' && parentNode instanceof ShadowRoot),
    );
    expect(found.map(({ outerHTML }) => outerHTML)).toEqual([]);
    const styled = deepAll(element, 'style, [style]').map(({ outerHTML }) => outerHTML);
    expect(styled.filter((each) => each.includes('url('))).toEqual([]);
    expect(textOf(element)).toContain('before');
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,hello)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '<a href="java\nscript:alert(1)">x</a>',
    '![x](javascript:alert(1))',
  ])('a link like %j leads nowhere', async (text) => {
    const element = await show(text);
    expect(deepAll(element, 'a[href]')).toEqual([]);
    expect(textOf(element)).toContain('x');
  });
});

test('tags that are meant to be read stay, those that format do so', async () => {
  const element = await show('A List<String>, #include <iostream>, <b>bold</b>.\n\n<form>\n');
  expect(textOf(element)).toContain('A List<String>, #include <iostream>, bold.');
  expect(textOf(element)).toContain('<form>');
  expect(deepAll(element, 'b')).toHaveLength(1);
});

test('links open elsewhere and tell nothing of this page', async () => {
  const element = await show(
    '[a](https://example.org/a) [b](mailto:a@example.org) http://example.org/c',
  );
  const links = deepAll<HTMLAnchorElement>(element, 'a[href]');
  expect(links.map(({ protocol }) => protocol)).toEqual(['https:', 'mailto:', 'http:']);
  for (const link of links) {
    expect(link.rel).toContain('noopener');
    expect(link.target).toBe('_blank');
  }
});

test('an image is a link with its words and never fetched', async () => {
  const fetched: string[] = [];
  const observer = new PerformanceObserver((list) =>
    fetched.push(...list.getEntries().map(({ name }) => name)),
  );
  observer.observe({ type: 'resource' });
  const address = 'https://example.org/cat.png';
  const element = await show(`![a cat](${address}) <img src="${address}" alt="another cat">`);
  await settled(element);
  observer.disconnect();
  expect(deepAll(element, 'img')).toEqual([]);
  expect(
    deepAll<HTMLAnchorElement>(element, 'a').map(({ href, textContent }) => [href, textContent]),
  ).toEqual([[address, 'a cat']]);
  expect(textOf(element)).toContain('another cat');
  expect(fetched.filter((name) => name.startsWith('https://example.org'))).toEqual([]);
});

test('code is highlighted, whole, and named by its language', async () => {
  const code = 'def f(a):\n    return a < 1 & "<b>"';
  const element = await show(`\`\`\`Python title\n${code}\n\`\`\``);
  const [block] = deepAll<HTMLElement & { language: string }>(element, 'fw-code-block');
  expect(block?.language).toBe('python');
  expect(codeIn(element)).toBe(code);
  expect(deepAll(element, '.hljs-keyword').length).toBeGreaterThan(0);
});

test('code inside a list is a code block too', async () => {
  const element = await show('1. first\n\n   ```js\n   let a = "<i>";\n   ```\n');
  await settled(element);
  expect(deepAll(element, 'li fw-code-block')).toHaveLength(1);
  expect(codeIn(element)).toBe('let a = "<i>";');
});

test('what is written grows without touching what stands above', async () => {
  const element = await show('First paragraph.\n\n```js\nlet a', true);
  const [first] = deepAll(element, '.block p');
  const [code] = deepAll(element, 'fw-code-block');
  element.text = 'First paragraph.\n\n```js\nlet a = 1;\n```\n\nLast.';
  await settled(element);
  expect(deepAll(element, '.block p')[0]).toBe(first);
  expect(deepAll(element, 'fw-code-block')[0]).toBe(code);
  expect(codeIn(element)).toBe('let a = 1;');
});

test.each(['', '```', '**', '[', '![', '| a |', '<', '&', '- ', '> ```\n', '\u0000', '<div'])(
  'survives the beginning %j',
  async (text) => {
    await show(text, true);
  },
);
