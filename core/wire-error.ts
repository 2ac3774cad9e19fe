import { FeatherweightError, asFeatherweightError, type Failure } from './errors.ts';

/** An error as plain data, whole: comlink's own handler would drop the code and the cause. */
export interface WireError {
  readonly failure: Failure;
  readonly stack: string | undefined;
  /** The chain of causes, outermost first, as text. */
  readonly causes: readonly string[];
}

export function toWireError(thrown: unknown): WireError {
  const error = asFeatherweightError(thrown);
  const causes: string[] = [];
  for (let cause = error.cause; cause !== undefined && causes.length < 8;) {
    if (!(cause instanceof Error)) {
      causes.push(JSON.stringify(cause));
      break;
    }
    causes.push(cause.stack ?? cause.message);
    cause = cause.cause;
  }
  return { failure: error.failure, stack: error.stack, causes };
}

export function fromWireError({ failure, stack, causes }: WireError): FeatherweightError {
  const cause = causes.reduceRight<Error | undefined>(
    (inner, text) => new Error(text, inner ? { cause: inner } : {}),
    undefined,
  );
  const error = new FeatherweightError(failure, cause ? { cause } : {});
  if (stack !== undefined) error.stack = stack;
  return error;
}
