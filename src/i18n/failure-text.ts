/** A failure in words: what happened, and what a person can do about it. */
export interface FailureText {
  readonly happened: string;
  readonly advice: string;
}
