/** How things stand: sign and colour, which is the token of the same name. */
export type Level = 'fine' | 'attention' | 'urgent' | 'unknown'

export const LEVEL_SIGNS: Record<Level, string> = { fine: '✓', attention: '!', urgent: '‼', unknown: '?' }
