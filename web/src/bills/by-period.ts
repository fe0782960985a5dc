/** Bills of the same days, together. */
import type { BillHead } from '../api/types'
import { periodName } from './period'

export interface PeriodBills {
  name: string
  own: BillHead[]
}

/** In the order in which they come. */
export function byPeriod(bills: readonly BillHead[]): PeriodBills[] {
  const found = new Map<string, BillHead[]>()
  for (const bill of bills) {
    const name = periodName(bill.first_day, bill.last_day)
    found.set(name, [...(found.get(name) ?? []), bill])
  }
  return [...found].map(([name, own]) => ({ name, own }))
}
