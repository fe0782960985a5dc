/** How bad an alert is: sign, word and colour together, never colour alone. */
import type { Alert, Severity } from '../api/types'

export interface SeveritySign {
  glyph: string
  label: string
  token: string
}

export const SEVERITIES: Record<Severity, SeveritySign> = {
  critical: { glyph: '‼', label: 'act now', token: 'urgent' },
  warning: { glyph: '!', label: 'look today', token: 'attention' },
  notice: { glyph: 'i', label: 'worth knowing', token: 'unknown' },
}
const ORDER: readonly Severity[] = ['critical', 'warning', 'notice']

/** The worst first, then the newest. */
export function bySeverity(a: Alert, b: Alert): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || b.start - a.start
}
