/** The receipt of an alert: what was seen, and what was usual. */
import type { Alert } from '../api/types'
import { figure } from '../number/evidence'
import { demandText } from '../number/units'
import { clockSeconds, moment } from '../time/words'
import { UTILITY_LABELS } from '../utility/utilities'
import { receipts } from './receipts.svelte'

type Facts = [string, string][]

/** Opens the evidence of an alert. */
export function openAlertReceipt(alert: Alert, zone: string): void {
  const spike = alert.kind === 'spike'
  void receipts.open(`${UTILITY_LABELS[alert.utility]}, ${moment(alert.start, zone)}`, {
    figure: spike ? demandText(alert.utility, figure(alert, 'value')) : alert.severity,
    sentence: alert.sentence,
    facts: [
      ['Answered by', 'speed'],
      ['Seen', `${clockSeconds(alert.start, zone)}${alert.end === null ? '' : ` to ${clockSeconds(alert.end, zone)}`}`],
      ...(spike ? spikeFacts(alert) : evidenceFacts(alert)),
    ],
  })
}

function spikeFacts(alert: Alert): Facts {
  const demand = (name: string) => demandText(alert.utility, figure(alert, name))
  return [
    ['Usual then', `${demand('mean')}, give or take ${demand('sd')}`],
    ['Times the usual spread', figure(alert, 'sigmas').toFixed(1)],
    ['Windows compared', figure(alert, 'windows').toLocaleString('en')],
  ]
}

function evidenceFacts(alert: Alert): Facts {
  return Object.entries(alert.evidence).map(([name, value]) => [name.replaceAll('_', ' '), value.toLocaleString('en')])
}
