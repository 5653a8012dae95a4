// Hands an environment of our own making to Node: the web framework's types wrongly demand NODE_ENV in every one.

export function asProcessEnv(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return env as NodeJS.ProcessEnv
}
