/** Where the readings went: sums of accounts. */
import type { Account, UtilityName } from '../../api/types'

export type Counts = Pick<Account, 'received' | 'in_windows' | 'late' | 'quarantined' | 'difference'>

export interface UtilityCounts extends Counts {
  utility: UtilityName
}

const NAMES = ['received', 'in_windows', 'late', 'quarantined', 'difference'] as const

/** One row a utility, in the order of the accounts. */
export function byUtility(accounts: readonly Account[]): UtilityCounts[] {
  const utilities = [...new Set(accounts.map((account) => account.utility))]
  return utilities.map((utility) => ({ utility, ...sum(accounts.filter((account) => account.utility === utility)) }))
}

/** The worst first: where readings are missing, then where most were not usable or late. */
export function byTrouble(a: Counts, b: Counts): number {
  return Math.abs(b.difference) - Math.abs(a.difference) || b.quarantined + b.late - a.quarantined - a.late || b.received - a.received
}

/** Such as "0.12 %"; nothing received is no share. */
export function shareText(part: number, of: number): string {
  if (of === 0 || part === 0) return '0'
  return `${part.toLocaleString('en')} (${((100 * part) / of).toLocaleString('en', { maximumSignificantDigits: 2 })} %)`
}

function sum(accounts: readonly Counts[]): Counts {
  const found = { received: 0, in_windows: 0, late: 0, quarantined: 0, difference: 0 }
  for (const account of accounts) for (const name of NAMES) found[name] += account[name]
  return found
}
