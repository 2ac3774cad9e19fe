import { cardHeight, cardWidth } from '../report/benchmark/card-picture.ts';

/** Pixels of the PNG to one of the drawing: sharp on dense screens too. */
const density = 2;

export const svgAddress = (svg: string): string =>
  `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** The card's SVG as a PNG of 2400 by 1260. Rejects where the browser can't draw it. */
export async function cardPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = svgAddress(svg);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = cardWidth * density;
  canvas.height = cardHeight * density;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('the browser drew no picture'));
    }, 'image/png');
  });
}
