export { importFile, type Bundles, type UploadRefusal } from './bundles.ts'
export { afterLull, type Lull } from './lull.ts'
export { createService, type Service, type ServiceOptions } from './service.ts'
export type * from './types.ts'
