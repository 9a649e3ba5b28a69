import { requireOperator } from "../access/permissions.ts";
import type { SettingInForce } from "../model/setting-in-force.ts";
import { settingsAnswer } from "../wire/setting.ts";
import { defineRoute, type Route } from "./route.ts";

export function settingRoutes({ inForce }: { readonly inForce: readonly SettingInForce[] }): Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/settings",
      operationId: "listSettings",
      summary: "Every setting in force, secrets masked (operators)",
      tags: ["operators"],
      extension: true,
      bucket: "settings",
      answer: settingsAnswer,
      errors: [403],
      async handle({ actor }) {
        requireOperator(actor);
        return { data: inForce.map(present) };
      },
    }),
  ];
}

function present({ name, description, value, isSecret, source }: SettingInForce) {
  return {
    type: "setting" as const,
    id: name,
    attributes: {
      description,
      ...(value !== undefined && { value }),
      is_secret: isSecret,
      is_set: source !== "default",
      source,
    },
  };
}
