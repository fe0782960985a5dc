/** Hotspots in words, and the signs of their states. */
import type { Hotspot, HotspotState, UtilityName } from '../../api/types'
import { percent } from '../../number/percent'
import { demandText } from '../../number/units'

export interface Sign {
  state: HotspotState
  glyph: string
  label: string
  token: string
}

/** In the order of the legend; never told apart by colour alone. */
export const SIGNS: readonly Sign[] = [
  { state: 'new', glyph: '+', label: 'new', token: 'accent' },
  { state: 'growing', glyph: '▲', label: 'growing', token: 'urgent' },
  { state: 'moving', glyph: '►', label: 'moving', token: 'attention' },
  { state: 'steady', glyph: '■', label: 'steady', token: 'strong' },
  { state: 'fading', glyph: '▼', label: 'fading', token: 'muted' },
]

/** The sign of a state. */
export function signOf(state: HotspotState): Sign {
  return SIGNS.find((sign) => sign.state === state) ?? SIGNS[0]!
}

/** What is hot there, as one sentence without its place. */
export function hotspotSentence(hotspot: Hotspot, utility: UtilityName): string {
  const { kind, points, value, usual } = hotspot
  const count = points.toLocaleString('en')
  if (kind === 'load') {
    if (value === null || usual === null) return `${count} homes use far more than others`
    return `${count} homes use ${demandText(utility, Math.round(value))} each, where ${demandText(utility, Math.round(usual))} is usual`
  }
  if (kind === 'anomalies') {
    if (value === null || usual === null) return `${count} homes stand out`
    return `${percent(value)} of ${count} homes stand out, where ${percent(usual)} is usual`
  }
  return kind === 'alerts' ? `${count} meters with alerts close together` : `${count} events close together`
}
