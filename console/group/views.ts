import type { View } from "../shell/view.ts";

export const GROUP_VIEWS: readonly View[] = [];
