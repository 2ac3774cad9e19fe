/** A person took an example prompt. */
export class ExampleChosen extends Event {
  static readonly type = 'fw-example';
  readonly prompt: string;

  constructor(prompt: string) {
    super(ExampleChosen.type, { bubbles: true, composed: true });
    this.prompt = prompt;
  }
}
