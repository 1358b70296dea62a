import { convergenceSuite } from './suite.ts'

convergenceSuite(250, 500)
