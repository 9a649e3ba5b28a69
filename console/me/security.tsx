import { isOfDirectory, useViewer } from "../api/viewer.ts";
import { Empty } from "../parts/notices.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PasswordSection } from "../security/password-section.tsx";
import { SecondFactorSection } from "../security/second-factor-section.tsx";
import { SessionsSection } from "../security/sessions-section.tsx";

export function Security() {
  const account = useViewer()?.account;
  return (
    <Page title="Security">
      {account !== undefined && isOfDirectory(account) ? (
        <Section title="Signing in">
          <Empty icon="shield">
            Your directory answers for you: password and second factor are set there, and you have none here.
          </Empty>
        </Section>
      ) : (
        <>
          <SecondFactorSection />
          <PasswordSection />
        </>
      )}
      <SessionsSection owner="me" />
    </Page>
  );
}
