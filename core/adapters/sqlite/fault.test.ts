import { expect, test } from 'vitest'
import { faultOf } from './fault.ts'

test('a disk without room for the file beside the log is called full, and one that fails is not', () => {
  const thrown = (code: string) => Object.assign(new Error('disk I/O error'), { code })
  expect(faultOf(thrown('SQLITE_IOERR_SHMSIZE'))).toEqual({ type: 'StoreFull' })
  expect(faultOf(thrown('SQLITE_IOERR_READ'))).toMatchObject({ type: 'StoreUnreadable' })
})
