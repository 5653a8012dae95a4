// The isolated sandbox: bubblewrap around every command. Each link of the chain dies with the one above it, so a
// runner that is killed takes its boxes along. Must never start a command without its namespaces.

import { assembleSandbox, type Boxing, type SandboxOptions } from './assemble-sandbox.ts'
import { limitedArgv } from './box-plan.ts'
import { BOX_HOME, buildBoxArguments, privateFolders } from './build-box-arguments.ts'
import { type BoxUser, chooseBoxUser, findTools, type SystemTools } from './find-tools.ts'
import { gateScript, type Launch } from './run-process.ts'
import { type Sandbox, SandboxError, type SandboxReport } from './sandbox.ts'
import { makeSeccompFilter } from './seccomp-filter.ts'

const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin'

/** `report` is what `detectSandbox` found. Throws SandboxError 'box.failed' when bubblewrap is not there. */
export function createBubblewrapSandbox(options: SandboxOptions & { report: SandboxReport }): Sandbox {
  return assembleSandbox(createBubblewrapBoxing(options.report, findTools(), chooseBoxUser()), options)
}

export function createBubblewrapBoxing(report: SandboxReport, tools: SystemTools, user: BoxUser): Boxing {
  const { bwrap, setpriv, prlimit } = tools
  if (bwrap === undefined || setpriv === undefined || prlimit === undefined) {
    throw new SandboxError('box.failed', 'Isolation needs the programs bwrap, setpriv and prlimit.')
  }
  const filter = makeSeccompFilter()
  return {
    report,
    user,
    hasOwnNetwork: true,
    killsGroup: false,
    home: () => BOX_HOME,
    systemPath: SYSTEM_PATH,
    launch(plan, state): Launch {
      const settings = {
        level: report.level,
        state,
        hasSize: tools.bwrapHasSize,
        filtered: filter !== undefined,
      }
      const gate = ['/bin/sh', '-c', gateScript, 'sh', plan.joinOutput ? '1' : '0', plan.cwd]
      const argv = limitedArgv(plan, prlimit)
      return {
        file: setpriv,
        args: ['--pdeathsig', 'KILL', '--', bwrap, '--args', '4', '--', ...gate, ...argv],
        env: { PATH: SYSTEM_PATH },
        secretArgs: buildBoxArguments(plan, settings),
        ...(filter ? { filter } : {}),
        privateFolders,
        user,
        killsGroup: false,
      }
    },
  }
}
