import { Badge, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Upstream } from "../../src/client/objects.ts";
import { useApi } from "../api/api.tsx";
import { Facts } from "../parts/facts.tsx";
import { Icon } from "../parts/icon.tsx";
import { Instant } from "../parts/instant.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { Empty, Refusal } from "../parts/notices.tsx";
import { Page, Section } from "../parts/page.tsx";
import { amount } from "../text/numbers.ts";

const UPSTREAMS = ["upstreams"];

/** How the APIs do that calls are forwarded to. */
export function OperatorUpstreams() {
  const api = useApi();
  const answers = useQueryClient();
  const upstreams = useQuery({ queryKey: UPSTREAMS, queryFn: () => api.operations.upstreams() });
  const check = useMutation({
    mutationFn: () => api.operations.checkUpstreams(),
    onSuccess: (answer) => answers.setQueryData(UPSTREAMS, answer),
  });
  return (
    <Page
      title="Upstream"
      about="By what calls have met since the server started."
      actions={
        <Button
          variant="default"
          leftSection={<Icon name="refresh" size={14} />}
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          Check now
        </Button>
      }
    >
      <Refusal error={check.error} />
      <Loaded query={upstreams}>
        {(all) =>
          all.length === 0 ? (
            <Section>
              <Empty icon="link">
                Nothing is forwarded: set TOLLGATE_UPSTREAM_URL and TOLLGATE_UPSTREAM_API_KEY, and start
                again.
              </Empty>
            </Section>
          ) : (
            all.map((upstream) => <UpstreamSection key={upstream.id} upstream={upstream} />)
          )
        }
      </Loaded>
    </Page>
  );
}

function UpstreamSection({ upstream: { id, attributes } }: { readonly upstream: Upstream }) {
  const { last_failure: failure, last_check: checked, latency_ms: latency } = attributes;
  return (
    <Section
      title={id}
      about={attributes.url}
      actions={<Reachability isReachable={attributes.is_reachable} />}
    >
      <Facts
        facts={[
          ["Last success", <Instant key="success" seconds={attributes.last_success} withDistance />],
          [
            "Last failure",
            failure === undefined ? (
              "none"
            ) : (
              <span key="failure">
                <Instant seconds={failure.date} withDistance />: {failure.reason}
              </span>
            ),
          ],
          [
            "Last check",
            checked === undefined ? (
              "none"
            ) : (
              <span key="check">
                <Instant seconds={checked.date} withDistance />:{" "}
                {checked.problem ?? `${Math.round(checked.latency_ms)} ms`}
              </span>
            ),
          ],
          [
            "Until answers begin",
            latency === undefined
              ? "nothing answered yet"
              : `${Math.round(latency.median)} ms in the median, ${Math.round(latency.p95)} ms for 95 of 100`,
          ],
          ["Answers and failures", `${amount(attributes.answers)} and ${amount(attributes.failures)}`],
          ["Calls in flight", amount(attributes.calls_in_flight)],
        ]}
      />
    </Section>
  );
}

function Reachability({ isReachable }: { readonly isReachable: boolean | undefined }) {
  if (isReachable === undefined) return <Badge color="gray">not called yet</Badge>;
  return isReachable ? <Badge color="green">reachable</Badge> : <Badge color="red">not reachable</Badge>;
}
