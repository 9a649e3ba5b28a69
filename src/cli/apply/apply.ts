import { CliError } from "../cli-error.ts";
import type { Session } from "../session.ts";
import { type CreatedKey, take } from "./execute.ts";
import { planOf } from "./plan.ts";
import { readActual } from "./read-actual.ts";
import { FileProblems, readDesired } from "./read-file.ts";
import { differencesOf, renderKeys, renderPlan, summaryOf } from "./render.ts";
import type { Step } from "./steps.ts";

/**
 * Reads the text of the file, shows what would change and, unless it is a dry run, changes it after
 * asking. Raises CliError before anything is changed when the file is bad or cannot be had.
 */
export async function applyText(
  session: Session,
  file: string,
  text: string,
  isDryRun: boolean,
): Promise<void> {
  const desired = readDesired(file, text);
  session.progress.say("Reading what the server has");
  const { steps, conflicts } = planOf(desired, await readActual(session.client, desired));
  if (conflicts.length > 0) {
    throw new FileProblems(
      file,
      conflicts.map(({ line, sentence }) => ({ line, column: 1, sentence })),
    );
  }
  const plan = differencesOf(steps);
  if (isDryRun || steps.length === 0) {
    await session.show({ plan, applied: false, keys: [] }, () => renderPlan(plan));
    return;
  }
  if (!session.isForPrograms) {
    session.progress.stop();
    session.terminal.write(renderPlan(plan));
  }
  await session.confirm(`Apply to ${session.client.url}: ${summaryOf(plan)}.`);
  const { keys, failure, taken } = await takeAll(session, steps);
  // Keys come first even after a failure: they are made, and this is the only time to see them.
  await session.show({ plan, applied: failure === undefined, keys }, () => {
    return `${failure === undefined ? "Applied.\n" : ""}${renderKeys(keys)}`;
  });
  if (failure === undefined) return;
  session.terminal.tell(`${taken} of ${steps.length} steps were taken; ${steps[taken]?.subject} failed:\n`);
  throw failure;
}

async function takeAll({ client, progress }: Session, steps: readonly Step[]) {
  const keys: CreatedKey[] = [];
  for (const [taken, step] of steps.entries()) {
    progress.say(`Step ${taken + 1} of ${steps.length}: ${step.subject}`);
    try {
      const key = await take(client, step);
      if (key !== undefined) keys.push(key);
    } catch (error) {
      return { keys, taken, failure: error instanceof Error ? error : new CliError(String(error)) };
    }
  }
  return { keys, taken: steps.length, failure: undefined };
}
