import { describe, expect, test } from 'vitest';
import { defaultPreferences, Preferences } from '../../../../src/app/preferences.ts';
import { parseRoute, chatAddress } from '../../../../src/app/routes.ts';

function memoryStorage(text?: string) {
  const values = new Map<string, string>();
  if (text !== undefined) values.set('featherweight.preferences', text);
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  };
}

describe('preferences', () => {
  test('last from one page to the next', () => {
    const storage = memoryStorage();
    new Preferences(storage).update({ theme: 'dark', sampling: { topK: 7 }, seed: 42 });
    const { values } = new Preferences(storage);
    expect(values.theme).toBe('dark');
    expect(values.sampling).toEqual({ topK: 7 });
    expect(values.seed).toBe(42);
  });

  test('lose one bad value without the others', () => {
    const storage = memoryStorage(
      JSON.stringify({ theme: 'dark', contextLength: -3, sampling: { topP: 7 }, maxTokens: 64 }),
    );
    const { values } = new Preferences(storage);
    expect(values.theme).toBe('dark');
    expect(values.maxTokens).toBe(64);
    expect(values.contextLength).toBe(2048);
    expect(values.sampling).toEqual({});
  });

  test.each(['', '{', 'null', '7', '[]', '"x"'])('survive %j in storage', (text) => {
    expect(new Preferences(memoryStorage(text)).values).toEqual(defaultPreferences());
  });

  test('hold while the page lives where storage refuses', () => {
    const preferences = new Preferences({
      getItem: () => {
        throw new Error('refused');
      },
      setItem: () => {
        throw new Error('full');
      },
    });
    preferences.update({ theme: 'light' });
    expect(preferences.values.theme).toBe('light');
  });
});

describe('addresses', () => {
  test('lead back to their chat', () => {
    expect(parseRoute(chatAddress('a b/ü'))).toEqual({ kind: 'chat', id: 'a b/ü' });
  });

  test.each(['', '#', '#/', '#/chat/', '#/chat/%E0%A4%A', '#/elsewhere/1'])(
    'unknown or broken as %j are a new chat',
    (hash) => {
      expect(parseRoute(hash)).toEqual({ kind: 'new' });
    },
  );
});
