/** Why a bill was worked out again. */
import type { BillHead } from '../../api/types'

const WORDS: Record<BillHead['reason'], string> = {
  first: '',
  usage: 'Readings that came late, or were corrected, changed what was used.',
  prices: 'A price changed.',
  'usage and prices': 'Readings and prices changed.',
}

export function reasonText(reason: BillHead['reason']): string {
  return WORDS[reason]
}
