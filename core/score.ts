import type { RequestId } from './contract.ts';
import type { Ms } from './units.ts';

/**
 * Of the rules by which scores come about. Scores kept under another number are not used: raise it
 * with any change that alters a score.
 */
export const scoringVersion = 2;

/** Plain text to tokens; special tokens are recognised in it, none is added. */
export interface TokenizeRequest {
  readonly text: string;
}

/** What is scored at once: a chunk of text, or one multiple-choice question. */
export type ScoreRequest = ScoreChunkRequest | ScoreChoiceRequest;

/**
 * Where a chunk's reference log-probabilities go or come from, uint16 over the whole vocabulary for
 * every scored position. `key` names the reference run: model, level, engine and text.
 * - `write`: this variant is the reference; its log-probabilities are kept under `key` and `chunk`
 * - `read`: this variant is compared with what was kept
 * - `return`: this variant is the reference; its log-probabilities come back with the score
 * - `given`: compared with log-probabilities that the page hands over, where nothing can be stored
 */
export type ChunkReference =
  | { readonly mode: 'write' | 'read'; readonly key: string; readonly chunk: number }
  | { readonly mode: 'return' }
  | { readonly mode: 'given'; readonly logProbs: ArrayBuffer };

/** Of a record's header; of what stands before a position's log-probabilities. */
export const referenceHeaderBytes = 32;
export const referencePositionBytes = 24;

/** Bytes of a chunk's kept log-probabilities: 25 MB for 255 positions and 49,152 tokens. */
export const referenceBytes = (positions: number, vocabulary: number): number =>
  referenceHeaderBytes + positions * (referencePositionBytes + 2 * vocabulary);

/** Where records lie in the origin private file system: `<folder>/<key>/<chunk>`. */
export const referenceFolder = 'reference-log-probabilities';

export interface ScoreChunkRequest {
  readonly id: RequestId;
  readonly kind: 'chunk';
  /** One chunk of a text, at most `spec.contextLength`; the KV cache is cleared before it. */
  readonly tokens: Uint32Array;
  /**
   * First position whose logits are scored; they predict the token after it. 256 of 512. The last
   * is that of the last token but one.
   */
  readonly from: number;
  readonly reference: ChunkReference | null;
}

export interface ScoreChoiceRequest {
  readonly id: RequestId;
  readonly kind: 'choice';
  readonly context: string;
  /** At least two; joined to the context by one space. */
  readonly endings: readonly string[];
}

/** How long scoring took; loading and waiting for a turn are excluded. */
export interface ScoreTimes {
  readonly totalMs: Ms;
  /** The part spent on logits: softmax, comparing, keeping. The rest is the engine's. */
  readonly logitsMs: Ms;
  /** Tokens evaluated. */
  readonly tokens: number;
}

/** Per scored position, in order; every array has the same length. */
export interface ChunkScore {
  readonly kind: 'chunk';
  /** Negative log-likelihood of the true token, nats. */
  readonly nll: Float32Array;
  /** Token with the highest logit. */
  readonly top: Uint32Array;
  /** UTF-8 bytes that the true token stands for; 0 for special tokens. */
  readonly bytes: Uint16Array;
  /** Against the reference, unless this variant is it. */
  readonly against: {
    /** KL divergence from the reference, nats. */
    readonly kld: Float32Array;
    /** 1 where both have the same most likely token. */
    readonly sameTop: Uint8Array;
    /** Probability of the true token less the reference's. */
    readonly dp: Float32Array;
    /** Negative log-likelihood of the true token by the reference, nats. */
    readonly referenceNll: Float32Array;
  } | null;
  /** For `return`, and for `write` where storage refused them: the page hands them on as `given`. */
  readonly logProbs: ArrayBuffer | null;
  readonly times: ScoreTimes;
}

/** Sums of log-probabilities in nats, by the rules that `core/metrics/multiple-choice.ts` tells. */
export interface EndingScore {
  readonly logProb: number;
  readonly tokens: number;
  /** Unicode characters of the ending. */
  readonly characters: number;
  /** Over the tokens after the prefix that all endings share. */
  readonly ownLogProb: number;
  readonly ownTokens: number;
}

export interface ChoiceScore {
  readonly kind: 'choice';
  readonly endings: readonly EndingScore[];
  readonly times: ScoreTimes;
}

export type ScoreResult = ChunkScore | ChoiceScore;

/** Tokens evaluated of the request, for progress inside a chunk. */
export interface ScoreEvent {
  readonly type: 'scored';
  readonly tokens: number;
  readonly total: number;
}
