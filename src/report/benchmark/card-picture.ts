import { escapeXml, fitText, widthInEm } from './svg-text.ts';

/** One of the card's two large figures. */
export interface CardFigure {
  /** `Prefill, pp512` */
  readonly label: string;
  readonly value: string;
  /** `± 9` */
  readonly spread: string;
  readonly unit: string;
  /** Of the device's own limit, where that was measured. */
  readonly share: { readonly text: string; readonly fraction: number } | undefined;
}

/** A further test, as a bar on the scale that all of them share. */
export interface CardBar {
  readonly label: string;
  readonly value: string;
  /** Of the longest bar, 0..1. */
  readonly length: number;
}

/** What the device card says, every text formatted. */
export interface DeviceCard {
  readonly heading: string;
  /** Level with bytes, engine, threads. */
  readonly variant: string;
  /** At most two. */
  readonly figures: readonly CardFigure[];
  /** At most five. */
  readonly bars: readonly CardBar[];
  readonly barsTitle: string;
  /** At most four. */
  readonly device: readonly { readonly label: string; readonly value: string }[];
  /** What must be known about the result, each a sentence. */
  readonly notes: readonly string[];
  readonly date: string;
  readonly footer: string;
}

export type CardTheme = 'light' | 'dark';

export const cardWidth = 1200;
export const cardHeight = 630;

/** Colours of `src/app/tokens.css`: a picture that leaves the page takes none of its properties along. */
const palettes = {
  light: {
    surface: '#ffffff',
    sunk: '#eceeed',
    line: '#d9dddb',
    axis: '#848d8b',
    ink: '#14191a',
    ink2: '#454e50',
    ink3: '#5b6567',
    accent: '#00637a',
    d2: '#5b8b97',
  },
  dark: {
    surface: '#161b1c',
    sunk: '#222a2c',
    line: '#2d3537',
    axis: '#6c7779',
    ink: '#e9edec',
    ink2: '#b4bebf',
    ink3: '#919d9f',
    accent: '#5cc3d6',
    d2: '#3f8a98',
  },
} as const satisfies Readonly<Record<CardTheme, object>>;

const fonts =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Liberation Sans', Arial, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif";

/** The four strokes of the app's mark, in a box of 16. */
const mark = [
  ['M5.4.4H15.7l-1 2.8H4.3z', 1],
  ['M3.9 4.5h8.9l-1 2.7H2.9z', 0.82],
  ['M2.5 8.6h7.3l-1 2.7H1.5z', 0.66],
  ['M1.1 12.6h4.8l-1 2.7H.1z', 0.5],
] as const;

interface TextStyle {
  readonly size: number;
  readonly fill: string;
  /** Pixels that it may take; the text shrinks to `least`, then is cut. */
  readonly width: number;
  readonly least?: number;
  readonly weight?: 400 | 600;
  readonly anchor?: 'start' | 'end';
  readonly tracking?: number;
}

function text(x: number, y: number, content: string, style: TextStyle): string {
  const fitted = fitText(content, { least: 15, ...style });
  const attributes = [
    `x="${x}" y="${y}" font-size="${fitted.size}" fill="${style.fill}"`,
    style.weight === 600 ? 'font-weight="600"' : '',
    style.anchor === 'end' ? 'text-anchor="end"' : '',
    style.tracking === undefined ? '' : `letter-spacing="${style.tracking}"`,
  ].filter((part) => part !== '');
  return `<text ${attributes.join(' ')}>${escapeXml(fitted.text)}</text>`;
}

const rect = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${x}" y="${y}" width="${round(Math.max(width, 0))}" height="${height}" rx="2" fill="${fill}"/>`;

const round = (value: number): number => Math.round(value * 10) / 10;
const clamp = (fraction: number): number => Math.min(Math.max(fraction, 0), 1);

const left = 64;
const right = cardWidth - 64;
const figuresWidth = 620;
const barsLeft = 760;

/**
 * The card as a self-contained SVG of 1200 by 630, the shape that links and posts show whole. Drawn
 * from the result alone: no script, no link, no font of its own, every text escaped and fitted.
 */
export function cardSvg(card: DeviceCard, theme: CardTheme): string {
  const colours = palettes[theme];
  const parts = [
    `<rect width="${cardWidth}" height="${cardHeight}" fill="${colours.surface}"/>`,
    `<rect width="8" height="${cardHeight}" fill="${colours.accent}"/>`,
    `<g transform="translate(${left} 52) scale(1.9)" fill="${colours.accent}">${mark
      .map(([path, opacity]) => `<path d="${path}" opacity="${opacity}"/>`)
      .join('')}</g>`,
    text(left + 44, 76, 'Featherweight', { size: 26, weight: 600, fill: colours.ink, width: 400 }),
    text(right, 76, card.date, { size: 20, fill: colours.ink3, width: 400, anchor: 'end' }),
    text(left, 160, card.heading, {
      size: 42,
      least: 26,
      weight: 600,
      fill: colours.ink,
      width: right - left,
      tracking: -0.6,
    }),
    text(left, 196, card.variant, { size: 23, fill: colours.ink2, width: right - left }),
    ...card.figures
      .slice(0, 2)
      .map((figure, index) => figurePart(figure, index, card.bars.length > 0, theme)),
    ...(card.bars.length > 0 ? [barsPart(card, theme)] : []),
    devicePart(card, theme),
    text(left, 596, [...card.notes, card.footer].join('  '), {
      size: 17,
      least: 13,
      fill: colours.ink3,
      width: right - left,
    }),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${cardWidth}" height="${cardHeight}" viewBox="0 0 ${cardWidth} ${cardHeight}" role="img" font-family="${escapeXml(fonts)}" style="font-variant-numeric:tabular-nums lining-nums">`,
    `<title>${escapeXml(`${card.heading}, ${card.variant}`)}</title>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function figurePart(
  figure: CardFigure,
  index: number,
  besideBars: boolean,
  theme: CardTheme,
): string {
  const colours = palettes[theme];
  const gap = 40;
  const width = ((besideBars ? figuresWidth : right - left) - gap) / 2;
  const x = left + index * (width + gap);
  const value = fitText(figure.value, { size: 84, least: 40, width: width - 20 });
  // Tracking takes 2.4 off each digit.
  const end = x + widthInEm(value.text) * value.size - value.text.length * 2.4 + 10;
  const unitWidth = x + width - end;
  return [
    text(x, 256, figure.label, { size: 20, fill: colours.ink2, width }),
    text(x - 3, 336, value.text, { size: value.size, fill: colours.ink, width, tracking: -2.4 }),
    text(end, 308, figure.spread, { size: 22, fill: colours.ink3, width: unitWidth, least: 12 }),
    text(end, 336, figure.unit, { size: 22, fill: colours.ink2, width: unitWidth, least: 12 }),
    ...(figure.share
      ? [
          rect(x, 362, width, 12, colours.sunk),
          rect(x, 362, width * clamp(figure.share.fraction), 12, colours.accent),
          text(x, 402, figure.share.text, { size: 19, fill: colours.ink2, width }),
        ]
      : []),
  ].join('\n');
}

function barsPart({ bars, barsTitle }: DeviceCard, theme: CardTheme): string {
  const colours = palettes[theme];
  const width = right - barsLeft;
  return [
    text(barsLeft, 256, barsTitle, { size: 20, fill: colours.ink2, width }),
    ...bars.slice(0, 5).map(({ label, value, length }, index) => {
      const y = 276 + index * 28;
      const track = { x: barsLeft + 172, width: width - 172 - 110 };
      return [
        text(barsLeft, y + 16, label, { size: 17, least: 11, fill: colours.ink2, width: 164 }),
        rect(track.x, y + 5, Math.max(track.width * clamp(length), 2), 12, colours.d2),
        text(right, y + 16, value, {
          size: 17,
          least: 11,
          fill: colours.ink,
          width: 104,
          anchor: 'end',
        }),
      ].join('');
    }),
  ].join('\n');
}

function devicePart({ device }: DeviceCard, theme: CardTheme): string {
  const colours = palettes[theme];
  const cells = device.slice(0, 4);
  const gap = 28;
  const width = (right - left - gap * (cells.length - 1)) / Math.max(cells.length, 1);
  return [
    `<path d="M${left} 452H${right}" stroke="${colours.axis}"/>`,
    ...cells.map(({ label, value }, index) => {
      const x = round(left + index * (width + gap));
      return [
        text(x, 488, label, { size: 17, least: 13, fill: colours.ink3, width }),
        text(x, 518, value, { size: 21, fill: colours.ink, width }),
      ].join('');
    }),
    `<path d="M${left} 552H${right}" stroke="${colours.line}"/>`,
  ].join('\n');
}
