import { convergenceSuite } from './suite.ts'

convergenceSuite(500, 750)
