/** The receipt of an alert: what was seen, and what was usual. */
import { SEVERITIES } from '../alerts/severity'
import { costText, whenText } from '../alerts/words'
import type { Alert } from '../api/types'
import { figure } from '../number/evidence'
import { demandText } from '../number/units'
import { serverClock } from '../time/server-clock.svelte'
import { moment } from '../time/words'
import { UTILITY_LABELS } from '../utility/utilities'
import { receipts } from './receipts.svelte'

type Facts = [string, string][]

/** Figures whose names alone would not tell a person what they are. */
const EVIDENCE: Record<string, string> = {
  l_per_min: 'Litres a minute',
  mad: 'Usual spread',
  deviations: 'Times the usual spread',
  hours: 'Hours so far',
  days: 'Days so far',
  nights: 'Nights so far',
  minutes: 'Minutes since then',
  longest_rest: 'Longest rest before, hours',
  of: 'Meters there',
  meters: 'Meters silent',
  temperature: 'Outdoors, °C',
  criterion: 'Told from',
}

/** Opens the evidence of an alert. */
export function openAlertReceipt(alert: Alert, zone: string): void {
  const spike = alert.kind === 'spike'
  void receipts.open(`${UTILITY_LABELS[alert.utility]}, ${moment(alert.start, zone)}`, {
    figure: spike ? demandText(alert.utility, figure(alert, 'value')) : alert.title,
    sentence: alert.sentence,
    facts: [
      ['Answered by', 'speed'],
      ['When', whenText(alert, serverClock.now, zone)],
      ['Where', alert.place],
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

function evidenceFacts(alert: Alert, zone: string): Facts {
  return Object.entries(alert.evidence).map(([name, value]) => {
    if (name === 'last_at') return ['Last reading', moment(Number(value), zone)]
    return [EVIDENCE[name] ?? capital(name.replaceAll('_', ' ')), value.toLocaleString('en')]
  })
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
