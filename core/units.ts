declare const unit: unique symbol;
type Branded<Name extends string> = number & { readonly [unit]: Name };

/** A duration in milliseconds. */
export type Ms = Branded<'ms'>;
/** Milliseconds since the Unix epoch, with sub-millisecond digits: `performance.timeOrigin + performance.now()`. */
export type EpochMs = Branded<'epoch-ms'>;
/** A size in bytes. */
export type Bytes = Branded<'bytes'>;
/** A rate in tokens per second. */
export type TokensPerSecond = Branded<'tokens-per-second'>;

export const ms = (value: number): Ms => value as Ms;
export const epochMs = (value: number): EpochMs => value as EpochMs;
export const bytes = (value: number): Bytes => value as Bytes;
export const tokensPerSecond = (value: number): TokensPerSecond => value as TokensPerSecond;

/** Why a figure has no value on this device or for this answer. The interface has a sentence for each. */
export type NotMeasurableReason =
  | 'fewer-than-two-tokens'
  | 'nothing-to-prefill'
  | 'stopped-before-first-token'
  | 'stopped-while-thinking'
  | 'engine-does-not-report'
  | 'no-gpu'
  | 'no-shared-clock'
  | 'browser-does-not-offer'
  | 'page-not-isolated'
  | 'page-was-hidden'
  | 'not-asked-yet';

/** Stands where a number would, so that nothing estimated is ever shown as measured. */
export interface NotMeasurable {
  readonly notMeasurable: NotMeasurableReason;
}

/** A measured number, or the reason why there is none. */
export type Figure<Unit extends number = number> = Unit | NotMeasurable;

export const notMeasurable = (reason: NotMeasurableReason): NotMeasurable => ({
  notMeasurable: reason,
});

export const isMeasured = <Unit extends number>(figure: Figure<Unit>): figure is Unit =>
  typeof figure === 'number';
