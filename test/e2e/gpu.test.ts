import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { answers, ask, engineWorker, grown, ready, send } from './support/chat.ts';
import { beforeTheEngine } from './support/interference.ts';

let app: App;
beforeAll(async () => {
  app = await App.start({ softwareGpu: true });
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const onGpu = { engine: 'webgpu', maxTokens: 3, contextLength: 512 };

describe('WebGPU', () => {
  it('absent: is said beside the choice of engine, and the CPU answers', async () => {
    const page = await app.open({
      preferences: onGpu,
      before: () => {
        delete (Navigator.prototype as { gpu?: unknown }).gpu;
      },
    });
    await page.getByText('Runs on SIMD because this browser has no WebGPU.').waitFor();
    expect(await ask(page, 'Hello')).not.toBe('');
  });

  it('in software only: is never picked by itself, and it is said why', async () => {
    const page = await app.open({ preferences: { maxTokens: 8 } });
    await page.getByText('WebGPU adapter is software').waitFor();
    await page.getByText('Runs on SIMD').waitFor();
    await ready(page);
  });

  it('in software, chosen by a person: answers', async () => {
    const page = await app.open({ preferences: onGpu });
    expect(await ask(page, 'Hello')).not.toBe('');
    await page.getByText('first token').first().waitFor();
  });

  it('lost during an answer: is said, what was written stays, and it starts again', async () => {
    app.interference = beforeTheEngine(() => {
      const scope = globalThis as { lastDevice?: GPUDevice };
      const request = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'requestDevice')
        ?.value as typeof GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...given) {
        return (scope.lastDevice = await request.apply(this, given));
      };
    });
    const page = await app.open({ preferences: { ...onGpu, maxTokens: 400 } });
    await ready(page);
    await send(page, 'Hello');
    const answer = answers(page).first();
    const shown = await grown(answer, 20);
    await engineWorker(page)?.evaluate(() => {
      (globalThis as { lastDevice?: GPUDevice }).lastDevice?.destroy();
    });
    await page.getByRole('alert').getByText('The GPU was lost').first().waitFor();
    const kept = await grown(answer, 15);
    expect(kept.slice(0, 15)).toBe(shown.slice(0, 15));
    app.interference = undefined;
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await grown(answers(page).last(), 20);
  });
});
