/** Today beside yesterday, up to the same time of day. */
import type { Usage } from '../../api/types'
import { clock } from '../../time/words'
import { knownUntil } from './known'

const ENOUGH = 0.95

/** Such as "8 % less than yesterday by 14:00"; null where either side is too incomplete to say so. */
export function compared(today: Usage, before: Usage): string | null {
  const [now, then] = [today.total.usage, before.total.usage]
  if (today.utility !== before.utility || now === null || !then || before.total.completeness < ENOUGH) return null
  const share = Math.round((100 * (now - then)) / then)
  const by = `by ${clock(knownUntil(today), today.zone)}`
  if (share === 0) return `as much as yesterday ${by}`
  return `${Math.abs(share)} % ${share < 0 ? 'less' : 'more'} than yesterday ${by}`
}
