/** The receipt of an alert: what was seen, and what was usual. */
import type { Alert } from '../api/types'
import { demandText } from '../number/units'
import { clockSeconds, moment } from '../time/words'
import { UTILITY_LABELS } from '../utility/utilities'
import { receipts } from './receipts.svelte'

/** Opens the evidence of an alert. */
export function openAlertReceipt(alert: Alert, zone: string): void {
  const { utility, evidence } = alert
  const demand = (value: number) => demandText(utility, value)
  void receipts.open(`${UTILITY_LABELS[utility]}, ${moment(alert.start, zone)}`, {
    figure: demand(evidence.value),
    sentence: alert.sentence,
    facts: [
      ['Answered by', 'speed'],
      ['Seen', `${clockSeconds(alert.start, zone)}${alert.end === null ? '' : ` to ${clockSeconds(alert.end, zone)}`}`],
      ['Usual then', `${demand(evidence.mean)}, give or take ${demand(evidence.sd)}`],
      ['Times the usual spread', evidence.sigmas.toFixed(1)],
      ['Windows compared', evidence.windows.toLocaleString('en')],
    ],
  })
}
