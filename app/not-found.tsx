// Nothing at this address, or nothing that this person may see: the same words for both.
import { Page, PageHead } from '../components/shell/page-head.tsx'
import { ButtonLink } from '../components/ui/button.tsx'

export default function NotFound() {
  return (
    <Page>
      <title>Not found · Countersign</title>
      <PageHead title="There is nothing here for you">
        It does not exist, or you are not a member of its project. A lead or an admin can add you.
      </PageHead>
      <div>
        <ButtonLink href="/">Go to waiting</ButtonLink>
      </div>
    </Page>
  )
}
