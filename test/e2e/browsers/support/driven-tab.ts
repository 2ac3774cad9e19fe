/** How long a page may take over one question of a test. */
export const answerLimitMs = 60_000;

/** A page that a browser's own driver moves: what the clients of WebKit and Firefox both can. */
export interface DrivenTab {
  /** As the browser names itself. */
  readonly version: string;
  goTo(address: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page; it and what goes in and out must survive being written as text. */
  evaluate<Given extends readonly unknown[], Result>(
    code: (...given: Given) => Result | Promise<Result>,
    ...given: Given
  ): Promise<Result>;
  /** Picks a file in the first input that the selector finds, shadow trees included. */
  setFile(selector: string, path: string): Promise<void>;
  close(): Promise<void>;
}
