import { KeysSection } from "../keys/keys-section.tsx";
import { Page } from "../parts/page.tsx";

export function MyKeys() {
  return (
    <Page title="API keys">
      <KeysSection owner="me" />
    </Page>
  );
}
