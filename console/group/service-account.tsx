import { useParams } from "wouter";
import { MemberPage } from "../members/member-page.tsx";

export function GroupServiceAccount() {
  const { group = "", account = "" } = useParams();
  return <MemberPage group={group} id={account} list="service_accounts" />;
}
