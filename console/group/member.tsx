import { useParams } from "wouter";
import { MemberPage } from "../members/member-page.tsx";

export function GroupMember() {
  const { group = "", user = "" } = useParams();
  return <MemberPage group={group} id={user} list="users" />;
}
