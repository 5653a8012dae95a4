// Settings: the model, the person's tokens, how it looks, the account, and the installation.
import { Account } from '../../components/settings/account.tsx'
import { Appearance } from '../../components/settings/appearance.tsx'
import { InstallationFacts } from '../../components/settings/installation.tsx'
import { ModelForm } from '../../components/settings/model-form.tsx'
import { Storage } from '../../components/settings/storage.tsx'
import { Tokens } from '../../components/settings/tokens.tsx'
import { Page, PageHead } from '../../components/shell/page-head.tsx'
import { Section } from '../../components/ui/section.tsx'
import { db } from '../../lib/db.ts'
import { can } from '../../lib/domain/can.ts'
import { listTokens } from '../../lib/queries/list-tokens.ts'
import { describeInstallation } from '../../lib/settings/describe-installation.ts'
import { describeModel } from '../../lib/settings/model-setting.ts'
import { readStorage } from '../../lib/settings/read-storage.ts'
import { PageTitle } from '../page-title.tsx'
import { requireIdentity } from '../require-identity.ts'

export default async function SettingsPage() {
  const identity = await requireIdentity('/settings')
  const [model, probe, tokens, installation, storage] = await Promise.all([
    describeModel(db()),
    db().setting.findUnique({ where: { name: 'model.probe' } }),
    listTokens(db(), identity),
    describeInstallation(db(), identity),
    readStorage(db()),
  ])
  return (
    <Page>
      <PageTitle name="Settings" />
      <PageHead title="Settings" />
      <Section title="Model">
        <ModelForm model={model} probe={probe?.value ?? null} mayChange={can(identity, 'settings.change')} />
      </Section>
      <Section title="API tokens">
        <Tokens tokens={tokens} />
      </Section>
      <Section title="Appearance">
        <Appearance />
      </Section>
      <Section title="Account">
        <Account name={identity.name} email={identity.email} />
      </Section>
      <Section title="Storage">
        <Storage storage={storage} mayFree={can(identity, 'settings.change')} />
      </Section>
      <Section title="Installation">
        <InstallationFacts installation={installation} />
      </Section>
    </Page>
  )
}
