import { expect, test } from 'vitest';
import { isPickle } from '../../../../models/readers/pickle.ts';

const text = (value: string) => Uint8Array.from(value, (character) => character.charCodeAt(0));

test('pickles by content: bare, zipped as torch.save does, tarred as it once did', () => {
  // pickle.dumps({'a': 1}) by Python 3.11, protocols 4 and 2.
  expect(
    isPickle(text('\u0080\u0004\u0095\u000a\0\0\0\0\0\0\0}\u0094\u008c\u0001a\u0094K\u0001s.')),
  ).toBe(true);
  expect(isPickle(text('\u0080\u0002}q\0X\u0001\0\0\0aq\u0001K\u0001s.'))).toBe(true);
  expect(isPickle(text(`PK\u0003\u0004${'\0'.repeat(26)}archive/data.pkl`))).toBe(true);
  const tar = `${'pickle\0'.padEnd(257, '\0')}ustar`;
  expect(isPickle(text(tar))).toBe(true);
});

test('other files are none', () => {
  for (const other of ['', 'GGUF', '{"a":1}', '\u0008\u0007', 'PK\u0003\u0004word/document.xml']) {
    expect(isPickle(text(other))).toBe(false);
  }
});
