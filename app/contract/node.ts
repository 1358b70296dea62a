import * as z from 'zod/mini'
import { about, count, method, nothing, time } from './define.ts'

/** The program itself. */
export const nodeMethods = {
  about: method({
    does: 'Which program this is, since when it runs, and what it takes.',
    params: nothing,
    result: z.strictObject({
      version: z.string(),
      startedAt: time,
      memory: about(count, 'Resident bytes.'),
    }),
    refusals: [],
  }),
}
