/** What every table of matches tells. */
import type { Match } from '../../api/types'
import { percent } from '../../number/percent'
import type { Column } from '../operations/column'
import { CAUSES } from './causes'

const count = (value: number): string => value.toLocaleString('en')

export const COMPARED: Column<Match> = { name: 'Compared', text: (row) => count(row.compared), numeric: true }
export const MATCHED: Column<Match> = { name: 'Matched', text: (row) => percent(row.share), numeric: true }
export const EXPLAINED: Column<Match> = { name: 'Explained', text: causes }
export const UNEXPLAINED: Column<Match> = { name: 'Unexplained', text: (row) => count(row.unexplained), numeric: true, loud: (row) => row.unexplained > 0 }

function causes({ explained }: Match): string {
  const parts = CAUSES.filter(({ name }) => explained[name]).map(({ name, label }) => `${label} ${count(explained[name] ?? 0)}`)
  return parts.join(', ') || 'none'
}
