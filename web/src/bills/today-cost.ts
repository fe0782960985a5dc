/** What today has cost so far: one amount, what it is of, and its receipt. */
import type { CostPart, Home, TodayCost } from '../api/types'
import type { Mark } from '../number/marks'
import { usageText } from '../number/units'
import type { Slip } from '../receipt/receipts.svelte'
import { clock } from '../time/words'
import { TAKEN, UTILITY_LABELS } from '../utility/utilities'
import { priced } from './money'

export interface Told {
  text: string
  mark: Mark
  /** Such as "so far today", or of which utilities where others are left out. */
  words: string
}

/** Null where nothing is known, or where currencies cannot be added. */
export function told(cost: TodayCost, home: Pick<Home, 'utilities'>): Told | null {
  const { parts } = cost
  const [first] = parts
  if (!first || parts.some((part) => part.currency !== first.currency)) return null
  const guessed = parts.some((part) => part.estimated)
  const settled = parts.every((part) => part.settled)
  const left = TAKEN.filter((utility) => home.utilities.includes(utility) && !parts.some((part) => part.utility === utility))
  const names = parts.map((part) => UTILITY_LABELS[part.utility].toLowerCase()).join(' and ')
  return {
    text: priced(sum(parts), first.currency),
    mark: settled ? (guessed ? 'estimated' : 'settled') : guessed ? 'live-estimated' : 'live',
    words: left.length ? `so far today for ${names}` : 'so far today',
  }
}

/** What it is made of. */
export function costSlip({ parts, zone }: TodayCost): Slip {
  const until = clock(Math.min(...parts.map((part) => part.until)), zone)
  return {
    figure: priced(sum(parts), parts[0]?.currency ?? 'USD'),
    sentence: `Everything up to ${until} at the prices of its hours, with the whole day's standing charge. The bill settles it.`,
    facts: parts.map((part) => [UTILITY_LABELS[part.utility], partText(part)]),
  }
}

function partText(part: CostPart): string {
  const said = [
    `${usageText(part.utility, part.used)}: ${priced(part.energy, part.currency)}`,
    `standing charge ${priced(part.standing, part.currency)}`,
    Number(part.taxes) ? `taxes ${priced(part.taxes, part.currency)}` : '',
    Number(part.fed_in) ? `${usageText('export', part.fed)} fed in: ${priced(part.fed_in, part.currency)}` : '',
    `tariff ${part.tariff_id}, version ${part.tariff_version}`,
  ]
  return said.filter(Boolean).join('; ')
}

/** Whole cents add up exactly. */
function sum(parts: readonly CostPart[]): number {
  return parts.reduce((cents, part) => cents + Math.round(Number(part.total) * 100), 0) / 100
}
