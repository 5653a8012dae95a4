// Setup and checks of a Python project: a virtual environment in .venv, and pytest with a JUnit report. Pure.
// Scripts in .venv/bin name the folder in which they were made and do not survive being copied; `python -m` does.
import { type FolderView, type Found, junit, nothing } from './suggestion-parts.ts'

const lists = [
  'requirements.txt',
  ...['requirements-dev.txt', 'requirements-test.txt', 'requirements_dev.txt', 'requirements_test.txt'],
  ...['dev-requirements.txt', 'test-requirements.txt', 'requirements/dev.txt', 'requirements/test.txt'],
  'requirements/tests.txt',
]
const projects = ['pyproject.toml', 'setup.py', 'setup.cfg']
const locks = ['poetry.lock', 'uv.lock', 'pdm.lock', 'Pipfile.lock']

export function suggestPython(folder: FolderView): Found[] {
  const requirements = lists.filter(folder.has)
  const project = projects.filter(folder.has).filter((file) => file !== 'pyproject.toml' || isPackage(folder))
  const seen = [...requirements, ...projects.filter(folder.has), ...['tox.ini', 'Pipfile'].filter(folder.has)]
  if (seen.length === 0) return []
  const isTested = folder.paths.some((path) =>
    /(^|\/)(test_[^/]*\.py|[^/]*_test\.py|conftest\.py)$/.test(path),
  )
  const installs = [
    ...requirements.map((file) => `-r ${file}`),
    ...(project.length > 0 ? [`'.${extrasOf(folder)}'`] : []),
    ...(isTested ? ['pytest'] : []),
  ]
  if (installs.length === 0) return []
  const source = folder.paths.some((path) => /^src\/.+\.py$/.test(path)) ? 'src:.' : '.'
  return [
    {
      ...nothing,
      setup: [
        'python3 -m venv .venv',
        "echo '*' > .venv/.gitignore",
        `.venv/bin/python -m pip install ${installs.join(' ')}`,
      ],
      keyFiles: [...seen, ...locks.filter(folder.has)],
      outputPaths: ['.venv'],
      allowHosts: ['pypi.org', 'files.pythonhosted.org'],
      checks: isTested
        ? [
            {
              name: 'Tests',
              command: `PYTHONPATH=${source} .venv/bin/python -m pytest --junitxml=report.xml`,
              report: junit(),
            },
          ]
        : [],
      reasons: [
        `${seen.slice(0, 4).join(', ')}: what they name is installed into a virtual environment in .venv.`,
        isTested
          ? 'There are Python tests; pytest runs them on the files of the checkout and reports each one.'
          : 'No Python tests were found, so no check is suggested.',
      ],
    },
  ]
}

/** A pyproject.toml may hold nothing but settings of tools. */
function isPackage(folder: FolderView): boolean {
  const text = folder.text('pyproject.toml') ?? ''
  return /^\[(project|build-system|tool\.poetry)\]/m.test(text)
}

/** "[test]" where the project has such an extra. */
function extrasOf(folder: FolderView): string {
  const toml = /^\[project\.optional-dependencies\]\s*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(
    folder.text('pyproject.toml') ?? '',
  )?.[1]
  const named = new Set(
    [...(toml ?? '').matchAll(/^["']?([A-Za-z][\w-]*)["']?\s*=\s*\[/gm)].map(([, name]) => name!),
  )
  const extra = ['test', 'tests', 'testing', 'dev'].find((name) => named.has(name))
  return extra ? `[${extra}]` : ''
}
