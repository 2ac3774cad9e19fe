import { expect, test } from 'vitest';
import type { GenerateEvent } from '../../../../core/contract.ts';
import { epochMs } from '../../../../core/units.ts';
import { groupByDay } from '../../../../src/chat/history-groups.ts';
import { LiveMeter } from '../../../../src/chat/live-figures.ts';
import { samplingDefaults, samplingFor } from '../../../../src/chat/sampling.ts';
import type { ChatSummary } from '../../../../src/store/chats.ts';

const token = (at: number): GenerateEvent => ({ type: 'token', id: 1, text: 'a', at: epochMs(at) });

test('live figures follow the definitions and change at most four times a second', () => {
  const meter = new LiveMeter();
  meter.add([
    { type: 'prompt', promptTokens: 30, cachedTokens: 0, receivedAt: epochMs(1000) },
    token(1080),
  ]);
  expect(meter.read(0)).toEqual({
    firstTokenMs: 80,
    contextTokens: 31,
    tokensPerSecond: undefined,
    thinkingTokens: 0,
    thinkingMs: 0,
  });
  meter.add([token(1090), token(1100)]);
  expect(meter.read(249).contextTokens).toBe(31);
  expect(meter.read(250)).toMatchObject({
    firstTokenMs: 80,
    contextTokens: 33,
    tokensPerSecond: 100,
  });
});

test('thinking is counted from the first token, as its mark may come in several', () => {
  const meter = new LiveMeter();
  meter.add([token(1000), { ...token(1010), thinking: true } as GenerateEvent]);
  meter.add([{ ...token(1040), thinking: true } as GenerateEvent, token(1050)]);
  expect(meter.read(0)).toMatchObject({ thinkingTokens: 3, thinkingMs: 40 });
});

test('sampling is the person’s over the model’s over ours', () => {
  const sampling = samplingDefaults({ sampling: { topK: 3 } }, { topK: 9, temperature: 1.5 });
  expect(sampling).toMatchObject({ topK: 3, temperature: 1.5, topP: 0.9 });
});

test('a fixed seed is used, else another one each time', () => {
  expect(samplingFor({ sampling: {}, seed: 0 }, {}).seed).toBe(0);
  const seeds = Array.from({ length: 8 }, () => samplingFor({ sampling: {}, seed: null }, {}).seed);
  expect(new Set(seeds).size).toBeGreaterThan(1);
  for (const seed of seeds) expect(seed >>> 0).toBe(seed);
});

test('chats are grouped by the day of their last change', () => {
  const now = new Date(2026, 10, 23, 14).getTime();
  const chat = (title: string, date: Date): ChatSummary => ({
    id: title,
    title,
    systemPrompt: '',
    createdAt: 0,
    updatedAt: date.getTime(),
    leafId: null,
    messageCount: 0,
    bytes: 0,
    firstQuestion: '',
    level: null,
  });
  const groups = groupByDay(
    [
      chat('now', new Date(2026, 10, 23, 13)),
      chat('midnight', new Date(2026, 10, 23, 0)),
      chat('evening', new Date(2026, 10, 22, 23, 59)),
      chat('week', new Date(2026, 10, 17, 0)),
      chat('month', new Date(2026, 10, 16, 23)),
      chat('earlier', new Date(2026, 8, 1)),
    ],
    now,
  );
  expect(groups.map(({ title, chats }) => [title, ...chats.map(({ id }) => id)])).toEqual([
    ['Today', 'now', 'midnight'],
    ['Yesterday', 'evening'],
    ['Last 7 days', 'week'],
    ['November 2026', 'month'],
    ['September 2026', 'earlier'],
  ]);
});
