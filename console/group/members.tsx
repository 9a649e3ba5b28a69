import { AddPeople } from "../members/add-people.tsx";
import { GroupPeople } from "../members/group-people.tsx";

/** Members, administrators and whom invitations wait for, in one table. */
export function GroupMembers() {
  return (
    <GroupPeople
      title="Members"
      verb="Add people"
      dialog={AddPeople}
      empty="There is nobody in this group yet. Add people by their addresses."
    />
  );
}
