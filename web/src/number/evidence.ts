/** What an alert was judged by. */
import type { Alert } from '../api/types'

/** A figure of the evidence by its name; NaN if this kind of alert has none such. */
export function figure(alert: Pick<Alert, 'evidence'>, name: string): number {
  return Number(alert.evidence[name] ?? NaN)
}
