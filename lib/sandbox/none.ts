// The plain sandbox, for machines without isolation: the same port with ordinary processes. Commands see the
// host's files and network; paths of reads and patches are checked, but a command that runs meanwhile could swap
// a folder between check and use. Must never hand this process's environment to a command.

import { machinePath } from '../machine.ts'
import { assembleSandbox, type Boxing, type SandboxOptions } from './assemble-sandbox.ts'
import { limitedArgv } from './box-plan.ts'
import { type BoxUser, chooseBoxUser, findTools, type SystemTools } from './find-tools.ts'
import { countTasks } from './kill-marked.ts'
import { gateScript, type Launch } from './run-process.ts'
import type { Sandbox, SandboxReport } from './sandbox.ts'

/** `report` is what `detectSandbox` found, with its reason why there is no isolation. */
export function createPlainSandbox(options: SandboxOptions & { report: SandboxReport }): Sandbox {
  return assembleSandbox(createPlainBoxing(options.report, findTools(), chooseBoxUser()), options)
}

function createPlainBoxing(report: SandboxReport, tools: SystemTools, user: BoxUser): Boxing {
  return {
    report: { ...report, level: 'none' },
    user,
    hasOwnNetwork: false,
    killsGroup: true,
    home: (state) => state.plainHome,
    systemPath: machinePath(),
    launch(plan): Launch {
      const gate = ['/bin/sh', '-c', gateScript, 'sh', plan.joinOutput ? '1' : '0', plan.cwd]
      const command = [...gate, ...limitedArgv(plan, tools.prlimit, countTasks(user.uid))]
      const chain =
        tools.setpriv === undefined ? command : [tools.setpriv, '--pdeathsig', 'KILL', '--', ...command]
      const [file = '/bin/sh', ...args] = chain
      return { file, args, env: plan.env, user, killsGroup: true }
    },
  }
}
