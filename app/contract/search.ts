import * as z from 'zod/mini'
import { id, method, named, text, time } from './define.ts'

const hit = named('Hit', z.strictObject({ space: id, message: id, snippet: z.string(), at: time }))

/** Finding what was said. */
export const searchMethods = {
  query: method({
    does: 'Messages that hold these words, in all spaces or one, newest first.',
    params: z.strictObject({
      text: text(1, 256),
      space: z.exactOptional(id),
      limit: z.int().check(z.minimum(1), z.maximum(200)),
    }),
    result: z.strictObject({ hits: z.array(hit) }),
    refusals: ['SpaceUnknown'],
  }),
}
