/** The receipt of a live demand: the window it belongs to and its statistics. */
import type { LivePoint } from '../api/types'
import { demandText } from '../number/units'
import { clockSeconds } from '../time/words'
import { UTILITY_LABELS } from '../utility/utilities'
import { receipts } from './receipts.svelte'
import { LAYER_WORDS, registerCount } from './words'

/** Opens the receipt of what a service point uses now. */
export function openLiveReceipt(point: LivePoint, zone: string): void {
  const { utility } = point
  const demand = (value: number) => demandText(utility, value)
  const seconds = point.window_ms / 1000
  void receipts.open(`${UTILITY_LABELS[utility]} now`, {
    figure: demand(point.demand),
    sentence: `The meter's last reading, read at ${clockSeconds(point.last_at, zone)}; live, not yet confirmed.`,
    facts: [
      ['Answered by', LAYER_WORDS.speed],
      ['Window', `${seconds} s, to ${clockSeconds(point.window_end, zone)}`],
      ['Readings in it', String(point.n)],
      ['Mean', demand(point.mean)],
      ['Standard deviation', demand(point.sd)],
      ['Lowest, highest', `${demand(point.min)}, ${demand(point.max)}`],
      ['Register', registerCount(utility, point.register)],
    ],
  })
}
