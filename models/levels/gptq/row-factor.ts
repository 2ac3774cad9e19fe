import { floatToHalf, halfToFloat } from '../../half.ts';
export function rowFactor(largest: number): number {
  const exact = largest / 255;
  const half = floatToHalf(exact);
  return halfToFloat(half) < exact ? half + 1 : half;
}
