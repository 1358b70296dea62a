import { convergenceSuite } from './suite.ts'

convergenceSuite(0, 250)
