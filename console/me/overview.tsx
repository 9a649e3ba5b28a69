import { Page, Section } from "../parts/page.tsx";

export function Overview() {
  return (
    <Page title="Overview">
      <Section title="What is left">soon</Section>
    </Page>
  );
}
