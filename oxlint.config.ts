import { defineConfig } from 'oxlint'
import { hasTiedHands, rooms } from './scripts/arrows.ts'
import { arrowOverrides } from './scripts/restrictions.ts'

/** Rooms of core that are given clock, randomness, disk and network as parameters. */
const tiedFiles = rooms.filter(hasTiedHands).map((room) => `${room.folder}/**/*.ts`)
const testFiles = ['**/*.test.{ts,tsx}', 'core/test/**', 'e2e/**']

const parameter = 'core is given clock, randomness, disk and network as parameters, so that tests are deterministic.'
const tiedGlobals = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'WebSocket',
  'process',
  'performance',
  'console',
]
const tiedProperties = [
  { object: 'Date', property: 'now' },
  { object: 'Math', property: 'random' },
  { object: 'crypto', property: 'getRandomValues' },
  { object: 'crypto', property: 'randomUUID' },
]

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'node', 'vitest', 'react', 'jsx-a11y'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  options: {
    typeAware: true,
    denyWarnings: true,
    reportUnusedDisableDirectives: 'error',
    // One way to suppress, so that one test can ask each for its reason (suppressions.test.ts).
    respectEslintDisableDirectives: false,
  },
  ignorePatterns: ['dist/**'],
  rules: {
    // Promises, types, suppressions: what a program dies of quietly.
    'typescript/no-floating-promises': ['error', { ignoreVoid: false }],
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-function-type': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/no-deprecated': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/restrict-plus-operands': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/use-unknown-in-catch-callback-variable': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-empty-object-type': 'error',
    'unicorn/no-abusive-eslint-disable': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'import/first': 'error',
    'unicorn/prefer-node-protocol': 'error',
    eqeqeq: 'error',
    'array-callback-return': 'error',
    'no-empty': 'error',
    'no-fallthrough': 'error',
    'no-new-func': 'error',
    'no-proto': 'error',
    'no-self-compare': 'error',
    'no-template-curly-in-string': 'error',
    'no-var': 'error',
    'object-shorthand': 'error',
    'prefer-const': 'error',
    'unicorn/throw-new-error': 'error',
    'typescript/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    'import/no-unassigned-import': ['error', { allow: ['**/*.css'] }],

    // `fc.assert` is how fast-check is written everywhere.
    'import/no-named-as-default-member': 'off',
    // Flags that a callback changes while the loop waits look unmodified to it.
    'no-unmodified-loop-condition': 'off',
    // The compiler does this (noImplicitReturns) and knows when a switch is exhaustive.
    'typescript/consistent-return': 'off',
    // For a handful of constants a list is as fast and reads better.
    'unicorn/prefer-set-has': 'off',
    // One after the other is often the meaning; where it is not, the bench says so.
    'no-await-in-loop': 'off',
    // A cast needs a reason beside it (CONTRIBUTING.md); brands are made of casts, so no rule can judge them.
    'typescript/no-unsafe-type-assertion': 'off',
    // A small function beside its one use reads better than one at the top of the file.
    'unicorn/consistent-function-scoping': 'off',
    // Spreading in a map makes new values, as code without mutation does.
    'oxc/no-map-spread': 'off',
    // JSX is compiled without React in scope.
    'react/react-in-jsx-scope': 'off',
  },
  overrides: [
    ...arrowOverrides(),
    {
      files: tiedFiles,
      rules: {
        'no-restricted-globals': ['error', ...tiedGlobals.map((name) => ({ name, message: parameter }))],
        'no-restricted-properties': ['error', ...tiedProperties.map((call) => ({ ...call, message: parameter }))],
      },
    },
    {
      files: testFiles,
      rules: {
        'no-restricted-globals': 'off',
        'no-restricted-properties': 'off',
        'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'fc.assert', 'assert*'] }],
        'vitest/no-identical-title': 'error',
        // Three lines that say what a thrown error is do not fit a message pattern.
        'vitest/require-to-throw-message': 'off',
      },
    },
    // Channels between processes have no origin to name; it is the windows of pages that need one.
    {
      files: ['app/main/**', 'app/service/process/**', 'e2e/electron-double/**'],
      rules: { 'unicorn/require-post-message-target-origin': 'off' },
    },
    // Tools that are handed a default export.
    { files: ['*.config.ts', 'e2e/**/playwright.config.ts'], rules: { 'import/no-default-export': 'off' } },
  ],
})
