/** What receipts of all kinds say: who answers, and what a register shows. */
import type { Layer, Receipt, UtilityName } from '../api/types'

/** Who answers, with the layer's own name behind it. */
export const LAYER_WORDS: Record<Layer, string> = {
  batch: 'the nightly run (batch)',
  speed: 'the live readings (speed)',
  mixed: 'the nightly run to the last settled midnight (batch), live readings after it (speed)',
}

/** Where a value's two ends come from. */
export const BASIS_WORDS: Record<NonNullable<Receipt['basis']>, string> = {
  measured: 'readings at both ends',
  linear: 'an end on the line between two readings',
  profile: 'a whole amount, spread over its time',
}

const BASE = 1e6 // mWh in a kWh, mL in a cubic metre
const DECIMALS = { minimumFractionDigits: 3, maximumFractionDigits: 6 }

/** The count as the meter shows it, to its last digit: "12,345.678901 kWh". */
export function registerCount(utility: UtilityName, count: number): string {
  return `${(count / BASE).toLocaleString('en', DECIMALS)} ${utility === 'electricity' || utility === 'export' ? 'kWh' : 'm³'}`
}
