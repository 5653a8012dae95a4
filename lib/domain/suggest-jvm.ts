// Setup and checks of Maven and Gradle projects. Pure. Both are run once in setup, tests included: only so do they fetch
// all that they need. Each writes one report for each class; the check joins them into one file.
import {
  type FolderView,
  type Found,
  junit,
  keptFolder,
  makeKeptFolder,
  nothing,
} from './suggestion-parts.ts'

const central = ['repo.maven.apache.org', 'repo1.maven.org']

/** Runs `command`, then joins its reports, and ends as the command ended. */
const joinReports = (command: string, where: string): string =>
  `${command}; ended=$?; { echo '<testsuites>'; find . -path '*/${where}/TEST-*.xml' -exec sed '/^<?xml/d' {} +; ` +
  "echo '</testsuites>'; } > report.xml; exit $ended"

export function suggestJvm(folder: FolderView): Found[] {
  if (folder.has('pom.xml')) {
    const maven = `mvn -B -q -Dmaven.repo.local="$PWD/${keptFolder}/maven"`
    return [
      {
        ...nothing,
        setup: [makeKeptFolder, `${maven} dependency:go-offline test -Dmaven.test.failure.ignore=true`],
        keyFiles: folder.paths.filter((path) => /(^|\/)pom\.xml$/.test(path)).slice(0, 30),
        outputPaths: [keptFolder],
        allowHosts: central,
        checks: [
          { name: 'Tests', command: joinReports(`${maven} -o test`, 'surefire-reports'), report: junit() },
        ],
        reasons: ['pom.xml is there: Maven fetches once, then tests without a network.'],
      },
    ]
  }
  const build = ['build.gradle', 'build.gradle.kts'].find(folder.has)
  if (!build) return []
  const program = folder.has('gradlew') ? 'sh ./gradlew' : 'gradle'
  const gradle = `GRADLE_USER_HOME="$PWD/${keptFolder}/gradle" ${program} --no-daemon`
  const key =
    /(^|\/)(build|settings)\.gradle(\.kts)?$|^gradle\.lockfile$|^gradle\/(wrapper\/.*\.properties|libs\..*)$/
  return [
    {
      ...nothing,
      setup: [makeKeptFolder, `(${gradle} --continue test || ${gradle} testClasses)`],
      keyFiles: folder.paths.filter((path) => key.test(path)).slice(0, 30),
      outputPaths: [keptFolder],
      allowHosts: [
        ...central,
        ...[
          'plugins.gradle.org',
          'plugins-artifacts.gradle.org',
          'services.gradle.org',
          'downloads.gradle.org',
        ],
        ...['github.com', 'release-assets.githubusercontent.com'],
      ],
      checks: [
        {
          name: 'Tests',
          command: joinReports(`${gradle} --offline test`, 'test-results/test'),
          report: junit(),
        },
      ],
      reasons: [`${build} is there: Gradle fetches once, then tests without a network.`],
    },
  ]
}
