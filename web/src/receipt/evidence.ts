/** What an alert was judged by, each figure with its name and its unit. */
import type { Alert } from '../api/types'
import { figure } from '../number/evidence'
import { demandText, usageText } from '../number/units'
import { moment } from '../time/words'

type Judged = Pick<Alert, 'kind' | 'utility' | 'evidence'>
type Say = (value: number, alert: Judged) => string

const written = (value: number): string => value.toLocaleString('en')
const plain: Say = (value) => written(value)
const followed = (unit: string): Say => (value) => `${written(value)} ${unit}`
const counted = (what: string): Say => (value) => `${written(value)} ${what}${value === 1 ? '' : 's'}`
const amount: Say = (value, { utility }) => usageText(utility, value * 1000) // Wh or L
const rate: Say = (value, alert) => {
  if (alert.kind === 'night_flow') return `${written(value)} L a minute`
  return `${amount(value, alert)} ${alert.kind === 'gas_in_summer' ? 'a day' : 'an hour'}`
}

/** In the order in which they are told. */
const FIGURES: Record<string, [name: string, say: Say]> = {
  l_per_min: ['At least', followed('L a minute')],
  usage: ['Used', rate],
  usual: ['Usual', rate],
  mad: ['Usual spread', rate],
  deviations: ['Times the usual spread', plain],
  fallen: ['Ran back by', amount],
  allowed: ['Noise would be', amount],
  demand: ['Demand meanwhile', (value, { utility }) => demandText(utility, value)],
  feeder_misses: ['Its feeder misses', rate],
  hours: ['So far', followed('h')],
  days: ['So far', counted('day')],
  nights: ['So far', counted('night')],
  minutes: ['So far', followed('min')],
  longest_rest: ['Longest rest before', followed('h')],
  meters: ['Meters silent', plain],
  of: ['Meters there', plain],
  temperature: ['Outdoors', followed('°C')],
  score: ['Score', plain],
  criterion: ['Told from', (value, alert) => (alert.kind === 'silent' ? `${value} min` : `a score of ${value}`)],
}
/** Told already by the alert's own words. */
const SAID = ['where', 'direction']

/** The rows of the receipt. */
export function evidenceFacts(alert: Judged, zone: string): [string, string][] {
  // Less than 1 beside a register that stands still only means that nobody knows it, as in the alert's own sentence.
  const told = (name: string): boolean => name in alert.evidence && (name !== 'demand' || Math.abs(figure(alert, name)) >= 1)
  const known = Object.entries(FIGURES).filter(([name]) => told(name))
  const other = Object.entries(alert.evidence).filter(([name]) => !(name in FIGURES) && !SAID.includes(name))
  return [
    ...known.map(([name, [label, say]]): [string, string] => [label, say(figure(alert, name), alert)]),
    ...other.map(([name, value]): [string, string] => {
      if (name === 'last_at') return ['Last reading', moment(Number(value), zone)]
      return [capital(name.replaceAll('_', ' ')), value.toLocaleString('en')]
    }),
  ]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
