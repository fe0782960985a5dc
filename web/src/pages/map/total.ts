/** Sums over counties. */
import type { County } from '../../api/types'

export interface CountryTotal {
  load: number
  reporting: number
  homes: number
}

/** The load of all counties that report, and how many homes that covers. */
export function countryTotal(counties: readonly County[]): CountryTotal {
  const sum = (of: (county: County) => number): number => counties.reduce((total, county) => total + of(county), 0)
  return { load: sum((one) => one.load ?? 0), reporting: sum((one) => one.reporting), homes: sum((one) => one.homes) }
}
