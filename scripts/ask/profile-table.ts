import type { DecodeProfile } from '../../core/contract.ts';

/**
 * Milliseconds of each kernel in a decode step, and for those that read weights the rate at which
 * they read them, absolute and as a share of what the memory gives.
 */
export function profileTable({ steps, bandwidth, kernels }: DecodeProfile): string {
  if (steps === 0) return 'No decode step to profile.\n';
  const gigabytes = (rate: number) => (rate / 1e9).toFixed(1);
  const lines = [['kernel', 'ms', 'GB/s', 'of memory']];
  for (const { kernel, stepMs, weightBytes } of kernels) {
    if (stepMs === 0) continue;
    const rate = (1000 * weightBytes) / stepMs;
    lines.push([
      kernel,
      stepMs.toFixed(3),
      ...(weightBytes > 0 ? [gigabytes(rate), `${((100 * rate) / bandwidth).toFixed(0)} %`] : []),
    ]);
  }
  const total = kernels.reduce((sum, { stepMs }) => sum + stepMs, 0);
  lines.push(['all', total.toFixed(3)]);
  const table = lines.map(([name = '', ...numbers]) =>
    (name.padEnd(18) + numbers.map((cell) => cell.padStart(10)).join('')).trimEnd(),
  );
  return [
    ...table,
    `Mean of ${steps} steps; memory read at ${gigabytes(bandwidth)} GB/s by the same threads.`,
    '',
  ].join('\n');
}
