import { AddPrograms } from "../members/add-programs.tsx";
import { GroupPeople } from "../members/group-people.tsx";

export function GroupServiceAccounts() {
  return (
    <GroupPeople
      title="Service accounts"
      about="Programs with keys, roles and caps of their own: give each automation one, so that it can be told apart, capped and replaced."
      verb="New service account"
      dialog={AddPrograms}
      isForPrograms
      empty="There is no service account yet. Make one for the first automation."
    />
  );
}
