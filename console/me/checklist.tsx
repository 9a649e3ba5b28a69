import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/api.tsx";
import { useViewer } from "../api/viewer.ts";
import { Icon } from "../parts/icon.tsx";
import { TextLink } from "../parts/links.tsx";
import { Section } from "../parts/page.tsx";
import classes from "./checklist.module.css";
import { isPutAway, PUT_AWAY, type Step, useSteps } from "./first-steps.ts";

/** What is worth doing first. It ticks itself off, and goes when all is done or one has seen enough of it. */
export function Checklist() {
  const api = useApi();
  const answers = useQueryClient();
  const viewer = useViewer();
  const steps = useSteps();
  const putAway = useMutation({
    mutationFn: () => api.users.update("me", { preferences: PUT_AWAY }),
    onSuccess: () => answers.invalidateQueries({ queryKey: ["users", "me"] }),
  });
  if (viewer === undefined || steps === undefined || isPutAway(viewer.account)) return null;
  const done = steps.filter(({ isDone }) => isDone).length;
  // Put away at once; should the server refuse, it comes back.
  if (done === steps.length || putAway.isSuccess || putAway.isPending) return null;
  return (
    <Section
      title="First steps"
      about={`${done} of ${steps.length} done`}
      actions={
        <Button variant="subtle" color="gray" onClick={() => putAway.mutate()}>
          Do not show this any more
        </Button>
      }
    >
      <ol className={classes.list}>
        {steps.map((step) => (
          <Entry key={step.title} step={step} />
        ))}
      </ol>
    </Section>
  );
}

function Entry({ step: { title, how, to, isDone } }: { readonly step: Step }) {
  return (
    <li className={classes.step} data-done={isDone}>
      <span className={classes.mark}>{isDone && <Icon name="check" size={14} />}</span>
      <div>
        {isDone ? <span>{title}</span> : <TextLink to={to}>{title}</TextLink>}
        <span className="visually-hidden">{isDone ? ", done" : ", to do"}</span>
        {!isDone && <p className={classes.how}>{how}</p>}
      </div>
    </li>
  );
}
