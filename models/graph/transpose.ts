/** Square of values that both sides keep in the first cache level. */
const tile = 32;

/** [rows, columns] to [columns, rows]. */
export function transposeInto<Values extends Float32Array | Uint16Array | Int8Array>(
  source: Values,
  target: Values,
  rows: number,
  columns: number,
): Values {
  for (let row = 0; row < rows; row += tile) {
    const rowEnd = Math.min(row + tile, rows);
    for (let column = 0; column < columns; column += tile) {
      const columnEnd = Math.min(column + tile, columns);
      for (let r = row; r < rowEnd; r++) {
        for (let c = column; c < columnEnd; c++) {
          target[c * rows + r] = source[r * columns + c] as number;
        }
      }
    }
  }
  return target;
}
