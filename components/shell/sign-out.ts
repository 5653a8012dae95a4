// Leaves, and loads the page anew so that nothing of the person stays in this tab.
import { callApi } from './call-api.ts'

export async function signOut(): Promise<void> {
  await callApi('POST', '/api/auth/sign-out', {})
  window.location.assign('/sign-in')
}
