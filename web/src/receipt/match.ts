/** The receipt of "matched last night": what was compared, and why the rest differed. */
import type { HomeMatch, Night } from '../api/types'
import { percent } from '../number/percent'
import { civilDay } from '../time/words'
import { receipts } from './receipts.svelte'

/** Opens the comparison of live and nightly values of one home, with the zone's nights below. */
export function openMatchReceipt(match: HomeMatch, nights: readonly Night[]): void {
  const count = (value: number) => value.toLocaleString('en')
  void receipts.open('Matched last night', {
    figure: percent(match.share),
    sentence: `${count(match.matched)} of ${count(match.compared)} live values of this home were confirmed to the last digit.`,
    facts: nights.slice(0, 3).map((night) => [
      `All homes, ${civilDay(night.day)}, run ${night.run_id}`,
      `${percent(night.share)} of ${count(night.compared)}; unexplained ${count(night.unexplained)}`,
    ]),
  })
}
