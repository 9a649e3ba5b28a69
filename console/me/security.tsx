import { Page } from "../parts/page.tsx";
import { PasswordSection } from "../security/password-section.tsx";
import { SecondFactorSection } from "../security/second-factor-section.tsx";
import { SessionsSection } from "../security/sessions-section.tsx";

export function Security() {
  return (
    <Page title="Security">
      <SecondFactorSection />
      <PasswordSection />
      <SessionsSection owner="me" />
    </Page>
  );
}
