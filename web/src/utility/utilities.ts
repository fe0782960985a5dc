/** The three utilities, in the order every page shows them. */
import type { UtilityName } from '../api/types'

export const UTILITIES: readonly UtilityName[] = ['electricity', 'gas', 'water']

export const UTILITY_LABELS: Record<UtilityName, string> = { electricity: 'Electricity', gas: 'Gas', water: 'Water' }

/** The utility named in an address, or the first one. */
export function utilityFrom(text: string | null): UtilityName {
  return UTILITIES.find((name) => name === text) ?? 'electricity'
}
