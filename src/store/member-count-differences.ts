import { sql } from "kysely";
import type { Db } from "./database.ts";

/** A count on a group's row that is not the number of its members. */
export interface MemberCountDifference {
  readonly group: string;
  readonly list: "users" | "administrators" | "service_accounts";
  readonly found: number;
  readonly members: number;
}

/** In one statement, so that it sees one state of a database that is being written. */
export async function differencesOfMemberCounts(
  db: Db,
  limit: number,
): Promise<readonly MemberCountDifference[]> {
  const { rows } = await sql<MemberCountDifference>`
    with counted as (
      select gid, sum(case when kind = 'user' then 1 else 0 end) as users,
        sum(case when kind = 'service_account' then 1 else 0 end) as service_accounts,
        sum(is_admin) as administrators
      from users where gid is not null group by gid
    ), compared as (
      select g.id, 'users' as list, g.users_count as found, coalesce(c.users, 0) as members
      from groups as g left join counted as c on c.gid = g.gid
      union all
      select g.id, 'administrators', g.administrators_count, coalesce(c.administrators, 0)
      from groups as g left join counted as c on c.gid = g.gid
      union all
      select g.id, 'service_accounts', g.service_accounts_count, coalesce(c.service_accounts, 0)
      from groups as g left join counted as c on c.gid = g.gid
    )
    select id as "group", list, found, members from compared where found <> members
    order by id, list limit ${limit}`.execute(db);
  return rows.map(({ group, list, found, members }) => ({ group, list, found, members }));
}
