// Setup and checks of Rust, Go, PHP, Ruby and Elixir projects. Pure.
import {
  type FolderView,
  type Found,
  junit,
  keptFolder,
  makeKeptFolder,
  nothing,
} from './suggestion-parts.ts'

export function suggestOthers(folder: FolderView): Found[] {
  return [rust, go, php, ruby, elixir].flatMap((rule) => rule(folder) ?? [])
}

type Rule = (folder: FolderView) => Found | null

const rust: Rule = (folder) => {
  if (!folder.has('Cargo.toml')) return null
  const cargo = `CARGO_HOME="$PWD/${keptFolder}/cargo" cargo`
  const locked = folder.has('Cargo.lock')
  return {
    ...nothing,
    setup: [makeKeptFolder, `${cargo} fetch${locked ? ' --locked' : ''}`],
    keyFiles: ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml'].filter(folder.has),
    // Without a lock file of its own, the one that fetching wrote says which versions are there.
    outputPaths: locked ? [keptFolder] : [keptFolder, 'Cargo.lock'],
    allowHosts: ['index.crates.io', 'static.crates.io', 'crates.io'],
    checks: [{ name: 'Tests', command: `${cargo} test --offline`, report: null }],
    reasons: ['Cargo.toml is there: crates are fetched once, then cargo test runs without a network.'],
  }
}

const go: Rule = (folder) => {
  if (!folder.has('go.mod')) return null
  if (folder.has('vendor/modules.txt')) {
    return {
      ...nothing,
      checks: [{ name: 'Tests', command: 'go test ./...', report: null }],
      reasons: ['go.mod and vendor/ are there: go test runs with what is in the repository.'],
    }
  }
  const modules = `GOFLAGS=-modcacherw GOMODCACHE="$PWD/${keptFolder}/go"`
  return {
    ...nothing,
    setup: [makeKeptFolder, `${modules} go mod download`],
    keyFiles: ['go.mod', 'go.sum'].filter(folder.has),
    outputPaths: [keptFolder],
    allowHosts: ['proxy.golang.org', 'sum.golang.org', 'storage.googleapis.com'],
    checks: [{ name: 'Tests', command: `${modules} GOPROXY=off go test ./...`, report: null }],
    reasons: ['go.mod is there: modules are fetched once, then go test runs without a network.'],
  }
}

const php: Rule = (folder) => {
  const text = folder.text('composer.json')
  if (text === null) return null
  const hasUnit = /"phpunit\/phpunit"/.test(text)
  const hasScript = /"scripts"\s*:\s*\{[^}]*"test"\s*:/.test(text)
  const unit = {
    name: 'Tests',
    command: 'php vendor/bin/phpunit --log-junit report.xml',
    report: junit(),
  }
  const script = { name: 'Tests', command: 'composer run-script test', report: null }
  return {
    ...nothing,
    setup: ['composer install --no-interaction --no-progress'],
    keyFiles: ['composer.json', 'composer.lock'].filter(folder.has),
    outputPaths: ['vendor'],
    allowHosts: ['repo.packagist.org', 'api.github.com', 'codeload.github.com', 'github.com'],
    checks: hasUnit ? [unit] : hasScript ? [script] : [],
    reasons: [
      hasUnit
        ? 'composer.json names PHPUnit, which reports each test.'
        : 'composer.json is there: Composer installs what it names.',
    ],
  }
}

const ruby: Rule = (folder) => {
  if (!folder.has('Gemfile')) return null
  const bundle = `BUNDLE_PATH="$PWD/${keptFolder}/bundle" bundle`
  const gems = `${folder.text('Gemfile') ?? ''}\n${folder.text('Gemfile.lock') ?? ''}`
  const reports = gems.includes('rspec_junit_formatter')
  const format = ' --format progress --format RspecJunitFormatter --out report.xml'
  const specs = folder.paths.some((path) => /^spec\/.*_spec\.rb$/.test(path))
  const checks: Found['checks'] = specs
    ? [
        {
          name: 'Tests',
          command: `${bundle} exec rspec${reports ? format : ''}`,
          report: reports ? junit() : null,
        },
      ]
    : folder.has('Rakefile')
      ? [{ name: 'Tests', command: `${bundle} exec rake test`, report: null }]
      : []
  return {
    ...nothing,
    setup: [makeKeptFolder, `${bundle} install`],
    keyFiles: ['Gemfile', 'Gemfile.lock', '.ruby-version'].filter(folder.has),
    outputPaths: folder.has('Gemfile.lock') ? [keptFolder] : [keptFolder, 'Gemfile.lock'],
    allowHosts: ['rubygems.org', 'index.rubygems.org'],
    checks,
    reasons: [
      specs
        ? 'Gemfile and spec/ are there: Bundler installs, RSpec tests.'
        : 'Gemfile is there: Bundler installs what it names.',
    ],
  }
}

const elixir: Rule = (folder) => {
  if (!folder.has('mix.exs')) return null
  const mix = `MIX_HOME="$PWD/${keptFolder}/mix" HEX_HOME="$PWD/${keptFolder}/hex" MIX_ENV=test mix`
  return {
    ...nothing,
    setup: [
      makeKeptFolder,
      `${mix} local.hex --force`,
      `${mix} local.rebar --force`,
      `${mix} deps.get`,
      `${mix} deps.compile`,
    ],
    keyFiles: ['mix.exs', 'mix.lock'].filter(folder.has),
    outputPaths: [keptFolder, 'deps', '_build'],
    allowHosts: ['hex.pm', 'repo.hex.pm', 'builds.hex.pm'],
    checks: [{ name: 'Tests', command: `HEX_OFFLINE=1 ${mix} test`, report: null }],
    reasons: ['mix.exs is there: Hex fetches once, then mix test runs without a network.'],
  }
}
