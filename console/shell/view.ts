import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Standing } from "../api/standing.ts";
import type { IconName } from "../parts/icon.tsx";

export type Area = "you" | "group" | "operator";

/** A page with an address of its own. */
export interface View {
  readonly area: Area;
  /** Its address; `:group` and other names stand for one segment each. */
  readonly path: string;
  /** As the navigation and the command palette call it. */
  readonly title: string;
  /** Absent: it is reached from another view only, and not in the navigation. */
  readonly icon?: IconName;
  /** Whether it is worth showing; what it shows the server decides. */
  readonly isFor: (viewer: Standing, group: string | undefined) => boolean;
  readonly Component: LazyExoticComponent<ComponentType>;
}

/** A view's component, loaded when the view is first opened. */
export function lazyView<Name extends string>(
  load: () => Promise<Readonly<Record<Name, ComponentType>>>,
  name: Name,
): View["Component"] {
  return lazy(async () => ({ default: (await load())[name] }));
}

export function addressOf({ path }: View, group: string | undefined): string {
  return path.replace(":group", encodeURIComponent(group ?? ""));
}

export const isForEveryone = (): boolean => true;

export function isForOperators({ isOperator }: Standing): boolean {
  return isOperator;
}

/** Members see who else is in their group. */
export function isForMembers({ group: own, isOperator }: Standing, group: string | undefined): boolean {
  return group !== undefined && (own === group || isOperator);
}

export function isForAdministrators(viewer: Standing, group: string | undefined): boolean {
  return isForMembers(viewer, group) && (viewer.isAdministrator || viewer.isOperator);
}
