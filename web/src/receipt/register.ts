/** What registers did besides growing, in words. */
import type { RegisterEvent } from '../api/types'
import { clock, day, moment } from '../time/words'

/** What each kind is, in a word or three. */
export const EVENT_WORDS: Record<RegisterEvent['kind'], string> = {
  swap: 'new meter',
  rollover: 'register began again at zero',
  reset: 'register began anew',
  'back-step': 'register went back: held',
  jump: 'register jumped: not counted',
  return: 'register came back: one reading was odd',
}

/** "Between 14:15 and 14:30: New meter; ..." and that it is not confirmed yet. */
export function registerText(event: RegisterEvent, now: number, zone: string): string {
  const said = (at: number): string => (day(at, zone) === day(now, zone) ? clock(at, zone) : moment(at, zone))
  const until = event.kind === 'back-step' && event.until !== null ? `, until ${said(event.until)}` : ''
  return `Between ${said(event.after)} and ${said(event.at)}${until}: ${event.sentence} Not yet confirmed.`
}
