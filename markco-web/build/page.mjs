// Builds the page into the directory that is named: checks types and format, bundles, gives each file a name made of its
// content, and compresses it. files.tsv lists what there is: name, type, hash, size.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const module = join(dirname(fileURLToPath(import.meta.url)), '..')
const output = process.argv[2]
if (!output) throw new Error('name the directory to build into')

const check = (script, ...args) =>
  execFileSync(process.execPath, [join(module, 'node_modules', script), ...args], { cwd: module, stdio: 'inherit' })
check(
  existsSync(join(module, 'node_modules/typescript/bin/tsc')) ? 'typescript/bin/tsc' : 'typescript/lib/tsc.js',
  '--noEmit',
)
check('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')

const TYPES = { js: 'text/javascript;charset=utf-8', css: 'text/css;charset=utf-8', svg: 'image/svg+xml' }
const page = join(module, 'src/page')

const result = await build({
  entryPoints: { app: join(page, 'main.ts') },
  outdir: '/assets',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022'],
  minify: true,
  legalComments: 'none',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  write: false,
  metafile: true,
  logLevel: 'warning',
})
const styles = await build({
  entryPoints: { app: join(page, 'page.css') },
  outdir: '/assets',
  bundle: true,
  minify: true,
  target: ['es2022'],
  entryNames: '[name]-[hash]',
  write: false,
  logLevel: 'warning',
})

const files = []
const put = (name, bytes) => {
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]
  if (!type) throw new Error(`no type is known for ${name}`)
  const file = join(output, 'assets', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  )
  files.push([name, type, createHash('sha256').update(bytes).digest('hex').slice(0, 20), bytes.length].join('\t'))
  return name
}
const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1)
for (const file of [...result.outputFiles, ...styles.outputFiles]) put(nameOf(file.path), file.contents)
const icon = readFileSync(join(page, 'icon.svg'))
const iconName = put(`icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8)}.svg`, icon)

const entry = Object.entries(result.metafile.outputs).find(([, made]) => made.entryPoint?.endsWith('main.ts'))
const script = nameOf(entry[0])
// What the first document needs beside the entry: fetched at once, not one after the other.
const outputs = Object.entries(result.metafile.outputs)
const editor = outputs.find(([, made]) => made.entryPoint?.endsWith('editor.ts'))
const needed = [entry, editor].flatMap(([, made]) => made.imports.filter((one) => one.kind === 'import-statement'))
const first = [...new Set([editor[0], ...needed.map((one) => one.path)].map(nameOf))]
const style = nameOf(styles.outputFiles[0].path)
const html = readFileSync(join(page, 'index.html'), 'utf8')
  .replace('%STYLE%', `assets/${style}`)
  .replace('%ICON%', `assets/${iconName}`)
  .replace('%SCRIPT%', `assets/${script}`)
  .replace('%PRELOADS%', first.map((name) => `<link rel="modulepreload" href="assets/${name}" />`).join('\n    '))
if (html.includes('%')) throw new Error('index.html has a place that nothing fills')
writeFileSync(join(output, 'index.html'), html)
writeFileSync(join(output, 'files.tsv'), files.join('\n') + '\n')

// What the page is made of comes with the terms of those who made it.
const packages = new Set(
  Object.keys(result.metafile.inputs)
    .map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter(Boolean),
)
const terms = [...packages].sort().map((name) => {
  const directory = join(module, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one))
  if (!license || !file) throw new Error(`${name} does not say under which terms it may be used`)
  return `${name} ${version}: ${license}\n\n${readFileSync(join(directory, file), 'utf8').trim()}\n`
})
writeFileSync(join(output, 'LICENSES.txt'), terms.join(`\n${'-'.repeat(80)}\n\n`))
