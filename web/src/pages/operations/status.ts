/** Whether all is well, in a figure for each thing an operator keeps an eye on. */
import type { Account, Alert, Horizon, Night, StagePoint } from '../../api/types'
import type { Level } from '../../number/level'
import { percent } from '../../number/percent'
import { day } from '../../time/words'
import { byDay } from '../agreement/nights'
import { STAGES, verdict } from './stages'

export interface Tile {
  card: string
  name: string
  figure: string
  note: string
  level: Level
}

const LATE_MS = 48 * 3_600_000 // a day, and as long again as the night of the last zone may take

/** What lasts, and how much of it is bad. */
export function alertTile(lasting: readonly Alert[]): Tile {
  const critical = lasting.filter((alert) => alert.severity === 'critical').length
  const urgent = critical ? `${count(critical)} to act on now` : 'none to act on at once'
  const level = critical ? 'urgent' : lasting.length ? 'attention' : 'fine'
  return { card: 'alerts', name: 'Alerts', figure: lasting.length ? `${count(lasting.length)} open` : 'None open', note: lasting.length ? urgent : 'nothing stands out', level }
}

/** Whether every stage from door to page keeps up, by its newest point. */
export function stageTile(newest: StagePoint | undefined): Tile {
  const tile = { card: 'stages', name: 'Door to page' }
  if (!newest) return { ...tile, figure: 'Looking', note: 'the first look is being taken', level: 'unknown' }
  const off = STAGES.flatMap((stage) => {
    const { level, words } = verdict(stage, newest)
    return level === 'fine' ? [] : [{ name: stage.name, level, words }]
  })
  const [worst] = off.toSorted((a, b) => Number(a.level === 'unknown') - Number(b.level === 'unknown'))
  if (!worst) return { ...tile, figure: 'Keeps up', note: `all ${STAGES.length} stages`, level: 'fine' }
  return { ...tile, figure: `${off.length} of ${STAGES.length} off`, note: `${worst.name}: ${worst.words}`, level: worst.level }
}

/** Whether every reading is somewhere. */
export function readingTile(accounts: readonly Account[]): Tile {
  const total = (name: 'received' | 'late' | 'quarantined'): number => accounts.reduce((sum, account) => sum + account[name], 0)
  const missing = accounts.reduce((sum, account) => sum + Math.abs(account.difference), 0)
  const tile = { card: 'readings', name: 'Readings' }
  if (!accounts.length) return { ...tile, figure: 'None yet', note: 'nothing has been counted', level: 'unknown' }
  const note = `${count(total('late'))} late, ${count(total('quarantined'))} quarantined`
  if (missing) return { ...tile, figure: `${count(missing)} missing`, note, level: 'urgent' }
  return { ...tile, figure: 'None missing', note: `${count(total('received'))} received, ${note}`, level: 'fine' }
}

/** Up to which day the nightly runs have confirmed everything, everywhere. */
export function horizonTile(horizons: readonly Horizon[], now: number): Tile {
  const tile = { card: 'horizons', name: 'Confirmed to' }
  const last = horizons.toSorted((a, b) => a.horizon - b.horizon)[0]
  if (!last) return { ...tile, figure: 'Nothing yet', note: 'the first night is to come', level: 'unknown' }
  const behind = horizons.filter((each) => now - each.horizon > LATE_MS).length
  const note = behind ? `${count(behind)} of ${zones(horizons.length)} behind` : `in ${horizons.length === 1 ? 'its zone' : `all ${zones(horizons.length)}`}`
  return { ...tile, figure: day(last.horizon - 1, last.zone), note, level: behind ? 'attention' : 'fine' }
}

/** How well the last night agreed. */
export function nightTile(nights: readonly Night[]): Tile {
  const tile = { card: 'nights', name: 'Live matched' }
  const last = byDay(nights).at(-1)
  if (!last) return { ...tile, figure: 'Not yet', note: 'no night has been compared', level: 'unknown' }
  const note = last.unexplained ? `${count(last.unexplained)} unexplained` : 'nothing unexplained'
  return { ...tile, figure: percent(last.share), note, level: last.unexplained ? 'urgent' : 'fine' }
}

function zones(number: number): string {
  return number === 1 ? '1 zone' : `${count(number)} zones`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
