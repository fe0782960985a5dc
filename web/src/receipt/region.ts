/** The receipts of what counties, and the country, use. */
import type { County, RegionUsage, Regions, UtilityName } from '../api/types'
import { percent } from '../number/percent'
import { demandText, usageText } from '../number/units'
import { duration } from '../time/words'
import { receipts } from './receipts.svelte'
import { LAYER_WORDS } from './words'

/** Opens the receipt of the country's live load. */
export function openCountryReceipt(regions: Regions, total: { load: number; reporting: number; homes: number }): void {
  void receipts.open('All counties now', {
    figure: total.reporting ? demandText(regions.utility, total.load) : 'no data',
    sentence: 'The sum of the newest live window of every county; not yet confirmed.',
    facts: [
      ['Answered by', LAYER_WORDS.speed],
      ['Counties', String(regions.counties.length)],
      ['Homes reporting', `${total.reporting.toLocaleString('en')} of ${total.homes.toLocaleString('en')}`],
      ['Newest window ended', ended(regions.now, regions.window_end)],
    ],
  })
}

/** Opens the receipt of one county's live load. */
export function openLoadReceipt(county: County, utility: UtilityName, now: number): void {
  void receipts.open(`${county.name}, ${county.state}, now`, {
    figure: county.load === null ? 'no data' : demandText(utility, county.load),
    sentence: "The sum of its homes' mean demand in the newest live window; not yet confirmed.",
    facts: [
      ['Answered by', LAYER_WORDS.speed],
      ['Homes reporting', `${county.reporting} of ${county.homes}`],
      ['Lowest reading', county.min === null ? 'no data' : demandText(utility, county.min)],
      ['Highest reading', county.max === null ? 'no data' : demandText(utility, county.max)],
      ['Window ended', ended(now, county.window_end)],
    ],
  })
}

/** Opens the receipt of one county's usage today. */
export function openRegionUsageReceipt(county: County, usage: RegionUsage): void {
  const { utility, total, by_layer: layers } = usage
  const amount = (value: number | null) => (value === null ? 'none' : usageText(utility, value))
  void receipts.open(`${county.name}, ${county.state}, today`, {
    figure: total.usage === null ? 'no data' : usageText(utility, total.usage),
    sentence: 'The sum of its homes: what the nightly run confirmed, and what came in live after that.',
    facts: [
      ['Confirmed (batch)', amount(layers.batch)],
      ['Live (speed)', amount(layers.speed)],
      ['Homes', String(total.homes)],
      ['Complete', percent(total.completeness)],
    ],
  })
}

function ended(now: number, window: number | null): string {
  return window === null ? 'no window yet' : `${duration(now - window)} before the answer`
}
