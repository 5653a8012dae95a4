import { expect, test } from 'vitest'
import { ProjectSettings } from '../protocol/project.ts'
import { filesToRead, suggestSettings } from './suggest-settings.ts'

/** A repository of these files, looked at as the runner does: only what was asked for has a text. */
function look(files: Record<string, string>) {
  const paths = Object.keys(files)
  const read = new Set(filesToRead(paths))
  const suggestion = suggestSettings(
    { paths, text: (path) => (read.has(path) ? (files[path] ?? null) : null) },
    'main',
  )
  const { setupCommand, keyFiles, outputPaths, allowHosts, checks } = suggestion
  // Whatever is suggested can be saved as it is.
  ProjectSettings.parse({ setupCommand, keyFiles, outputPaths, allowHosts, checks })
  return { ...suggestion, commands: checks.map((check) => check.command) }
}

const manifest = (scripts: Record<string, string>, more: object = {}) => JSON.stringify({ scripts, ...more })
const reporters =
  '--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=report.xml'

test('an npm project: exact install, test, lint, types and build', () => {
  const found = look({
    'package.json': manifest({ test: 'jest', lint: 'eslint .', typecheck: 'tsc', build: 'tsc -b' }),
    'package-lock.json': '{}',
    '.npmrc': 'save-exact=true\n',
  })
  expect(found).toMatchObject({
    setupCommand: 'npm ci --no-audit --no-fund',
    keyFiles: ['package.json', 'package-lock.json', '.npmrc'],
    outputPaths: ['node_modules'],
    allowHosts: ['registry.npmjs.org'],
    commands: ['npm test', 'npm run lint', 'npm run typecheck', 'npm run build'],
    targetBranch: 'main',
  })
  expect(found.checks.map((check) => check.id)).toEqual(['check-1', 'check-2', 'check-3', 'check-4'])
  expect(found.checks[0]!.report).toBeNull()
})

test.each([
  ['node --test', `node --test ${reporters}`],
  ['node --import tsx --test test/*.ts', `node --import tsx --test ${reporters} test/*.ts`],
  ['vitest', 'npm test -- --run --reporter=default --reporter=junit --outputFile.junit=report.xml'],
  [
    'tsc && vitest run',
    'npm test -- --run --reporter=default --reporter=junit --outputFile.junit=report.xml',
  ],
  ['mocha test/', 'npm test -- --reporter xunit --reporter-option output=report.xml'],
])('the script “%s” can report each test', (script, command) => {
  const [check] = look({ 'package.json': manifest({ test: script }) }).checks
  expect(check).toMatchObject({ command, report: { format: 'junit', path: 'report.xml' } })
})

test.each([
  'node --test | tee log',
  'node --test --test-reporter=dot',
  'node --test && echo done',
  'node --test-only x.js',
  'vitest run | tee log',
  'jest',
  'make test',
])('the script “%s” is run as it is', (script) => {
  const [check] = look({ 'package.json': manifest({ test: script }) }).checks
  expect(check).toMatchObject({ command: 'npm test', report: null })
})

test('jest reports where jest-junit is installed', () => {
  const found = look({
    'package.json': manifest({ test: 'jest' }, { devDependencies: { jest: '1', 'jest-junit': '1' } }),
  })
  expect(found.checks[0]!.report).toEqual({ format: 'junit', path: 'report.xml' })
  expect(found.commands[0]).toContain('--reporters=jest-junit')
  expect(found.setupCommand).toBe('npm install --no-package-lock --no-audit --no-fund')
})

test('nothing is installed where nothing is needed, and the test script that npm writes is none', () => {
  const found = look({ 'package.json': manifest({ test: 'echo "Error: no test specified" && exit 1' }) })
  expect(found).toMatchObject({ setupCommand: '', outputPaths: [], allowHosts: [], checks: [] })
})

test.each([
  ['pnpm-lock.yaml', "lockfileVersion: '6.0'\n", 'npx --yes pnpm@8 install --frozen-lockfile'],
  ['yarn.lock', '', 'npx --yes yarn@1 install --frozen-lockfile --non-interactive'],
  ['bun.lock', '', 'npx --yes bun install --frozen-lockfile'],
])('%s chooses the package manager', (lock, text, command) => {
  expect(look({ 'package.json': manifest({}), [lock]: text }).setupCommand).toBe(command)
})

test('versions and programs that the repository names are used; a workspace keeps every node_modules', () => {
  const found = look({
    'package.json': manifest({}, { packageManager: 'pnpm@9.1.2+sha512.abc', workspaces: ['packages/*'] }),
    'pnpm-lock.yaml': '',
    'packages/a/package.json': '{}',
    '.npmrc': 'registry=https://npm.example.org/all/\n',
  })
  expect(found).toMatchObject({
    setupCommand: 'npx --yes pnpm@9.1.2 install --frozen-lockfile',
    outputPaths: ['node_modules', 'packages/a/node_modules'],
    allowHosts: ['npm.example.org'],
  })
  const berry = look({ 'package.json': '{}', 'yarn.lock': '', '.yarn/releases/yarn-4.1.0.cjs': '' })
  expect(berry.setupCommand).toBe('node .yarn/releases/yarn-4.1.0.cjs install --immutable')
})

test.each(['{', '[]', 'null', '{"scripts": 3}'])('a package.json that holds %s is no obstacle', (text) => {
  expect(look({ 'package.json': text }).checks).toEqual([])
})

test('a Python package in src/, with an extra for tests', () => {
  const found = look({
    'pyproject.toml': '[project]\nname = "a"\n[project.optional-dependencies]\ndocs = []\ntest = ["x"]\n',
    'uv.lock': '',
    'src/a/__init__.py': '',
    'tests/test_a.py': '',
  })
  expect(found).toMatchObject({
    outputPaths: ['.venv'],
    keyFiles: ['pyproject.toml', 'uv.lock'],
    commands: ['PYTHONPATH=src:. .venv/bin/python -m pytest --junitxml=report.xml'],
    allowHosts: ['pypi.org', 'files.pythonhosted.org'],
  })
  expect(found.setupCommand).toContain("pip install '.[test]' pytest")
  expect(found.setupCommand).toContain('.venv/.gitignore')
})

test('requirements alone; and a pyproject.toml that only configures tools', () => {
  const found = look({
    'requirements.txt': '',
    'requirements-dev.txt': '',
    'pyproject.toml': '[tool.black]\n',
    'a_test.py': '',
  })
  expect(found.setupCommand).toMatch(/pip install -r requirements\.txt -r requirements-dev\.txt pytest$/)
  expect(look({ 'pyproject.toml': '[tool.black]\n' }).setupCommand).toBe('')
})

test.each<[string, Record<string, string>, RegExp, RegExp]>([
  ['Cargo', { 'Cargo.toml': '', 'Cargo.lock': '' }, /cargo fetch --locked$/, /cargo test --offline$/],
  ['Go', { 'go.mod': '', 'go.sum': '' }, /go mod download$/, /GOPROXY=off go test \.\/\.\.\.$/],
  ['Maven', { 'pom.xml': '' }, /mvn .* dependency:go-offline test/, /mvn .* -o test; .*surefire-reports/],
  [
    'Gradle',
    { 'build.gradle.kts': '', gradlew: '' },
    /sh \.\/gradlew --no-daemon/,
    /--offline test; .*test-results/,
  ],
  [
    'Composer',
    { 'composer.json': '{"require-dev":{"phpunit/phpunit":"1"}}' },
    /^composer install/,
    /--log-junit report\.xml$/,
  ],
  [
    'Bundler',
    { Gemfile: "gem 'rspec_junit_formatter'", 'spec/a_spec.rb': '' },
    /bundle install$/,
    /exec rspec .*--out report\.xml$/,
  ],
  ['Mix', { 'mix.exs': '' }, /mix deps\.get/, /mix test$/],
])('%s: fetch once with the network, test without', (_name, files, setup, check) => {
  const found = look(files)
  expect(found.setupCommand).toMatch(setup)
  expect(found.commands[0]).toMatch(check)
  expect(found.allowHosts).not.toEqual([])
  expect(found.outputPaths).not.toEqual([])
  expect(found.keyFiles).not.toEqual([])
  expect(found.reasons).not.toEqual([])
})

test.each<[Record<string, string>, string]>([
  [{ 'CMakeLists.txt': 'project(a)\nenable_testing()\n' }, 'ctest --test-dir build'],
  [{ 'CMakeLists.txt': 'project(a)\n' }, 'cmake --build build -j 2'],
  [{ configure: '', 'Makefile.am': '', 'Makefile.in': '' }, 'sh ./configure && make && make check'],
  [{ 'configure.ac': '' }, 'autoreconf -fi && sh ./configure && make && make check'],
  [{ Makefile: 'all:\n\ntest: all\n\t./t\n' }, 'make && make test'],
  [{ Makefile: 'all:\n\ncheck:\n' }, 'make && make check'],
  [{ Makefile: 'test := 1\nall:\n' }, 'make'],
])('a build without a package manager: %j', (files, command) => {
  const found = look(files)
  expect(found.setupCommand).toBe('')
  expect(found.commands[0]).toContain(command)
})

test('a Makefile beside a package manager that tests is left alone', () => {
  const found = look({ 'package.json': manifest({ test: 'jest' }), Makefile: 'test:\n\tnpm test\n' })
  expect(found.commands).toEqual(['npm test'])
})

test('two ecosystems side by side keep their names apart', () => {
  const found = look({ 'go.mod': '', 'package.json': manifest({ test: 'jest' }) })
  expect(found.checks.map((check) => check.name)).toEqual(['Tests', 'Tests 2'])
})

test('where the top folder says nothing, the folders below it are looked at', () => {
  const found = look({
    'README.md': '',
    'web app/package.json': manifest({ test: 'vitest' }, { dependencies: { a: '1' } }),
    'api/go.mod': '',
  })
  expect(found.outputPaths).toEqual(['web app/node_modules', 'api/.setup'])
  expect(found.commands[0]).toMatch(/^\(cd 'web app' && npm test -- .*\)$/)
  expect(found.checks[0]).toMatchObject({ name: 'Tests in web app', report: { path: 'web app/report.xml' } })
  expect(found.setupCommand).toContain('(cd api && ')
})

test('a repository that says nothing gets no suggestion', () => {
  expect(look({ 'README.md': '', 'a/b/c/package.json': '{}' })).toMatchObject({
    setupCommand: '',
    checks: [],
    reasons: [],
  })
})
