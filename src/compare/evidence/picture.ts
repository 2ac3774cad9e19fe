/** Colour tokens that a drawn chart uses. */
const tokens = [
  'paper',
  'surface',
  'sunk',
  'line',
  'line-2',
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'd1',
  'd2',
  'd3',
  'd4',
  'focus',
  'ui',
] as const;

const namespace = 'http://www.w3.org/2000/svg';
const padding = { x: 16, top: 44, bottom: 16 };
const captionLine = 16;

export interface PictureText {
  readonly title: string;
  readonly caption: string;
}

/** What only the living page needs: hit areas, focus. */
function stillCopy(chart: SVGSVGElement): SVGSVGElement {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  for (const part of copy.querySelectorAll('.hit, .ring')) part.remove();
  for (const part of copy.querySelectorAll('[tabindex]')) part.removeAttribute('tabindex');
  return copy;
}

/** The chart to be put into a page that has the tokens: markup without anything living. */
export function chartMarkup(chart: SVGSVGElement): string {
  return new XMLSerializer().serializeToString(stillCopy(chart));
}

/** Lines of at most `width` pixels. */
function wrapped(
  text: string,
  width: number,
  measure: (text: string) => number,
): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * A file of its own: title above, caption beneath, colours and fonts written out as they are in the
 * page now, because no tokens reach it.
 */
export function pictureSvg(
  chart: SVGSVGElement,
  { title, caption }: PictureText,
): { readonly svg: string; readonly width: number; readonly height: number } {
  const style = getComputedStyle(document.documentElement);
  const copy = stillCopy(chart);
  const inner = {
    width: Number(chart.getAttribute('width')),
    height: Number(chart.getAttribute('height')),
  };
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = `11px ${style.getPropertyValue('--ui')}`;
  const lines = wrapped(
    caption,
    inner.width,
    (text) => context?.measureText(text).width ?? text.length * 6,
  );
  const width = inner.width + 2 * padding.x;
  const height = padding.top + inner.height + 12 + lines.length * captionLine + padding.bottom;
  const whole = document.createElementNS(namespace, 'svg');
  whole.setAttribute('xmlns', namespace);
  whole.setAttribute('width', width.toString());
  whole.setAttribute('height', height.toString());
  whole.setAttribute('viewBox', `0 0 ${width} ${height}`);
  whole.setAttribute('font-family', 'var(--ui)');
  whole.setAttribute('role', 'img');
  const background = document.createElementNS(namespace, 'rect');
  background.setAttribute('width', '100%');
  background.setAttribute('height', '100%');
  background.setAttribute('fill', 'var(--surface)');
  copy.setAttribute('x', padding.x.toString());
  copy.setAttribute('y', padding.top.toString());
  whole.append(
    named('title', title),
    background,
    textAt(title, padding.x, 26, 13, 'var(--ink)', '600'),
    copy,
    ...lines.map((line, index) =>
      textAt(
        line,
        padding.x,
        padding.top + inner.height + 24 + index * captionLine,
        11,
        'var(--ink-3)',
        '400',
      ),
    ),
  );
  let svg = new XMLSerializer().serializeToString(whole);
  for (const token of tokens) {
    const value = style.getPropertyValue(`--${token}`).trim().replaceAll('"', "'");
    svg = svg.replaceAll(`var(--${token})`, value);
  }
  return { svg, width, height };
}

function named(name: 'title', text: string): SVGElement {
  const element = document.createElementNS(namespace, name);
  element.textContent = text;
  return element;
}

function textAt(
  text: string,
  x: number,
  y: number,
  size: number,
  fill: string,
  weight: string,
): SVGTextElement {
  const element = document.createElementNS(namespace, 'text');
  for (const [key, value] of Object.entries({
    x,
    y,
    'font-size': size,
    fill,
    'font-weight': weight,
  }))
    element.setAttribute(key, value.toString());
  element.textContent = text;
  return element;
}

/** The picture at twice its size, for places that take no SVG. */
export async function picturePng(chart: SVGSVGElement, text: PictureText): Promise<Blob> {
  const { svg, width, height } = pictureSvg(chart, text);
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * 2;
    canvas.height = height * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error('the browser made no picture'));
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
