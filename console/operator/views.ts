import type { View } from "../shell/view.ts";

export const OPERATOR_VIEWS: readonly View[] = [];
