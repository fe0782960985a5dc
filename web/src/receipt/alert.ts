/** The receipt of an alert: what was seen, and what was usual. */
import { SEVERITIES } from '../alerts/severity'
import { alertSentence, costText, whenText, whereText } from '../alerts/words'
import type { Alert } from '../api/types'
import { figure } from '../number/evidence'
import { demandText } from '../number/units'
import { serverClock } from '../time/server-clock.svelte'
import { moment } from '../time/words'
import { UTILITY_LABELS } from '../utility/utilities'
import { evidenceFacts } from './evidence'
import { receipts } from './receipts.svelte'
import { LAYER_WORDS } from './words'

type Facts = [string, string][]

/** Opens the evidence of an alert. */
export function openAlertReceipt(alert: Alert, zone: string): void {
  const spike = alert.kind === 'spike'
  void receipts.open(`${UTILITY_LABELS[alert.utility]}, ${moment(alert.start, zone)}`, {
    figure: spike ? demandText(alert.utility, figure(alert, 'value')) : alert.title,
    sentence: alertSentence(alert),
    facts: [
      ['Answered by', LAYER_WORDS.speed],
      ['When', whenText(alert, serverClock.now, zone)],
      ['Where', whereText(alert)],
      ['How bad', SEVERITIES[alert.severity].label],
      ...(costText(alert) ? ([['Cost', costText(alert)]] as Facts) : []),
      ['What to do', alert.advice],
      ...(spike ? spikeFacts(alert) : evidenceFacts(alert, zone)),
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
