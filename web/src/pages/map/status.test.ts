import { expect, test } from 'vitest'
import type { County } from '../../api/types'
import { statusText, statusTotal } from './status'

test('what there is none of is left out', () => {
  expect(statusText({ normal: 1_062, anomalous: 0, silent: 1 })).toBe('1,062 normal, 1 silent')
  expect(statusText({ normal: 3, anomalous: 2, silent: 0 })).toBe('3 normal, 2 with an alert')
})

test('counties that tell nothing are not counted', () => {
  const counties = [{ status: { normal: 1, anomalous: 2, silent: 3 } }, { status: null }] as County[]
  expect(statusTotal(counties)).toEqual({ normal: 1, anomalous: 2, silent: 3 })
  expect(statusTotal([])).toBeNull()
})
