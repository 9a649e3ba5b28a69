import { amount, byteSize, percent } from "../text/numbers.ts";
import { isUncapped, quotaTitle } from "./quota-names.ts";
import classes from "./quotas.module.css";

const NEAR = 0.8;

export interface QuotaBarProps {
  readonly name: string;
  /** Whose side it is: "You", "acme-soc". */
  readonly side: string;
  readonly used: number;
  readonly allowed: number;
}

/** How much of one side of a quota is used. */
export function QuotaBar({ name, side, used, allowed }: QuotaBarProps) {
  const show = name.endsWith("_bytes") ? byteSize : amount;
  if (isUncapped(name, allowed)) {
    return (
      <div>
        <div className={classes.line}>
          <span className={classes.side}>{side}</span>
          <span className={classes.used}>{show(used)} used, no limit</span>
        </div>
        <div className={classes.open} />
      </div>
    );
  }
  const part = allowed === 0 ? 1 : Math.min(used / allowed, 1);
  return (
    <div>
      <div className={classes.line}>
        <span className={classes.side}>{side}</span>
        <span className={classes.used}>
          {show(used)} of {show(allowed)} <span className={classes.dim}>({percent(used, allowed)})</span>
        </span>
      </div>
      <meter
        className="visually-hidden"
        aria-label={`${quotaTitle(name)}, ${side}`}
        max={Math.max(allowed, 1)}
        value={Math.min(used, allowed)}
      >
        {show(used)} of {show(allowed)} used
      </meter>
      <div className={classes.track} aria-hidden="true">
        <div
          className={classes.fill}
          data-level={levelOf(used, allowed)}
          style={{ width: `${part * 100}%` }}
        />
      </div>
    </div>
  );
}

export function levelOf(used: number, allowed: number): "spent" | "near" | "fine" {
  if (used >= allowed) return "spent";
  return used >= allowed * NEAR ? "near" : "fine";
}
