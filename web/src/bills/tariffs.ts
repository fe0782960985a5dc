/** What comparing tariffs comes to, in a sentence. */
import type { UtilityCosts } from '../api/types'
import { priced } from './money'

/** The best choice, and what it would have saved. */
export function verdict(found: Pick<UtilityCosts, 'costs' | 'currency'>, months: number): string {
  const [best] = found.costs // cheapest first
  const mine = found.costs.find((one) => one.assigned)
  const time = months >= 12 ? 'the last year' : months === 1 ? 'the last month' : `the last ${months} months`
  if (!best || !mine) return `Costs of ${time} under each tariff on file.`
  const saved = Number(mine.cost) - Number(best.cost)
  if (saved <= 0) return `Over ${time} no tariff on file would have been cheaper than yours.`
  return `Over ${time}, “${best.name}” would have cost ${priced(saved, found.currency)} less than yours.`
}
