import { GROUP_VIEWS } from "../group/views.ts";
import { ME_VIEWS } from "../me/views.ts";
import { OPERATOR_VIEWS } from "../operator/views.ts";
import type { View } from "./view.ts";

/** Every view, in the order of the navigation. */
export const VIEWS: readonly View[] = [...ME_VIEWS, ...GROUP_VIEWS, ...OPERATOR_VIEWS];
