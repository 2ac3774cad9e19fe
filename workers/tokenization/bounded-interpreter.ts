import { Environment, Interpreter, Template } from '@huggingface/jinja';

type Statement = Parameters<Interpreter['evaluate']>[0];
type Value = ReturnType<Interpreter['evaluate']>;

/** What a template may do in one rendering; a chat of a hundred thousand tokens needs a tenth of it. */
export interface TemplateLimits {
  /** Expressions and statements evaluated, a few more for what takes longer than others. */
  readonly steps: number;
  /** Of any text, in UTF-16 units. */
  readonly units: number;
  /** Of any list. */
  readonly items: number;
}

/** About a second. */
const defaultLimits: TemplateLimits = { steps: 4_000_000, units: 16_000_000, items: 1_000_000 };

/** A turn of a loop takes as long, though nothing is in it. */
const stepsATurn = 8;
/** What copying, comparing and filtering get through in the time of a step, about. */
const unitsAStep = 256;
const itemsAStep = 64;

/**
 * Runs a template that may come from anywhere. A worker that renders hears nothing, not even that it
 * should stop, so a template that loops for ever, or doubles a text until memory ends, is ended here.
 */
export class BoundedInterpreter extends Interpreter {
  readonly #limits: TemplateLimits;
  /** Expressions that loops go over, as parsed. */
  readonly #iterables = new WeakSet<object>();
  #steps = 0;

  constructor(variables: Readonly<Record<string, unknown>>, limits = defaultLimits) {
    const environment = new Environment();
    super(environment);
    this.#limits = limits;
    const globals = { ...constants, ...functions(limits), ...variables };
    for (const [name, value] of Object.entries(globals)) environment.set(name, value);
  }

  /** @throws whatever the template throws, and beyond the limits */
  render(template: Template): string {
    const { value } = this.run(template.parsed);
    if (typeof value !== 'string') throw new TypeError('a template that gives no text');
    return value;
  }

  override evaluate(statement: Statement, environment: Environment): Value {
    const iterable = iterableOf(statement);
    if (iterable) this.#iterables.add(iterable);
    const result = super.evaluate(statement, environment);
    const value: unknown = result.value;
    let steps = 1;
    if (typeof value === 'string') {
      if (value.length > this.#limits.units) throw new RangeError('it makes a text without end');
      steps += value.length / unitsAStep;
    } else if (Array.isArray(value)) {
      if (value.length > this.#limits.items) throw new RangeError('it makes a list without end');
      const isLoop = statement !== undefined && this.#iterables.has(statement);
      steps += isLoop ? value.length * stepsATurn : value.length / itemsAStep;
    }
    this.#steps += steps;
    if (this.#steps > this.#limits.steps) throw new RangeError('it goes on without end');
    return result;
  }
}

/** What a loop goes over, `{% for … in this if … %}`; `undefined` for anything else. */
function iterableOf(statement: Statement): object | undefined {
  if (statement?.type !== 'For') return undefined;
  const { iterable } = statement as unknown as { readonly iterable: { readonly lhs?: object } };
  return iterable.lhs ?? iterable;
}

/** As in Jinja and in Python. */
const constants = { true: true, True: true, false: false, False: false, none: null, None: null };

const functions = ({ items }: TemplateLimits) => ({
  raise_exception: (message: string): never => {
    throw new Error(message);
  },
  /** As Python's. */
  range: (first: number, second?: number, step = 1): readonly number[] => {
    const [start, stop] = second === undefined ? [0, first] : [first, second];
    if (step === 0) throw new RangeError('range() step must not be zero');
    const count = Math.max(0, Math.ceil((stop - start) / step));
    if (!(count <= items)) throw new RangeError('it makes a list without end');
    return Array.from({ length: count }, (_, index) => start + index * step);
  },
  // The library's own, which it doesn't give out by itself.
  strftime_now: (format: string): string =>
    new Template('{{ strftime_now(format) }}').render({ format }),
});
