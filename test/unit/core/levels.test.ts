import { describe, expect, it } from 'vitest';
import { isLevelId, levelIds, parseLevel } from '../../../core/levels.ts';

describe('level ids', () => {
  it.each([
    ['fp32', { format: 'fp32', method: 'plain', headBits: 32 }],
    ['fp16', { format: 'fp16', method: 'plain', headBits: 16 }],
    ['int8', { format: 'int8', method: 'plain', headBits: 8 }],
    ['q4-h4', { format: 'q4', method: 'plain', headBits: 4 }],
    ['q4i', { format: 'q4i', method: 'plain', headBits: 8 }],
    ['q3-gptq-h4', { format: 'q3', method: 'gptq', headBits: 4 }],
  ] as const)('%s', (id, level) => {
    expect(parseLevel(id)).toEqual(level);
  });

  it('say each level once', () => {
    const said = levelIds.map((id) => JSON.stringify(parseLevel(id)));
    expect(new Set(said).size).toBe(levelIds.length);
    expect(isLevelId('q2-h4-gptq')).toBe(false);
  });
});
