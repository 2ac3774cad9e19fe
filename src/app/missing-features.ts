import { msg } from '@lit/localize';
import type { Environment } from './environment.ts';

/** Something that this browser, or the page's address, doesn't give. */
export interface MissingFeature {
  readonly name: string;
  /** Whether it is worth a notice above the chat, and not only a line in the settings. */
  readonly isNotice: boolean;
  /** What its absence means, in a sentence. */
  readonly text: string;
}

interface Feature {
  readonly name: string;
  readonly isNotice: boolean;
  readonly isMissing: (environment: Environment) => boolean;
  readonly text: () => string;
}

const features: readonly Feature[] = [
  {
    name: 'insecure',
    isNotice: true,
    isMissing: ({ secureContext }) => !secureContext,
    text: () =>
      msg(
        'This address is not secure, so the browser gives it no threads, no WebGPU and no storage for models. Serve the page over HTTPS, or open it as localhost on this device.',
        { id: 'notice.insecure' },
      ),
  },
  {
    name: 'not-isolated',
    isNotice: true,
    isMissing: ({ secureContext, threads }) => secureContext && threads === 'not-isolated',
    text: () =>
      msg(
        'The page is not isolated from others, so one thread runs and times are coarser. The server must send the headers that the README names.',
        { id: 'notice.not-isolated' },
      ),
  },
  {
    name: 'no-shared-memory',
    isNotice: true,
    isMissing: ({ threads }) => threads === 'no-shared-memory',
    text: () =>
      msg(
        'This browser shares no memory between threads, so one thread runs. Windows inside other apps and lockdown modes are like that; another browser may be faster.',
        { id: 'notice.no-shared-memory' },
      ),
  },
  {
    name: 'relaxed-simd',
    isNotice: false,
    isMissing: ({ relaxedSimd }) => !relaxedSimd,
    text: () =>
      msg(
        'This browser has no relaxed SIMD instructions, so the SIMD engine computes by the older ones, more slowly.',
        { id: 'missing.relaxed-simd' },
      ),
  },
  {
    name: 'files',
    isNotice: false,
    isMissing: ({ secureContext, files }) => secureContext && !files,
    text: () =>
      msg(
        'This browser keeps no files for pages: models that are brought in lie in its cache, and levels made on this device are made again each time.',
        { id: 'missing.files' },
      ),
  },
  {
    name: 'locks',
    isNotice: false,
    isMissing: ({ secureContext, locks }) => secureContext && !locks,
    text: () =>
      msg(
        'This browser has no Web Locks: an engine that it ends without a word may go unnoticed, and so may an answer that another tab left unfinished.',
        { id: 'missing.locks' },
      ),
  },
];

/** What is missing here, each with what that means. What follows from another is not named again. */
export const missingFeatures = (environment: Environment): readonly MissingFeature[] =>
  features
    .filter(({ isMissing }) => isMissing(environment))
    .map(({ name, isNotice, text }) => ({ name, isNotice, text: text() }));
