import { useQuery } from "@tanstack/react-query";
import { useParams } from "wouter";
import { useApi } from "../api/api.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Page, Section } from "../parts/page.tsx";
import { ForecastList } from "../quotas/forecast-list.tsx";

/** What the group may use, what it has, and where it will stand at the month's end. */
export function GroupQuotas() {
  const { group = "" } = useParams();
  const api = useApi();
  const answer = useQuery({ queryKey: ["groups", group], queryFn: () => api.groups.get(group) });
  const forecasts = useQuery({
    queryKey: ["forecasts", group],
    queryFn: () => api.quotas.forecasts("group", group),
  });
  return (
    <Page title="Quotas" about="Shared by all members and service accounts. Your operator sets them.">
      <Section title="What is left, and until when">
        <Loaded query={answer} lines={6}>
          {({ attributes }) => (
            <ForecastList quotas={attributes.quotas ?? {}} forecasts={forecasts.data ?? {}} />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
