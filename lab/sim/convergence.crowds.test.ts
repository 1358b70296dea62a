import { LARGE } from './index.ts'
import { convergenceSuite } from './suite.ts'

convergenceSuite(0, 50, LARGE)
