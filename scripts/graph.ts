import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'

/** One import. Paths are from the top of the project, with `/`; a package's file begins with `node_modules/`. */
export interface Arrow {
  readonly from: string
  readonly to: string
  /** Gone when the program runs. */
  readonly isTypeOnly: boolean
  /** Leads to no file. */
  readonly isLost: boolean
}

export interface Graph {
  readonly files: readonly string[]
  readonly arrows: readonly Arrow[]
}

const folders = ['app', 'bin', 'core', 'e2e', 'lab', 'scripts', 'sync-relay']

/** Every import of the project below `root`, re-exports and late ones too; packages are not looked into. */
export const readGraph = async (root: string): Promise<Graph> => {
  const { output } = await cruise(
    folders.filter((folder) => existsSync(join(root, folder))),
    {
      baseDir: root,
      // Without @swc/core beside it, it reads no TypeScript and finds nothing, without an error.
      parser: 'swc',
      tsPreCompilationDeps: true,
      tsConfig: { fileName: join(root, 'tsconfig.json') },
      doNotFollow: { path: 'node_modules' },
      enhancedResolveOptions: {
        exportsFields: ['exports'],
        conditionNames: ['node', 'import', 'types'],
        extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts'],
      },
    },
  )
  // A string only when a reporter was asked for, which none was.
  if (typeof output === 'string') throw new TypeError('the graph came as text')
  return {
    files: output.modules.map((module) => module.source),
    arrows: output.modules.flatMap((module) =>
      module.dependencies.map((dependency) => ({
        from: module.source,
        to: dependency.resolved,
        isTypeOnly: dependency.dependencyTypes.includes('type-only'),
        isLost: dependency.couldNotResolve,
      })),
    ),
  }
}
