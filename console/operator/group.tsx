import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "wouter";
import { useApi } from "../api/api.tsx";
import { GroupDeletion } from "../groups/group-deletion.tsx";
import { ButtonLink } from "../parts/links.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page, Section } from "../parts/page.tsx";
import { PrivilegesForm } from "../privileges/privileges-form.tsx";
import { QuotaLimits } from "../quotas/quota-limits.tsx";

/** What only an operator decides about a group. */
export function OperatorGroup() {
  const { group: id = "" } = useParams();
  const api = useApi();
  const [isDeleting, setIsDeleting] = useState(false);
  const group = useQuery({ queryKey: ["groups", id], queryFn: () => api.groups.get(id) });
  const base = `/groups/${encodeURIComponent(id)}`;
  return (
    <Page
      title={id}
      about={group.data?.attributes.organization}
      actions={
        <>
          <ButtonLink to={`${base}/members`} variant="default">
            Members
          </ButtonLink>
          <ButtonLink to={`${base}/usage`} variant="default">
            Usage
          </ButtonLink>
          <ButtonLink to={`${base}/settings`} variant="default">
            Settings
          </ButtonLink>
          <Button color="red" variant="light" onClick={() => setIsDeleting(true)}>
            Delete
          </Button>
        </>
      }
    >
      <Section
        title="Quotas"
        about="A changed limit holds from the next call on, and changes nothing of what is used."
        isTable
      >
        <Loaded query={group}>
          {({ attributes }) => <QuotaLimits kind="group" id={id} quotas={attributes.quotas ?? {}} />}
        </Loaded>
      </Section>
      <Section title="Privileges" about="Members inherit what is granted here.">
        <Loaded query={group}>
          {({ attributes }) => (
            <PrivilegesForm kind="group" id={id} privileges={attributes.privileges ?? {}} />
          )}
        </Loaded>
      </Section>
      {isDeleting && <GroupDeletion id={id} onClose={() => setIsDeleting(false)} />}
    </Page>
  );
}
