/** How sure a bill is, in a sentence. */
import type { BillHead } from '../../api/types'

type Counted = Pick<BillHead, 'state' | 'intervals' | 'estimated' | 'missing'>

/** Says what was measured, estimated, missing; only everything is "all". */
export function sureness({ state, intervals, estimated, missing }: Counted): string {
  const count = (value: number) => value.toLocaleString('en')
  if (state === 'held') return `Held: ${count(missing)} quarter hours have no data yet and are not in it. It is worked out again when they come.`
  if (estimated === 0) return `All ${count(intervals)} quarter hours were measured.`
  return `${count(intervals - estimated)} of ${count(intervals)} quarter hours were measured, ${count(estimated)} estimated.`
}
