/** What is wrong with the arguments, for a person. */
export class UsageError extends Error {}

/** Kinds of options for `parseArgs`. */
export const flag = { type: 'boolean', default: false } as const;
export const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;

/** @throws UsageError with what `parseArgs` says */
export function parsing<Values>(parse: () => Values): Values {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param name of the argument as it is written, `--chunks`
 * @throws UsageError
 */
export function wholeNumber(name: string, given: string, least: number, most = Infinity): number {
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < least || value > most) {
    const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
    throw new UsageError(`${name} needs a whole number ${range}, not "${given}".`);
  }
  return value;
}

/** @throws UsageError */
export function oneOf<Choice extends string>(
  name: string,
  given: string,
  isChoice: (value: string) => value is Choice,
  choices: readonly string[],
): Choice {
  if (isChoice(given)) return given;
  throw new UsageError(`${name} takes ${choices.join(', ')}, not "${given}".`);
}
