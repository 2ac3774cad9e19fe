import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uniformNumbers } from '../fixtures/models/random.ts';
import { App } from './support/app.ts';
import { actions, ready, type Expected } from './support/soak/actions.ts';
import { engineBytes, growth } from './support/soak/memory.ts';
import { installTools, type Scope, type SoakedPage } from './support/soak/page-tools.ts';
import { answersOf, stored } from './support/stored.ts';

const { FEATHERWEIGHT_FULL, FEATHERWEIGHT_SOAK_MINUTES, FEATHERWEIGHT_SOAK_SEED } = process.env;
const minutes = Number(FEATHERWEIGHT_SOAK_MINUTES ?? (FEATHERWEIGHT_FULL === '1' ? 60 : 1));
const timeout = minutes * 60_000 + 600_000;
const seed = Number(FEATHERWEIGHT_SOAK_SEED ?? Date.now() % 1e6);

/** More than lists of chats and results take. */
const mostGrowth = 1.2;

/** The chat's engine and what works on the library; every other one must have ended. */
const mostWorkers = 2;

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterAll(() => app.stop());

const preferences = {
  engine: 'simd',
  locale: 'en',
  maxTokens: 48,
  contextLength: 2048,
  compare: {
    variants: [
      { level: 'q8', engine: 'simd' },
      { level: 'q4', engine: 'simd' },
    ],
    maxTokens: 16,
    temperature: 0,
    seed: 1,
    mode: 'in-turn',
    marks: true,
  },
};

/** A page of some browser, and how its JavaScript heap is read where the browser tells. */
interface Soaked {
  readonly page: SoakedPage;
  readonly heapBytes?: () => Promise<number>;
  readonly close: () => Promise<void>;
}

async function inChromium(): Promise<Soaked> {
  const page = await app.blank({ model: 'embedded' });
  const session = await page.context().newCDPSession(page);
  return {
    page: {
      goTo: async (address) => {
        await page.goto(address);
      },
      evaluate: (code, ...given) =>
        page.evaluate(`(${code.toString()})(...${JSON.stringify(given)})`),
    },
    async heapBytes() {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    },
    close: () => page.context().close(),
  };
}

const browsers = [{ name: 'Chromium', start: inChromium }] as const;

async function openApp(page: SoakedPage): Promise<void> {
  // The preferences must be there before the app is.
  await page.goTo(`${app.origin}/nothing-here`);
  await page.evaluate(
    (values) => localStorage.setItem('featherweight.preferences', values),
    JSON.stringify(preferences),
  );
  await page.goTo(`${app.origin}/`);
  await page.evaluate(installTools);
  await ready(page);
}

describe.each(browsers)('in one page of $name', ({ start }) => {
  it('nothing is lost, memory stays, no error comes, whatever is done', { timeout }, async () => {
    console.log(`soak: ${minutes} min, FEATHERWEIGHT_SOAK_SEED=${seed}`);
    const random = uniformNumbers(seed);
    const soaked = await start();
    const { page } = soaked;
    await openApp(page);

    const expected: Expected = { questions: [], chats: 0, inChat: 0, benchmarks: 0 };
    const heap: number[] = [];
    const workers: number[] = [];
    const done: string[] = [];
    // Every kind at least once, however slow the machine is.
    for (const end = Date.now() + minutes * 60_000; Date.now() < end || done.length === 0;)
      for (const [name, act] of shuffled(Object.entries(actions), random)) {
        done.push(name);
        await act(page, expected, random);
        if (soaked.heapBytes) heap.push(await soaked.heapBytes());
        const { complaints, started } = await page.evaluate(() => {
          const { soakTools } = globalThis as Scope;
          return { complaints: soakTools.complaints, started: soakTools.workers.size };
        });
        expect(complaints, done.join()).toEqual([]);
        workers.push(started);
      }

    const found = await stored(page);
    const answers = answersOf(found);
    const engine = [...engineBytes(answers)];
    console.log(
      [
        `soak: ${done.length} actions, ${answers.length} answers, ${found.chats.length} chats`,
        ...engine.map(([level, bytes]) => `engine with ${level} ${megabytes(bytes)}`),
        ...(soaked.heapBytes
          ? [`JavaScript heap ${megabytes(heap)}, growth ${growth(heap).toFixed(3)}`]
          : []),
        `workers at most ${Math.max(...workers)}`,
      ].join('; '),
    );
    await soaked.close();

    const questions = found.messages.filter(({ role }) => role === 'user');
    expect(sorted(questions.map(({ content }) => content))).toEqual(sorted(expected.questions));
    expect(answers.map(({ status }) => status)).toEqual(expected.questions.map(() => 'complete'));
    const answered = new Set(answers.map(({ parentId }) => parentId));
    expect(answered).toEqual(new Set(questions.map(({ id }) => id)));
    expect(found.chats).toHaveLength(expected.chats);
    expect(found.benchmarks).toBe(expected.benchmarks);

    for (const [level, bytes] of engine)
      expect(Math.max(...bytes), level).toBeLessThanOrEqual(mostGrowth * (bytes[0] ?? 0));
    if (soaked.heapBytes) expect(growth(heap)).toBeLessThan(mostGrowth);
    expect(Math.max(...workers)).toBeLessThanOrEqual(mostWorkers);
  });
});

const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();

const megabytes = (bytes: readonly number[]): string =>
  `${[Math.min(...bytes), Math.max(...bytes)].map((each) => (each / 1e6).toFixed(1)).join(' to ')} MB`;

const shuffled = <T>(list: readonly T[], random: () => number): readonly T[] =>
  list
    .map((each) => ({ each, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
