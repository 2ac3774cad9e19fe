import { describe, expect, it } from 'vitest';
import { parseChat, parseMessages } from '../../../../src/store/record-schema.ts';

const figure = { notMeasurable: 'no-gpu' };
const answer = {
  id: 'm',
  chatId: 'c',
  parentId: null,
  createdAt: 1,
  content: 'Paris',
  role: 'assistant',
  status: 'complete',
  ids: [1, 2],
  finishReason: 'stop',
  failure: null,
  sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 7 },
  circumstances: {
    variant: { model: 'tiny', level: 'q4', engine: 'wasm' },
    form: 'expanded',
    threads: 2,
    contextLength: 64,
    crossOriginIsolated: true,
    pageWasHidden: false,
  },
  figures: {
    promptTokens: 3,
    cachedTokens: 0,
    sampledTokens: 2,
    prefillMs: 1,
    prefillTps: 2,
    ttftMs: 3,
    decodeMs: 4,
    decodeTps: 5,
    tokenGapMs: { p50: 1, p95: 1, p99: 1, max: 1, all: [1] },
    memory: {
      weights: 1,
      kvCache: 1,
      workspace: figure,
      heap: 1,
      gpu: figure,
      total: 3,
    },
    load: {
      loadMs: 1,
      fetchMs: 1,
      parseMs: 0,
      quantizeMs: 0,
      compileMs: 0,
      warmupMs: 0,
      workerStartMs: 0,
      otherMs: 0,
      origin: 'network',
    },
    firstAfterLoad: true,
    submitToFirstTextMs: 9,
    browserMemory: { notMeasurable: 'not-asked-yet' },
  },
  omittedMessages: 0,
};

describe('parseMessages', () => {
  it('reads back what was written', () => {
    expect(parseMessages([structuredClone(answer)])).toEqual([answer]);
  });

  it('keeps an answer whose measurements it does not understand', () => {
    const later = {
      ...answer,
      figures: { promptTokens: 'three' },
      circumstances: { variant: { model: 'tiny', level: 'q1-new', engine: 'wasm' } },
      finishReason: 'bored',
    };
    const [read] = parseMessages([later]);
    expect(read).toMatchObject({
      content: 'Paris',
      figures: null,
      circumstances: null,
      finishReason: null,
    });
  });

  it('keeps the instructions that an answer was computed by, and reads answers that lack them', () => {
    const circumstances = { ...answer.circumstances, instructions: 'pairs' };
    const [told, older] = parseMessages([{ ...answer, circumstances }, answer]);
    expect(told).toMatchObject({ circumstances: { instructions: 'pairs' } });
    expect(older).toMatchObject({ circumstances: answer.circumstances });
  });

  it('keeps a failure only with all that its sentence says', () => {
    const failure = { code: 'prompt-too-long', parameters: { promptTokens: 9, contextLength: 8 } };
    const [whole, bare] = parseMessages([
      { ...answer, failure },
      { ...answer, failure: { ...failure, parameters: {} } },
    ]);
    expect(whole).toMatchObject({ failure });
    expect(bare).toMatchObject({ failure: null });
  });

  it('passes over what is no message, and keeps the others', () => {
    const broken = [null, 3, { ...answer, content: 4 }, { ...answer, role: 'tool' }];
    expect(parseMessages([...broken, answer])).toHaveLength(1);
  });
});

describe('parseChat', () => {
  it('fills in what an older version did not have', () => {
    const chat = { id: 'c', title: '', createdAt: 1, updatedAt: 2 };
    expect(parseChat(chat)).toEqual({ ...chat, systemPrompt: '', leafId: null });
  });

  it('refuses what is no chat', () => {
    expect(parseChat(undefined)).toBeUndefined();
    expect(parseChat({ id: 4 })).toBeUndefined();
  });
});
