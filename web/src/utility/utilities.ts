/** The utilities, in the order every page shows them. */
import type { UtilityName } from '../api/types'

export const TAKEN: readonly UtilityName[] = ['electricity', 'gas', 'water']

/** What a home takes, and what it feeds in, if it has panels. */
export const UTILITIES: readonly UtilityName[] = [...TAKEN, 'export']

export const UTILITY_LABELS: Record<UtilityName, string> = { electricity: 'Electricity', gas: 'Gas', water: 'Water', export: 'Fed in' }

/** The utility named in an address if it is one of those offered, or the first one. */
export function utilityFrom(text: string | null, offered: readonly UtilityName[] = UTILITIES): UtilityName {
  return offered.find((name) => name === text) ?? 'electricity'
}
