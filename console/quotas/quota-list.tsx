import { Fragment } from "react";
import type { OverallQuotas } from "../../src/client/objects.ts";
import { Instant } from "../parts/instant.tsx";
import { Empty } from "../parts/notices.tsx";
import { nowSeconds } from "../text/clock.ts";
import { nextReset } from "../text/dates.ts";
import { amount, byteSize } from "../text/numbers.ts";
import { levelOf, QuotaBar } from "./quota-bar.tsx";
import { compareQuotas, isUncapped, quotaTitle, quotaWindow } from "./quota-names.ts";
import classes from "./quotas.module.css";

type Overall = OverallQuotas[string];

export interface QuotaListProps {
  readonly quotas: OverallQuotas;
  /** Whose they are; the viewer's own unless given. */
  readonly owner?: string;
}

/** Every quota that means something to its owner: both sides, what is left by the tighter one, and when it begins anew. */
export function QuotaList({ quotas, owner }: QuotaListProps) {
  const names = Object.keys(quotas)
    .filter((name) => isEntitled(name, quotas[name]))
    .sort(compareQuotas);
  if (names.length === 0) {
    return (
      <Empty icon="gauge">
        Nothing is allowed yet. Ask the administrator of your group, or your operator, for a quota.
      </Empty>
    );
  }
  return (
    <ul className={classes.list}>
      {names.map((name) => {
        const quota = quotas[name];
        return (
          <Fragment key={name}>
            {quota !== undefined && <QuotaRow name={name} quota={quota} owner={owner ?? "You"} />}
          </Fragment>
        );
      })}
    </ul>
  );
}

interface QuotaRowProps {
  readonly name: string;
  readonly quota: Overall;
  readonly owner: string;
}

function QuotaRow({ name, quota, owner }: QuotaRowProps) {
  const window = quotaWindow(name);
  const { user, group } = quota;
  return (
    <li className={classes.row}>
      <div>
        <h3 className={classes.title}>{quotaTitle(name)}</h3>
        <Left name={name} quota={quota} />
        {window !== undefined && (
          <p className={classes.reset}>
            Begins anew <Instant seconds={nextReset(window, nowSeconds())} withDistance />
          </p>
        )}
      </div>
      <div className={classes.bars}>
        {(user.allowed > 0 || group === undefined) && <QuotaBar name={name} side={owner} {...user} />}
        {user.allowed === 0 && group !== undefined && user.used > 0 && (
          <p className={classes.reset}>
            {owner} used {amount(user.used)} of it.
          </p>
        )}
        {group !== undefined && (
          <QuotaBar
            name={name}
            side={`Group ${group.inherited_from}`}
            used={group.used}
            allowed={group.allowed}
          />
        )}
      </div>
    </li>
  );
}

/** By the tighter side. */
function Left({ name, quota }: { readonly name: string; readonly quota: Overall }) {
  const sides = sidesOf(name, quota).filter(({ allowed }) => !isUncapped(name, allowed));
  if (sides.length === 0) return <p className={classes.left}>No limit</p>;
  const left = Math.max(0, Math.min(...sides.map(({ allowed, used }) => allowed - used)));
  const levels = sides.map(({ allowed, used }) => levelOf(used, allowed));
  const level = levels.find((one) => one === "spent") ?? levels.find((one) => one === "near") ?? "fine";
  const show = name.endsWith("_bytes") ? byteSize : amount;
  return (
    <p className={classes.left} data-level={level}>
      {left === 0 ? "Used up" : `${show(left)} left`}
    </p>
  );
}

/** A user's 0 is no entitlement of his own, where the group has one. */
function sidesOf(name: string, { user, group }: Overall) {
  if (group === undefined) return [user];
  return user.allowed === 0 && !name.startsWith("api_requests_") ? [group] : [user, group];
}

function isEntitled(name: string, quota: Overall | undefined): boolean {
  if (quota === undefined) return false;
  return (
    name.startsWith("api_requests_") ||
    [quota.user, quota.group].some((side) => (side?.allowed ?? 0) + (side?.used ?? 0) > 0)
  );
}
