export const instructionTiers = ['unsigned', 'signed', 'pairs', 'plain'] as const;
export type InstructionTier = (typeof instructionTiers)[number];
