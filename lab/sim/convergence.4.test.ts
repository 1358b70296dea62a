import { convergenceSuite } from './suite.ts'

convergenceSuite(750, 1000)
