import type { ApiKey } from "../../src/client/objects.ts";
import { useToast } from "../parts/toasts.tsx";
import { useKeyChange } from "./key-answers.ts";
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
  return (
    <KeyForm
      draft={draftOf(apiKey)}
      verb="Save"
      isPending={update.isPending}
      error={update.error}
      onSubmit={(draft) =>
        update.mutate(draft, {
          onSuccess: () => {
            say("The key is changed");
            onDone();
          },
        })
      }
    />
  );
}
