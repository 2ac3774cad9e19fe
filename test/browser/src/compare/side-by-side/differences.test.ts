import { describe, expect, test } from 'vitest';
import { button, eventually, settled } from '../../../../fixtures/interface/mount.ts';
import {
  answering,
  asQ4,
  asQ8,
  columnText,
  markedWords,
  onSimd,
  prefer,
  runToEnd,
  show,
} from '../../../../fixtures/interface/side-by-side.ts';

describe('differences', () => {
  test('from the reference are marked and told in words; the reference has none', async () => {
    const { element } = await show();
    await runToEnd(element);
    await eventually(() => markedWords().length > 0);
    expect(markedWords()).toEqual(['form', 'space']);
    expect(columnText(element, 0)).toContain('reference');
    expect(columnText(element, 1)).toContain('splits at token 16; 2 of 28 words differ');
  });

  test('can be hidden, and are counted from another reference', async () => {
    const { element, services } = await show();
    await runToEnd(element);
    button(element, 'Marked words differ from q8').click();
    await settled(element);
    expect(markedWords()).toEqual([]);
    expect(services.preferences.values.compare.marks).toBe(false);
    button(element, 'Mark words that differ from q8').click();
    prefer(services, { reference: 1, marks: true });
    await settled(element);
    expect(markedWords()).toEqual(['lock into', 'room']);
    expect(columnText(element, 1)).toContain('reference');
  });

  test('in code are marked in the code alone', async () => {
    const code = (operator: string) => `\`\`\`python\ntotal ${operator} value\n\`\`\``;
    const { element } = await show({ otherEngines: answering(code('='), code('+=')) });
    await runToEnd(element);
    expect(markedWords()).toEqual(['+']);
  });

  test('of the same answers are none, and that is said', async () => {
    const { element } = await show({ otherEngines: answering(asQ8, asQ8) });
    await runToEnd(element);
    expect(markedWords()).toEqual([]);
    expect(columnText(element, 1)).toContain('the same tokens as q8');
  });

  test('between models are of words: their tokens are not the same things', async () => {
    const { element, services } = await show({ otherEngines: answering(asQ8, asQ4, asQ8) });
    services.model.offerInstalled([{ ...services.model.model, id: 'larger', shortName: 'Larger' }]);
    prefer(services, {
      variants: [
        ...onSimd('q8'),
        ...['q8', 'q4'].map((level) => ({ model: 'larger', level, engine: 'simd' })),
      ],
    });
    await settled(element);
    await runToEnd(element);
    expect(columnText(element, 1)).toContain('2 of 28 words differ');
    expect(columnText(element, 1)).not.toContain('splits at token');
    expect(columnText(element, 2)).toContain('the same text as SmolLM2-135M q8');
  });
});
