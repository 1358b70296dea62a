import { ensureBuilt } from '../../scripts/build.ts'

/** Builds once, before any story waits for a node to start. */
// oxlint-disable-next-line import/no-default-export -- Playwright takes nothing else
export default ensureBuilt
