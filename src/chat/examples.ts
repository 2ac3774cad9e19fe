import { msg } from '@lit/localize';

export interface Example {
  readonly name: string;
  /** The task, in the interface's language. */
  readonly label: string;
  /** In English in every language: the model learned mostly from English. */
  readonly prompt: string;
}

/** A prompt for each of the seven tasks, sized for a small model: one clear wish, its text at hand. */
export const examples = (): readonly Example[] => [
  {
    name: 'classify',
    label: msg('Classify', { id: 'example.classify' }),
    prompt:
      'Classify the sentiment of this review as positive, negative or mixed. Answer with one word.\n\nReview: The battery lasts two days and the screen is lovely, but it took three weeks to arrive and nobody answered my emails.',
  },
  {
    name: 'summarise-document',
    label: msg('Summarise a document', { id: 'example.document' }),
    prompt:
      'Summarise this notice in two sentences.\n\nThe swimming pool on Mill Street will close on 3 June for repairs to its roof and heating. The work is planned to take eleven weeks. Season tickets will be extended by the same time, and holders may use the pool on Park Road until then by showing their ticket. Swimming lessons move to Park Road on the same days, half an hour later than usual.',
  },
  {
    name: 'summarise-dialogue',
    label: msg('Summarise a dialogue', { id: 'example.dialogue' }),
    prompt:
      'Summarise this conversation in one sentence, and list who does what.\n\nAna: The printer on the second floor is broken again.\nBen: I can call the technician today.\nAna: Good. Then I will tell everyone to use the one in the hall.\nBen: Do we need more paper there?\nAna: Yes, two boxes. Carla is ordering supplies tomorrow, I will ask her.',
  },
  {
    name: 'answer-from-text',
    label: msg('Answer from a text', { id: 'example.text' }),
    prompt:
      'Answer only from the text. If the text does not say it, say so.\n\nText: The lighthouse at Cape Arno was built in 1871 from local granite. It is 38 metres high. Its lamp burned paraffin until 1934, when electricity came to the cape. The last keeper left in 1989.\n\nQuestion: When did the lamp become electric, and how high is the tower?',
  },
  {
    name: 'discuss',
    label: msg('Discuss', { id: 'example.discuss' }),
    prompt:
      'I want to learn to draw and have twenty minutes a day. Should I copy pictures that I like or draw what is around me? Give one reason for each, then say which you would begin with.',
  },
  {
    name: 'write-code',
    label: msg('Write code', { id: 'example.write-code' }),
    prompt:
      'Write a Python function that returns the median of a list of numbers. Mention what happens with an even count.',
  },
  {
    name: 'review-code',
    label: msg('Review code', { id: 'example.review-code' }),
    prompt:
      'Find the mistake in this function and show the corrected code.\n\n```python\ndef average(values):\n    total = 0\n    for value in values:\n        total = value\n    return total / len(values)\n```',
  },
];
