import type { QuotaAttribute, QuotaForecasts } from "../../src/client/objects.ts";
import { Instant } from "../parts/instant.tsx";
import { Empty } from "../parts/notices.tsx";
import { nowSeconds } from "../text/clock.ts";
import { nextReset } from "../text/dates.ts";
import { amount, byteSize, percent } from "../text/numbers.ts";
import { levelOf, QuotaBar } from "./quota-bar.tsx";
import { compareQuotas, isUncapped, quotaTitle, quotaWindow } from "./quota-names.ts";
import classes from "./quotas.module.css";

export interface ForecastListProps {
  readonly quotas: QuotaAttribute;
  /** Of those that are counted by the month. */
  readonly forecasts: QuotaForecasts;
}

/** A group's quotas, each with what will become of it. */
export function ForecastList({ quotas, forecasts }: ForecastListProps) {
  const names = Object.keys(quotas)
    .filter(
      (name) =>
        name.startsWith("api_requests_") || (quotas[name]?.allowed ?? 0) + (quotas[name]?.used ?? 0) > 0,
    )
    .sort(compareQuotas);
  if (names.length === 0)
    return <Empty icon="gauge">Nothing is allowed yet. Ask your operator for a quota.</Empty>;
  return (
    <ul className={classes.list}>
      {names.map((name) => (
        <ForecastRow key={name} name={name} quota={quotas[name]} forecast={forecasts[name]} />
      ))}
    </ul>
  );
}

interface ForecastRowProps {
  readonly name: string;
  readonly quota: QuotaAttribute[string] | undefined;
  readonly forecast: QuotaForecasts[string] | undefined;
}

function ForecastRow({ name, quota, forecast }: ForecastRowProps) {
  const window = quotaWindow(name);
  if (quota === undefined) return null;
  const show = name.endsWith("_bytes") ? byteSize : amount;
  const { allowed, used } = quota;
  const isOpen = isUncapped(name, allowed);
  return (
    <li className={classes.row}>
      <div>
        <h3 className={classes.title}>{quotaTitle(name)}</h3>
        <p className={classes.left} data-level={isOpen ? "fine" : levelOf(used, allowed)}>
          {isOpen ? "No limit" : leftOf(allowed - used, show)}
        </p>
        {window !== undefined && (
          <p className={classes.reset}>
            Begins anew <Instant seconds={nextReset(window, nowSeconds())} withDistance />
          </p>
        )}
      </div>
      <div className={classes.bars}>
        <QuotaBar name={name} side="Used" used={used} allowed={allowed} />
        {forecast !== undefined && <Outlook name={name} forecast={forecast} isOpen={isOpen} />}
      </div>
    </li>
  );
}

function leftOf(left: number, show: (value: number) => string): string {
  return left <= 0 ? "Used up" : `${show(left)} left`;
}

function Outlook({
  name,
  forecast,
  isOpen,
}: {
  readonly name: string;
  readonly forecast: QuotaForecasts[string];
  readonly isOpen: boolean;
}) {
  const show = name.endsWith("_bytes") ? byteSize : amount;
  const { forecast: expected, allowed, exhaustion_date: end } = forecast;
  return (
    <p className={classes.outlook} data-level={end === undefined ? "fine" : "near"}>
      At this pace {show(expected)} by the month's end
      {!isOpen && allowed > 0 && `, ${percent(expected, allowed)} of what is allowed`}
      {end !== undefined && (
        <>
          ; used up <Instant seconds={end} withDistance />
        </>
      )}
      {end === undefined && "."}
    </p>
  );
}
