// Bundles the tests of the page's decisions into the directory that is named, and runs them with Node's own runner.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const module = join(dirname(fileURLToPath(import.meta.url)), '..')
const output = process.argv[2] ?? join(module, 'target/page-tests')
rmSync(output, { recursive: true, force: true })
mkdirSync(output, { recursive: true })
const tests = readdirSync(join(module, 'test')).filter((name) => name.endsWith('.test.ts'))
if (tests.length === 0) throw new Error('there are no tests')
await build({
  entryPoints: tests.map((name) => join(module, 'test', name)),
  outdir: output,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: ['node18'],
  sourcemap: 'inline',
  logLevel: 'warning',
})
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', ...readdirSync(output).map((name) => join(output, name))],
  { stdio: 'inherit' },
)
process.exit(run.status ?? 1)
