import type { ApiKey } from "../../src/client/objects.ts";
import { useToast } from "../parts/toasts.tsx";
import { useKeyChange, useRenamedKey } from "./key-answers.ts";
import { attributesOf, draftOf, type KeyDraft } from "./key-draft.ts";
import { KeyForm } from "./key-form.tsx";

export interface EditedKeyProps {
  readonly owner: string;
  readonly apiKey: ApiKey;
  readonly onDone: () => void;
}

export function EditedKey({ owner, apiKey, onDone }: EditedKeyProps) {
  const say = useToast();
  const update = useKeyChange(owner, (api, draft: KeyDraft) =>
    api.keys.update(owner, apiKey.id, attributesOf(draft)),
  );
  const rename = useRenamedKey(owner);
  const before = draftOf(apiKey);
  return (
    <KeyForm
      draft={before}
      verb="Save"
      isPending={update.isPending}
      error={update.error}
      onSubmit={(draft) => {
        if (isSame({ ...draft, label: before.label }, before)) {
          rename({ apiKey, label: draft.label.trim() });
          return onDone();
        }
        // What may use the key is shown only once the server has taken it.
        update.mutate(draft, {
          onSuccess: () => {
            say("The key is changed");
            onDone();
          },
        });
      }}
    />
  );
}

function isSame(one: KeyDraft, other: KeyDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
