/** How sure a number is: the one grammar that figures, charts and receipts share. */
import type { Layer, Quality } from '../api/types'

export type Mark = 'settled' | 'estimated' | 'live' | 'live-estimated' | 'missing'

interface Certainty {
  usage: number | null
  layer: Layer
  quality: Quality
  basis?: string | null
}

/** The mark of a served value. A value partly served by the speed layer is not yet confirmed, so it counts as live. */
export function markOf(value: Certainty): Mark {
  if (value.usage === null || value.quality === 'missing') return 'missing'
  if (value.layer === 'batch') return value.quality === 'estimated' ? 'estimated' : 'settled'
  const guessed = value.quality === 'estimated' || value.basis === 'linear' || value.basis === 'profile'
  return guessed ? 'live-estimated' : 'live'
}

/** What each mark says in words. */
export const MARK_WORDS: Record<Mark, string> = {
  settled: 'confirmed',
  estimated: 'estimated, confirmed',
  live: 'live, not yet confirmed',
  'live-estimated': 'estimated, not yet confirmed',
  missing: 'no data',
}
