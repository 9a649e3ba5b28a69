import { FREE, METHODS, type Rule } from "../rule.ts";

/** Nouns whose objects live here. The licence holder's objects of the same name are nobody's business. */
export const LOCAL_NOUNS = ["groups", "users", "service_accounts"] as const;

export const LOCAL_RULES: readonly Rule[] = LOCAL_NOUNS.flatMap((noun) =>
  [`/${noun}`, `/${noun}/{path*}`].map(
    (path): Rule => ({ methods: METHODS, path, bucket: noun, charges: FREE, isLocal: true }),
  ),
);
