import { ButtonLink } from "../parts/links.tsx";
import { Empty } from "../parts/notices.tsx";
import { Page, Section } from "../parts/page.tsx";

export function NotFound() {
  return (
    <Page title="No such page">
      <Section>
        <Empty icon="search" action={<ButtonLink to="/me">To your overview</ButtonLink>}>
          Nothing is at this address, or it is not for you. Check it, or press Ctrl K to find what you were
          looking for.
        </Empty>
      </Section>
    </Page>
  );
}
